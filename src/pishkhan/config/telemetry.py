"""Traces by OpenTelemetry, where the setting names a place for them; else nothing is imported.

A span has the name of a route, a job or the first words of a statement, never values: statements
are kept with their places for parameters, and what is quoted in them is taken out.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.backends.signals import connection_created

from pishkhan.config import logs
from pishkhan.foundation import spans


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span as OpenSpan, Tracer as OpenTracer

    from pishkhan.foundation.spans import Attribute, Kind, Span


NAME = "pishkhan"
LONGEST = 2000
LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d{5,}\b")


def wire() -> None:
    """Begin to trace if the setting says where to; may be called again."""
    if not settings.TRACES_ADDRESS:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - slow to import, rarely wanted
        OTLPSpanExporter,
    )

    begin(OTLPSpanExporter(endpoint=settings.TRACES_ADDRESS), percent=settings.TRACES_PERCENT)


def begin(exporter: SpanExporter, *, percent: int, at_once: bool = False) -> TracerProvider:
    """Send spans to `exporter`: of `percent` of the requests, in batches or `at_once`."""
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace import TracerProvider as Provider  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace.export import (  # noqa: PLC0415 - as above
        BatchSpanProcessor,
        SimpleSpanProcessor,
    )
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased  # noqa: PLC0415 - as above

    # Strangers may name the trace that theirs is part of, not how many of them are kept.
    share = TraceIdRatioBased(percent / 100)
    sampler = ParentBased(root=share, remote_parent_sampled=share)
    provider = Provider(resource=Resource.create({"service.name": NAME}), sampler=sampler)
    provider.add_span_processor(
        SimpleSpanProcessor(exporter) if at_once else BatchSpanProcessor(exporter)
    )
    spans.connect(Traces(provider.get_tracer(NAME)))
    connection_created.connect(_watch, dispatch_uid=NAME)
    return provider


def end() -> None:
    """Tell nobody any more."""
    spans.connect(None)
    connection_created.disconnect(dispatch_uid=NAME)


@dataclass(frozen=True, slots=True)
class Told:
    """A span of OpenTelemetry as our code speaks to it."""

    kept: OpenSpan

    def rename(self, name: str, /) -> None:
        """See the port."""
        self.kept.update_name(name)

    def tell(self, told: Mapping[str, Attribute], /) -> None:
        """See the port."""
        self.kept.set_attributes(told)

    def failed(self) -> None:
        """See the port."""
        from opentelemetry.trace import StatusCode  # noqa: PLC0415 - only where traces are on

        self.kept.set_status(StatusCode.ERROR)


@dataclass(frozen=True, slots=True)
class Traces:
    """Our port of traces, answered by OpenTelemetry."""

    tracer: OpenTracer

    @contextmanager
    def span(
        self, name: str, kind: Kind, told: Mapping[str, Attribute], after: Mapping[str, str]
    ) -> Iterator[Span]:
        """See the port; an exception that passes marks the span, without its words."""
        from opentelemetry.trace import SpanKind  # noqa: PLC0415 - only where traces are on
        from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415 - as above
            TraceContextTextMapPropagator,
        )

        context = TraceContextTextMapPropagator().extract(after) if after else None
        with self.tracer.start_as_current_span(
            name,
            context=context,
            kind=SpanKind[kind.name],
            attributes=dict(told),
            record_exception=False,
            set_status_on_exception=False,
        ) as kept:
            span = Told(kept)
            try:
                yield span
            except BaseException as error:
                span.tell({"error.type": type(error).__qualname__})
                span.failed()
                raise

    def carried(self) -> dict[str, str]:
        """See the port."""
        from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415 - as above
            TraceContextTextMapPropagator,
        )

        headers: dict[str, str] = {}
        TraceContextTextMapPropagator().inject(headers)
        return headers


def _watch(connection: BaseDatabaseWrapper, **_: object) -> None:
    """A span around each statement of a new connection."""
    if _statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(_statement)


def _statement(
    execute: Callable[..., object],
    sql: object,
    params: object,
    many: bool,  # noqa: FBT001 - as Django calls it
    context: object,
) -> object:
    text = LITERAL.sub("?", logs.without_persons(str(sql)))[:LONGEST]
    verb = text.split(None, 1)[0].upper() if text.strip() else "SQL"
    told = {"db.system": "postgresql", "db.query.text": text}
    with spans.span(verb, spans.Kind.CLIENT, told):
        return execute(sql, params, many, context)

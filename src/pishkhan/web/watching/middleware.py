"""The outermost middleware: numbers each request, counts it, traces it, writes its line of access.

A line has the name of the route, never the address: addresses hold tokens and numbers of persons.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from pishkhan.foundation import spans
from pishkhan.web.watching import figures, numbers, urls


Answer = Callable[[HttpRequest], HttpResponse]
UNKNOWN = "none"  # no route of ours
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
FAILED = 500
# Answered before everything else, so also without a database, a session, a known host or HTTPS.
FIRST = {f"/{one.pattern}": one for one in urls.urlpatterns}
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Statements:
    """Counts the statements of one request."""

    count: int = 0
    seconds: float = 0.0

    def __call__(
        self,
        execute: Callable[..., object],
        sql: str,
        params: object,
        many: bool,  # noqa: FBT001 - as Django calls it
        context: object,
    ) -> object:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - began


class WatchingMiddleware:
    """Stands before all others."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say how it went; the answer carries the number of the request."""
        began = time.perf_counter()
        number = numbers.given(request)
        statements = _Statements()
        method = str(request.method) if request.method in METHODS else "other"
        with (
            structlog.contextvars.bound_contextvars(request=number),
            connection.execute_wrapper(statements),
            figures.IN_FLIGHT.track_inprogress(),
            spans.span(method, spans.Kind.SERVER, after=_traced(request)) as span,
        ):
            response = self._answer(request)
            seconds = time.perf_counter() - began
            route = route_of(request)
            status = response.status_code
            span.rename(f"{method} {route}")
            span.tell({"http.route": route, "http.response.status_code": status})
            if status >= FAILED:
                span.failed()
            _count(route, status, seconds, statements)
            if settings.ACCESS_LOG:
                log.info(
                    "request",
                    method=method,
                    route=route,
                    status=status,
                    ms=round(seconds * 1000, 1),
                    database_ms=round(statements.seconds * 1000, 1),
                    statements=statements.count,
                )
        response.headers[numbers.HEADER] = number
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        first = FIRST.get(request.path_info)
        if first is None:
            return self.get_response(request)
        request.resolver_match = first.resolve(request.path_info[1:])
        answer: HttpResponse = first.callback(request)
        return answer


def route_of(request: HttpRequest) -> str:
    """The name of the route with its namespace; `none` for addresses that are not ours."""
    match = request.resolver_match
    if match is None:
        return UNKNOWN
    first = FIRST.get(request.path_info)
    return f"{urls.app_name}:{first.name}" if first else match.view_name or UNKNOWN


def _count(route: str, status: int, seconds: float, statements: _Statements) -> None:
    figures.observe(route, status, seconds)
    if statements.count:
        figures.DATABASE_SECONDS.labels(route).inc(statements.seconds)
        figures.STATEMENTS.labels(route).inc(statements.count)


def _traced(request: HttpRequest) -> dict[str, str]:
    names = ("traceparent", "tracestate")
    return {name: request.headers[name] for name in names if name in request.headers}

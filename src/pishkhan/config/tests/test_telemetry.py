"""Traces: off without a trace of the library, on with names and without values."""

import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.config import telemetry
from pishkhan.foundation import spans
from pishkhan.kernel.persistence import jobs


TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
IMPORTED = """
import sys, django
django.setup()
print(any(name.startswith("opentelemetry") for name in sys.modules))
"""


@pytest.fixture
def kept():
    exporter = InMemorySpanExporter()
    provider = telemetry.begin(exporter, percent=100, at_once=True)
    connection.close()  # the statements of a new connection are watched
    yield exporter
    telemetry.end()
    connection.close()
    provider.shutdown()


def by_name(kept):
    return {span.name: span for span in kept.get_finished_spans()}


def test_while_it_is_off_the_library_is_not_even_imported():
    told = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", IMPORTED], capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout.strip() == "False"


@pytest.mark.django_db(transaction=True)
def test_a_request_and_its_statements_are_one_trace_that_goes_on(kept, client: Client):
    client.get("/staff/login/", {"national_id": "0001010107"}, headers={"traceparent": PARENT})
    found = by_name(kept)
    request = found["GET account_login"]
    assert f"{request.context.trace_id:032x}" == TRACE
    assert dict(request.attributes) == {
        "http.route": "account_login",
        "http.response.status_code": 200,
    }
    assert not any("0001010107" in str(dict(span.attributes)) for span in found.values())


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_kept_without_its_values(kept):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text, 'مهسا', 9120000001", ["0001010107"])
    text = by_name(kept)["SELECT"].attributes["db.query.text"]
    assert text == "SELECT %s::text, ?, …"


def test_what_fails_is_marked_without_its_words(kept):
    with pytest.raises(ValueError, match="0001010107"), spans.span("a piece"):
        raise ValueError("0001010107")
    [span] = kept.get_finished_spans()
    assert not span.status.is_ok
    assert dict(span.attributes) == {"error.type": "ValueError"}
    assert not span.events


def test_what_leaves_carries_the_trace(kept):  # noqa: ARG001 - traces are on
    with spans.span("a piece", after={"traceparent": PARENT}):
        assert spans.carried()["traceparent"].startswith(f"00-{TRACE}-")


@pytest.mark.django_db(transaction=True)
def test_a_job_goes_on_with_the_trace_of_who_asked_for_it(kept):
    jobs.job("tests.traced")(lambda: None)
    with spans.span("a request", after={"traceparent": PARENT}):
        jobs.defer("tests.traced")
    job = ProcrastinateJob.objects.get(task_name="tests.traced")
    jobs.app.tasks["tests.traced"].func(**job.args)
    assert f"{by_name(kept)['tests.traced'].context.trace_id:032x}" == TRACE


def test_strangers_do_not_choose_how_much_is_kept():
    exporter = InMemorySpanExporter()
    provider = telemetry.begin(exporter, percent=0, at_once=True)
    try:
        with spans.span("a request", after={"traceparent": PARENT}):
            pass
        assert exporter.get_finished_spans() == ()
    finally:
        telemetry.end()
        provider.shutdown()

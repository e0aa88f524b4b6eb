"""Logs say what happened, not to whom."""

import io
import json
import logging
import sys

import pytest
import structlog
from hypothesis import given, strategies as st

from pishkhan.config import logs
from pishkhan.kernel.identity import api as identity, ports


MOBILE, NAME = "09120000000", "سمیه رستگار"


@given(st.from_regex(r"[0-9۰-۹]{6,20}", fullmatch=True), st.text(max_size=20))
def test_no_long_number_passes(number, around):
    assert number not in logs.without_persons(f"{around} {number} {around}")


def test_a_row_that_the_database_quotes_is_hidden():
    told = logs.without_persons(f"duplicate key\nDETAIL:  Key (name)=({NAME}) already exists.")
    assert NAME not in told
    assert "duplicate key" in told


def fail_with_a_person():
    name, mobile = NAME, MOBILE
    raise ValueError(len(name + mobile))


@pytest.fixture
def written(monkeypatch):
    page = io.StringIO()
    monkeypatch.setattr(sys, "stderr", page)
    logs.configure()
    yield page
    monkeypatch.undo()
    logs.configure()


def test_an_exception_is_logged_without_local_variables(written):
    try:
        fail_with_a_person()
    except ValueError:
        structlog.get_logger().exception("failed", mobile=MOBILE)
    line = json.loads(written.getvalue())
    assert "fail_with_a_person" in line["exception"]
    assert NAME not in written.getvalue()
    assert MOBILE not in written.getvalue()


def test_records_of_libraries_are_written_the_same_way():
    try:
        fail_with_a_person()
    except ValueError:
        record = logging.getLogger("django.request").makeRecord(
            "django.request", logging.ERROR, "", 0, "at %s", (MOBILE,), sys.exc_info()
        )
    line = logs.Lines().format(record)
    assert MOBILE not in line
    assert NAME not in line
    assert "fail_with_a_person" in json.loads(line)["exception"]


@pytest.mark.django_db
def test_a_carrier_that_fails_leaves_neither_code_nor_mobile_in_the_log(written):
    class Broken:
        def carry(self, mobile, code, purpose, language):
            message = f"{mobile} {code} {purpose} {language}"
            raise RuntimeError(message)

    before = ports.carrier()
    ports.wire(carrier=Broken())
    try:
        identity.send_code(MOBILE, "sign_in", "127.0.0.1")
    except RuntimeError:
        structlog.get_logger().exception("sending failed")
    finally:
        ports.wire(carrier=before)
    assert "sending failed" in written.getvalue()
    assert MOBILE not in written.getvalue()

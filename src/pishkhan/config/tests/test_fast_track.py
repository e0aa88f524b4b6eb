"""The fast path of tracking and the view behind it: one table of inputs, the same answers."""

import io
import json

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from pishkhan.config import fast_track
from pishkhan.config.fast_track import FastTrack
from pishkhan.foundation import authenticity_code, digits, tracking_code
from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as offices, testing as organisations
from pishkhan.kernel.persistence.models import Allowance
from pishkhan.kernel.transparency.testing import a_log
from pishkhan.kernel.verification.models import Inquiry
from pishkhan.kernel.verification.testing import issued
from pishkhan.surfaces.desk.testing import Office
from pishkhan.surfaces.track import status
from pishkhan.surfaces.track.trying import PER_LETTER
from pishkhan.surfaces.verify import json_inquiry
from pishkhan.web import json_door


pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"


@pytest.fixture
def receipt(transactional_db):  # noqa: ARG001 - the fast path has a connection of its own
    """A request that waits in the secretariat."""
    tree = organisations.a_tree()
    staff = organisations.staff_of(tree.office)
    catalogue.publish_all(Actor.system())
    catalogue.set_office("e_request", organisation_id=tree.office.id, by=Actor.system())
    applicant = identity.actor_for_person(cast.the_applicant().id)
    return catalogue.receipt(Office(tree=tree, staff=staff, applicant=applicant).a_request())


@pytest.fixture
def fast():
    track = FastTrack(lambda *_: pytest.fail("it was handed on"))
    yield track
    track._source._connections.drop()


def by_fast(  # noqa: PLR0913 - a request has that many parts
    fast, body, *, method="POST", kind=JSON, language="", address="10.0.0.1", path=status.PATH
):
    """Status, headers and body of the fast path."""
    told = {}

    def start(line, headers):
        told.update(status=int(line[:3]), headers=dict(headers))

    environ = {
        "PATH_INFO": path,
        "REQUEST_METHOD": method,
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_ACCEPT_LANGUAGE": language,
        "REMOTE_ADDR": address,
        "wsgi.input": io.BytesIO(body),
    }
    content = b"".join(fast(environ, start))
    return told["status"], told["headers"], content


def by_view(body, *, method="POST", kind=JSON, language="", address="10.0.0.2", path=status.PATH):
    """The same of the view in Django."""
    answer = Client().generic(
        method,
        path,
        body,
        kind,
        REMOTE_ADDR=address,
        HTTP_ACCEPT_LANGUAGE=language,
        CONTENT_TYPE=kind,  # Django's own browser sends none without a body
    )
    return answer.status_code, dict(answer.headers), answer.content


COMPARED = ("Content-Type", "Content-Language", "Cache-Control", "Allow", "Retry-After")


def both(fast, body, **more):
    """The answer of both, which must be one and the same."""
    one, other = by_fast(fast, body, **more), by_view(body, **more)
    assert one[0] == other[0]
    assert one[2] == other[2]
    for name in COMPARED:
        assert one[1].get(name) == other[1].get(name), name
    assert "Accept-Language" in one[1]["Vary"]
    assert "Accept-Language" in other[1]["Vary"]
    return one[0], json.loads(one[2]) if one[2] else None


def pair(letter, code):
    return json.dumps({"letter_number": letter, "tracking_code": code}).encode()


@pytest.mark.parametrize("language", ["", "fa-IR", "en-GB,en;q=0.9", "ar", "de,xx", "*", ";;q=x"])
def test_the_state_is_told_alike_in_the_language_of_the_caller(fast, receipt, language):
    code, said = both(fast, pair(receipt.letter_number, receipt.tracking_code), language=language)
    assert code == 200
    assert set(said) == {"title", "since", "is_your_turn", "is_closed", "waits_for", "next"}
    assert said["next"]["usual_working_days"] == 5
    if language in {"", "fa-IR"}:
        assert said["title"] == "بررسی کامل بودن درخواست در دبیرخانه"


def test_of_a_case_that_waits_for_somebody_both_say_whom_we_asked(fast, receipt):
    office = cases.case(receipt.case_id).organisations["office"]
    for role in ("secretariat_clerk", "office_manager"):
        for holder in offices.holders(office, role):
            offices.end_holding(holding_id=holder.holding_id, by=Actor.system())
    cases.strand()
    cases.ask(
        organisation_id=office, role="secretariat_clerk", service="e_request", by=Actor.system()
    )
    _code, said = both(fast, pair(receipt.letter_number, receipt.tracking_code))
    [wanted] = said["waits_for"]
    assert wanted["role"] == "کارمند دبیرخانه"
    assert wanted["organisation"]
    assert wanted["asked_at"]


@pytest.mark.parametrize(
    "write", [str, digits.to_persian, lambda text: "/".join(reversed(text.split("/")))]
)
def test_the_numbers_may_be_written_as_on_the_page(fast, receipt, write):
    code = digits.to_persian(tracking_code.grouped(receipt.tracking_code))
    assert both(fast, pair(write(receipt.letter_number), code))[0] == 200


def bodies(receipt):
    right, code = receipt.letter_number, receipt.tracking_code
    return {
        "wrong code": (404, pair(right, tracking_code.new())),
        "unknown letter": (404, pair("99999", code)),
        "neither": (404, pair("99999", tracking_code.new())),
        "a code of nonsense": (404, pair(right, "abc")),
        "a number of nonsense": (404, pair("///", code)),
        "a very long number": (404, pair("9" * 40, code)),
        "nothing": (400, b""),
        "no object": (400, b"[1]"),
        "no JSON": (400, b"{"),
        "deep": (400, b"[" * 999),
        "no text": (400, b'{"letter_number": 1, "tracking_code": null}'),
        "NaN": (400, b'{"letter_number": NaN, "tracking_code": "1"}'),
        "empty": (400, pair("", "")),
        "one is missing": (400, b'{"letter_number": "1"}'),
        "not UTF-8": (400, b'{"letter_number": "\xff", "tracking_code": "1"}'),
        "NUL": (404, pair("1\0", "1\0")),
        "half a letter": (404, b'{"letter_number": "\\ud800", "tracking_code": "\\udfff"}'),
        "too long": (413, b" " * 1001),
    }


def test_everything_else_is_refused_alike(fast, receipt):
    for name, (expected, body) in bodies(receipt).items():
        code, said = both(fast, body)
        assert code == expected, name
        assert said["status"] == expected
        assert said["type"].startswith(
            ("urn:pishkhan:problem:track.", "urn:pishkhan:problem:json.")
        )
        assert receipt.tracking_code not in json.dumps(said)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_another_method_is_refused_alike(fast, receipt, method):
    assert both(fast, pair(receipt.letter_number, receipt.tracking_code), method=method)[0] == 405


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_another_type_is_refused_alike(fast, receipt, kind):
    body = pair(receipt.letter_number, receipt.tracking_code)
    assert both(fast, body, kind=kind)[0] == 415


def test_a_wrong_code_and_an_unknown_letter_are_told_in_the_same_words(fast, receipt):
    told = [both(fast, body)[1] for name, (code, body) in bodies(receipt).items() if code == 404]
    assert all(one == told[0] for one in told)


def test_tries_are_counted_together_with_those_of_the_page(fast, receipt):
    wrong = pair(receipt.letter_number, tracking_code.new())
    for number in range(PER_LETTER):
        ask = by_fast if number % 2 else lambda _fast, body, **more: by_view(body, **more)
        assert ask(fast, wrong, address="10.0.0.3")[0] == 404
    right = pair(receipt.letter_number, receipt.tracking_code)
    assert by_fast(fast, right, address="10.0.0.3")[0] == 429
    assert by_view(right, address="10.0.0.3")[0] == 429
    assert by_fast(fast, right, address="10.0.0.4")[0] == 200


def test_the_owner_starts_the_count_afresh(fast, receipt):
    by_fast(fast, pair(receipt.letter_number, tracking_code.new()))
    assert Allowance.objects.filter(key__startswith="track.letter").exists()
    by_fast(fast, pair(receipt.letter_number, receipt.tracking_code))
    assert not Allowance.objects.filter(key__startswith="track.letter").exists()


def test_the_look_leaves_the_same_line_in_the_trail(fast, receipt):
    body = pair(receipt.letter_number, receipt.tracking_code)
    lines = []
    for ask in (lambda: by_fast(fast, body), lambda: by_view(body)):
        AuditLine.objects.count()
        before = set(AuditLine.objects.values_list("id", flat=True))
        ask()
        [line] = AuditLine.objects.exclude(id__in=before).values()
        lines.append(line)
    own = {"id", "at", "mark"}
    assert {k: v for k, v in lines[0].items() if k not in own} == {
        k: v for k, v in lines[1].items() if k not in own
    }
    assert all(line["mark"] for line in lines)
    assert lines[0]["verb"] == "audit.saw_status"


def test_the_work_is_the_same_for_every_wrong_pair(fast, receipt, monkeypatch):
    asked = []
    ask = fast_track.Connections.ask

    def noted(self, statement, values, **more):
        asked[-1].append(statement)
        return ask(self, statement, values, **more)

    monkeypatch.setattr(fast_track.Connections, "ask", noted)
    for name, (code, body) in bodies(receipt).items():
        if code == 404:
            asked.append([])
            by_fast(fast, body, address=f"10.1.{len(asked)}.1")
            assert asked[-1] == [fast_track.TRIED, fast_track.PAIR], name


def test_a_connection_that_was_cut_is_opened_anew(fast, receipt):
    body = pair(receipt.letter_number, receipt.tracking_code)
    assert by_fast(fast, body)[0] == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(%s)", [fast._source._connections.kept.info.backend_pid]
        )
    assert by_fast(fast, body)[0] == 200


def test_without_a_database_both_say_so(fast, receipt, monkeypatch):
    body = pair(receipt.letter_number, receipt.tracking_code)
    away = {**connection.settings_dict, "HOST": "/nowhere"}
    connection.close()
    with monkeypatch.context() as patched:
        patched.setattr(connections["default"], "settings_dict", away)
        assert both(fast, body)[0] == 503
    assert both(fast, body)[0] == 200


@pytest.mark.parametrize("language", ["", "en", "ar"])
def test_an_inquiry_is_answered_alike(fast, transactional_db, language):  # noqa: ARG001 - it commits
    with a_log() as public_log:
        code = issued().code
        public_log.publish()
        asked = {"path": json_inquiry.PATH, "language": language}
        for text in (code, authenticity_code.new(), code[:-1], "7.39E+19"):
            body = json.dumps({"code": text}).encode()
            one, other = by_fast(fast, body, **asked), by_view(body, **asked)
            assert one[0] == other[0]
            assert of_any_moment(one[2]) == of_any_moment(other[2])
        assert Inquiry.objects.count() == 2
    for more in ({"method": "GET"}, {"kind": "text/plain"}):
        assert both(fast, b"{}", **asked, **more)[0] in {405, 415}


def of_any_moment(content):
    return json.loads(content) | {"asked_at": "", "receipt": ""}


def test_an_inquiry_without_a_database_is_told_so_and_the_next_is_answered(
    fast, transactional_db, monkeypatch  # noqa: ARG001 - it commits
):  # fmt: skip
    body = json.dumps({"code": authenticity_code.new()}).encode()
    away = {**connection.settings_dict, "HOST": "/nowhere"}
    connection.close()
    with monkeypatch.context() as patched:
        patched.setattr(connections["default"], "settings_dict", away)
        assert both(fast, body, path=json_inquiry.PATH)[0] == 503
    assert by_fast(fast, body, path=json_inquiry.PATH)[0] == 200


def test_an_inquiry_on_a_line_that_was_cut_is_asked_once_more(fast, transactional_db):  # noqa: ARG001 - it commits
    body = json.dumps({"code": authenticity_code.new()}).encode()
    assert by_fast(fast, body, path=json_inquiry.PATH)[0] == 200
    with psycopg.connect(**_bare(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    assert by_fast(fast, body, path=json_inquiry.PATH)[0] == 200


def _bare():
    given = connection.get_connection_params()
    return {name: given[name] for name in given if name not in {"cursor_factory", "context"}}


def test_other_addresses_are_handed_on():
    def inner(environ, start):
        start("204 No Content", [])
        return [environ["PATH_INFO"].encode()]

    said = FastTrack(inner)({"PATH_INFO": "/track/"}, lambda *_: None)
    assert said == [b"/track/"]


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.binary(max_size=1100) | st.text(max_size=60).map(lambda t: pair(t, t)))
def test_no_body_of_a_stranger_is_a_fault(fast, body):
    Allowance.objects.all().delete()
    code, _headers, said = by_fast(fast, body)
    assert code in {400, 404, 413}
    assert json.loads(said)["status"] == code


@pytest.mark.parametrize("said", ["²", "1²", "-1", "9" * 5_000, "x"])
def test_a_length_that_is_no_number_is_too_much(said):
    assert json_door.length_of({"CONTENT_LENGTH": said}) > json_door.LONGEST_BODY


@pytest.mark.parametrize(("said", "octets"), [(None, 0), ("", 0), ("0", 0), ("1000", 1000)])
def test_a_length_is_read_as_it_is(said, octets):
    assert json_door.length_of({} if said is None else {"CONTENT_LENGTH": said}) == octets


def test_the_driver_is_the_one_we_catch():
    assert issubclass(psycopg.errors.AdminShutdown, fast_track.AWAY)

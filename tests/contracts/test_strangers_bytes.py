"""Every parser that reads what a stranger wrote: it answers, or refuses in our own words, in time.

The inventory is `PARSERS` (pure functions) and `DOORS` (bytes that reach a parser through a view).
Parsers of attachments have their own tests: `kernel/attachments/tests/test_content.py` and
`test_uploading.py`, `integrations/antivirus/tests`; of the API `surfaces/api/tests/test_strict_json.py`.
"""

import base64
import io
import json
import re
import time
import zipfile
from contextlib import suppress

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import QueryDict
from django.test import RequestFactory, override_settings
from hypothesis import HealthCheck, given, settings, strategies as st

from pishkhan.config import environment, logs, soundness
from pishkhan.foundation import digits, identifiers, jalali, strict_xml, text, tracking_code
from pishkhan.foundation.errors import DomainError
from pishkhan.integrations.antivirus import unpacking
from pishkhan.integrations.payment_gateway import soap, wire as bank_wire, words
from pishkhan.integrations.payment_gateway.mellat import Mellat
from pishkhan.integrations.payment_gateway.saman import Saman
from pishkhan.integrations.payment_gateway.zarinpal import Zarinpal
from pishkhan.integrations.sms import kavenegar, receipts, simulator, wire
from pishkhan.kernel.attachments.rules import names
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.rules import parsing
from pishkhan.kernel.identity.rules import addresses, identifiers as kinds
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.notifications.ports import ProviderUnavailable
from pishkhan.kernel.numbering.rules import display
from pishkhan.kernel.payments.ports import GatewayUnavailable
from pishkhan.surfaces.api import strict_json
from pishkhan.surfaces.desk.inbox import Asked
from pishkhan.surfaces.manage import grids, spreadsheets
from pishkhan.web import device, languages, pages, showing, tus_headers
from pishkhan.web.human_check import image_code, proof_of_work
from pishkhan.web.testing import a_browser
from pishkhan.web.watching import numbers
from tests.architecture.project import SOURCE


LARGE = 20_000  # characters: what takes more than linear time shows itself
DIGITS_OF_ALL = "0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩\u0966\u0967²½Ⅷ"
STRANGE = st.characters() | st.sampled_from(
    DIGITS_OF_ALL + " -/\\.,:;+%'\"\0\n\r\u200c\u202e\ufeff"
)


def with_mistakes(*seeds):
    """Valid texts in which pieces were replaced, repeated or cut."""

    @st.composite
    def mutated(draw):
        seed = draw(st.sampled_from(seeds))
        start = draw(st.integers(0, len(seed)))
        end = draw(st.integers(start, len(seed)))
        piece = draw(st.text(STRANGE, max_size=6) | st.just(seed[start:end] * 2))
        return seed[:start] + piece + seed[end:]

    return st.sampled_from(seeds) | mutated() | st.text(STRANGE, max_size=300)


def a_request(**headers):
    return RequestFactory().get("/", **headers)


def clean_header(text):
    """What a server lets through into a header: no line breaks, latin-1."""
    return text.encode("latin-1", "replace").decode("latin-1").translate({10: " ", 13: " ", 0: " "})


def language_of(value):
    request = a_request()
    request.COOKIES["language"] = value
    return languages.chosen(request)


def device_of(value):
    request = a_request()
    request.COOKIES["device"] = value
    return device.of(request)


def process(value):
    """A draft of a process as a manager may paste it."""
    return parsing.parse(cases.read_draft(value))


def payment_brought(value):
    """What a browser brings back from a bank, in each place of each bank's form."""
    gateways = (
        Mellat(terminal="1", user="u", password="p"),
        Saman(terminal="1"),
        Zarinpal(merchant="m"),
    )
    names = ("RefId", "ResCode", "SaleOrderId", "SaleReferenceId", "State", "Status", "ResNum", "RefNum", "Token", "Authority")  # fmt: skip
    usual = {
        "RefId": "A",
        "ResCode": "0",
        "ResNum": "1",
        "State": "OK",
        "Authority": "A",
        "Status": "OK",
    }
    return [one.read({**usual, name: value}) for one in gateways for name in names]


SEEDS_OF_PAIRS = ("filename dGVzdA==,kind bGV0dGVy", "sha256 YWJj", "a", "relativePath")
YAML_SEED = (SOURCE / "services" / "e_request" / "process.yaml").read_text()
# Parser → (what may stand there, what it may raise).
PARSERS = {
    "national id": (identifiers.national_id, with_mistakes("0001010107", "۰۰۰۱۰۱۰۱۰۷")),
    "legal id": (identifiers.legal_id, with_mistakes("10380284790", "۱۰۳۸۰۲۸۴۷۹۰")),
    "mobile": (identifiers.mobile, with_mistakes("09120000001", "+98 912 000 0001", "00989120000001")),
    "postal code": (identifiers.postal_code, with_mistakes("1234567890", "۱۳۴۵۶-۷۸۹۱۲")),
    "date": (jalali.parse, with_mistakes("1405/01/31", "۱۴۰۵/۱۲/۳۰", "1405-7-1")),
    "tracking code": (tracking_code.parse, with_mistakes(tracking_code.new(), "۱۲۳ ۴۵۶۷ ۸۹۰۱")),
    "letter number": (
        lambda value: display.possible_numbers(display.parts_of(value)),
        with_mistakes("172429/4", "۱۷۲۴۲۹/۴", "98765/1405/1"),
    ),
    "free text": (lambda value: text.tidy(value, multiline=True), with_mistakes("سلام\nدنیا")),
    "search": (text.fold, with_mistakes("كتابخانه‌ي ملّی", "Omar")),
    "process drawing": (
        lambda value: cases.read_bpmn(value.encode("utf-8", "replace")),
        with_mistakes('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/></process></definitions>', "<!DOCTYPE a><a/>"),
    ),
    "process text": (cases.read_draft, with_mistakes("service: a\nversion: 1", "a: [1, {b: c}]")),
    "spreadsheet": (
        lambda value: spreadsheets.read_csv(value.encode("utf-8", "replace")),
        with_mistakes("a,b\r\n1,2", '"a"'),
    ),
    "condition of a table": (
        lambda value: grids.Grid(
            columns=(grids.Column(name="n", title="n"),),
            lines=(grids.Line(cells={"n": [value]}),),
        ).body(),
        with_mistakes("≥ 13 , < 20", "۱۲٫۵"),
    ),
    "digits": (digits.to_latin, with_mistakes("۱۲٣4")),
    "foreign identifiers": (
        lambda value: [_kept(kinds.written, kind, value) for kind in IdentifierKind],
        with_mistakes("n0123456", "A1234567", "۱۲۳۴۵۶۷۸۹"),
    ),
    "file name": (lambda value: names.clean(value, "image/jpeg"), with_mistakes("نامه.jpg", "../../etc/passwd")),
    "network address": (addresses.prefix_of, with_mistakes("203.0.113.9", "2001:db8::1", "fe80::1%eth0")),
    "tus length": (lambda value: tus_headers.whole("Upload-Length", value), with_mistakes("100", "0")),
    "tus metadata": (tus_headers.metadata, with_mistakes(*SEEDS_OF_PAIRS)),
    "tus checksum": (tus_headers.checksum, with_mistakes("sha256 " + base64.b64encode(b"x" * 32).decode(), "md5 YQ==")),
    "image code": (lambda value: image_code.is_right(value, value), with_mistakes(image_code.token())),
    "picture": (image_code.picture, with_mistakes("not-a-token")),
    "proof of work": (proof_of_work.check, with_mistakes(base64.b64encode(json.dumps({"algorithm": "SHA-256", "challenge": "a", "number": 1, "salt": "x?expires=1", "signature": "b"}).encode()).decode())),
    "language": (language_of, with_mistakes("fa", "en")),
    "device": (device_of, with_mistakes("abc:1tXyZ:sig")),
    "number of a request": (lambda value: numbers.given(a_request(HTTP_X_REQUEST_ID=clean_header(value))), with_mistakes("0f8fad5bd9cb469fa16570867728950e")),
    "forwarded": (lambda value: pages.address_of(a_request(HTTP_X_FORWARDED_FOR=clean_header(value))), with_mistakes("203.0.113.9, 127.0.0.1", "::1")),
    "way back": (lambda value: pages.safe_address(a_request(), value), with_mistakes("http://testserver/desk/", "//elsewhere.example", "javascript:alert(1)", "http://[")),
    "signed file": (lambda value: showing.one(a_request(), signed=value).status_code, with_mistakes("eyJhIjoxfQ:1tX:sig")),
    "query of the desk": (lambda value: Asked.of(QueryDict(value)), with_mistakes("view=mine&case=1&page=2", "case=۱۲", "cartable=a:b")),
    "receipt of an operator": (lambda value: kavenegar.report(value, value), with_mistakes("8792343", "10")),
    "receipt of the simulator": (lambda value: simulator.report({"id": value, "messageid": value, "status": value}), with_mistakes("1", "delivered")),
    "number in an answer": (wire.number, with_mistakes("12", "-1")),
    "JSON of an operator": (lambda value: wire._object(value.encode("utf-8", "surrogatepass")), with_mistakes('{"a": [1, {"b": null}]}', "[" * 5000)),
    "JSON of a program": (lambda value: strict_json.read(value.encode("utf-8", "surrogatepass")), with_mistakes('{"a": [1, {"b": null}], "c": 1e9}', '{"a":1,"a":2}', "[" * 5000, "NaN")),
    "JSON of a receipt": (lambda value: receipts._simulator(RequestFactory().post("/", value.encode("utf-8", "surrogatepass"), "application/json")), with_mistakes('{"reports": [{"id": 1, "status": "x"}]}', '{"reports": {"a": 1}}', "[" * 5000)),
    "JSON of a bank": (lambda value: bank_wire.json_object(value.encode("utf-8", "surrogatepass")), with_mistakes('{"data": {"code": 100}, "errors": []}', "[" * 5000)),
    "SOAP of a bank": (lambda value: soap.returned(value.encode("utf-8", "replace"), "bpVerifyRequest", "urn:a"), with_mistakes('<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><n:bpVerifyRequestResponse xmlns:n="urn:a"><return>0</return></n:bpVerifyRequestResponse></S:Body></S:Envelope>', "<!DOCTYPE a><a/>")),
    "XML": (lambda value: strict_xml.tree(value.encode("utf-8", "replace")), with_mistakes('<a b="c">d</a>', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')),
    "a bank's number, name and card": (lambda value: (words.rials(value), words.name(value, 40), words.card(value)), with_mistakes("130000", "603799******1234", "GmshtyjwKS/a+b=")),
    "return of a browser from a bank": (payment_brought, with_mistakes("127926981246", "OK", "A00000000000000000000000000217885159")),
    "process.yaml": (process, with_mistakes(YAML_SEED, "states: {a: {b: c}}", "a: &a [*a]", "!!python/object:os.system x")),
    "address of a database": (environment.database, with_mistakes("postgresql://a:b@h:5432/n?host=/tmp", "postgresql://[")),
    "settings": (lambda value: soundness.problems({"PISHKHAN_FILES_KEYS": value, "PISHKHAN_ADDRESS": value}), with_mistakes("a:AAAA", "https://x")),
    "a line of the log": (logs.without_persons, with_mistakes("DETAIL: (مهسا)", "0 0 0 1 0 1")),
}  # fmt: skip
# What may come out beside an answer: a refusal of ours, or of the port that the caller knows.
REFUSALS = (
    DomainError,
    tus_headers.BadHeader,
    ProviderUnavailable,
    GatewayUnavailable,
    strict_xml.UnsoundXml,
    ImproperlyConfigured,
    unpacking.CannotUnpack,
)


def _kept(read, *given):
    try:
        return read(*given)
    except DomainError:
        return None


@pytest.mark.parametrize("name", PARSERS)
@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_parser_answers_or_refuses(name, data):
    read, given_to = PARSERS[name]
    value = data.draw(given_to)
    with suppress(*REFUSALS):
        read(value)


@pytest.mark.parametrize("name", PARSERS)
@settings(deadline=None, max_examples=3, suppress_health_check=list(HealthCheck))
@given(letter=STRANGE | st.sampled_from("[{(\"'\\%&=,;:-\n "))
def test_what_is_long_is_read_or_refused_too(name, letter):
    """Nothing here takes more than a straight line of time: else this test would not come to an end."""
    read, _ = PARSERS[name]
    with suppress(*REFUSALS):
        read(letter * LARGE)


@pytest.mark.parametrize("name", [one for one in PARSERS if one.startswith("JSON")])
@pytest.mark.parametrize("piece", ['\\"', "\\", '"', "[", '{"', '"\\'])
def test_a_text_without_an_end_takes_a_straight_line_of_time(name, piece):
    """Sixteen times the text: sixteen times the work, or 256 times where it is gone through anew
    from each place in it. Only this process's own time is counted, and the best of several."""
    read, _ = PARSERS[name]

    def best(pieces):
        took = []
        for _ in range(5):
            began = time.process_time_ns()
            with suppress(*REFUSALS):
                read('"' + piece * pieces)
            took.append(time.process_time_ns() - began)
        return min(took)

    assert best(16_000) < 64 * best(1_000)


@st.composite
def archives(draw):
    """An archive with members of a stranger, then with a piece of it changed."""
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", draw(st.sampled_from([0, 8]))) as archive:
        for place in range(draw(st.integers(0, 3))):
            archive.writestr(f"{place}{draw(st.text(max_size=5))}", draw(st.binary(max_size=200)))
    data = page.getvalue()
    start = draw(st.integers(0, len(data)))
    return data[:start] + draw(st.binary(max_size=8)) + data[start + draw(st.integers(0, 8)) :]


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=500) | archives() | archives().map(lambda data: b"%PDF-1.7\n" + data))
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_is_walked_or_called_too_much(data):
    with suppress(unpacking.CannotUnpack):
        for _ in unpacking.pieces(data):
            pass


HOOK = "a secret in the address 4711 0815"
# Where bytes of strangers reach a parser through a view: method, address, kind of the body.
DOORS = {
    "receipts of kavenegar": ("POST", f"/hooks/sms/kavenegar/{HOOK.replace(' ', '-')}/", "application/x-www-form-urlencoded"),
    "receipts of the simulator": ("POST", f"/hooks/sms/simulator/{HOOK.replace(' ', '-')}/", "application/json"),
    "a form": ("POST", "/sign-in/", "application/x-www-form-urlencoded"),
    "a form with files": ("POST", "/sign-in/", "multipart/form-data; boundary=x"),
    "a form in a strange encoding": ("POST", "/sign-in/", "application/x-www-form-urlencoded; charset=utf-7"),
    "a program": ("POST", "/api/v1/tracking", "application/json"),
    "an upload": ("POST", "/uploads/", "application/offset+octet-stream"),
    "a piece of an upload": ("PATCH", "/uploads/a-token", "application/offset+octet-stream"),
    "a page": ("GET", "/track/", ""),
    "an unknown method": ("BREW", "/", ""),
}  # fmt: skip
HEADERS = (
    "Accept-Language", "Authorization", "Content-Length", "Cookie", "Forwarded", "HX-Request",
    "Host", "If-None-Match", "Idempotency-Key", "Origin", "Range", "Referer", "Tus-Resumable",
    "Upload-Length", "Upload-Metadata", "Upload-Offset", "X-Forwarded-For", "X-Request-ID",
    "traceparent",
)  # fmt: skip
VALUES = with_mistakes(
    "1.0.0", "10", "-1", "Bearer x.y", "session=a; csrftoken=b; language=fa", "bytes=0-1",
    "fa-IR,fa;q=0.9", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "filename dGVzdA==",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", DOORS)
@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    headers=st.dictionaries(st.sampled_from(HEADERS), VALUES.map(clean_header), max_size=4),
    body=st.binary(max_size=400)
    | with_mistakes(
        "identifier=0001010107&mobile=09120000001",
        '--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n--x--\r\n',
        '{"reports": [{"id": 1, "status": "delivered"}]}',
        "messageid=1&status=10",
    ).map(lambda value: value.encode("utf-8", "surrogatepass")),
    query=VALUES,
)
def test_a_door_answers_whatever_is_sent(name, headers, body, query):
    method, address, kind = DOORS[name]
    sent = {
        f"HTTP_{header.upper().replace('-', '_')}": value
        for header, value in headers.items()
        if header != "Content-Length"
    }
    length = headers.get("Content-Length", "")
    # More than there is ends Django's test client, which is no server.
    if re.fullmatch("[0-9]{1,3}", length) and int(length) <= len(body):
        sent["CONTENT_LENGTH"] = length
    query = query.encode(
        "utf-8", "replace"
    ).decode()  # in an address stand octets, no halves of one
    with override_settings(SMS_CALLBACK_TOKEN=HOOK.replace(" ", "-")), transaction.atomic():
        answer = a_browser().generic(
            method, address, body, kind, query_params={"letter": query, "next": query}, **sent
        )
        assert answer.status_code < 500, answer.status_code
        transaction.set_rollback(True)

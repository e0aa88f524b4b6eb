"""A whole journey with everything logged, and nobody in the log.

What is read is what the real loggers write, ours at DEBUG; what is looked for is everything that
was typed or given: numbers in every script and with whatever stands between their digits, names
as a search would fold them.
"""

import io
import json
import logging
import logging.config
import re
import sys
from copy import deepcopy

import pytest
import structlog
from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.test import override_settings

from pishkhan.config import logs
from pishkhan.foundation import digits
from pishkhan.foundation.text import fold
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.models import Identifier, Person
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import Ownership
from pishkhan.kernel.notifications import api as notifications, ports as carriers
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.desk.testing import SHEET, posted
from pishkhan.surfaces.portal.testing import ApplicantBrowser
from pishkhan.surfaces.track import views as tracking
from pishkhan.web.human_check.testing import read_image
from pishkhan.web.testing import a_browser, signed_in_staff
from pishkhan.web.watching import figures


SERVICE = "e_request"
ME = cast.APPLICANT
COMPANY = "آموزشگاه سپیدار"
SUBJECT = "گلایه از آزمون شهریور"
WORDS = "پسرم بیمار بود و کارنامه‌اش گم شد"
PERSON = {
    "person.kind": "natural",
    "person.first_name": ME.first,
    "person.last_name": ME.last,
    "person.father_name": ME.father,
    "person.national_id": ME.national_id,
    "person.mobile": ME.mobile,
    "request.subject": SUBJECT,
}
BETWEEN = re.compile(rf"(?<=[0-9]){logs.GAP}(?=[0-9])")


class Log:
    """The lines that were written."""

    def __init__(self, page):
        self.page = page

    def lines(self):
        return [json.loads(line) for line in self.page.getvalue().splitlines()]

    def text(self):
        """Everything in it but what we made ourselves: moments, numbers of requests, ids of rows."""
        kept = [
            {name: value for name, value in line.items() if name not in logs.AS_THEY_ARE}
            for line in self.lines()
        ]
        return re.sub(r"\b[0-9]{17,19}\b", "#", json.dumps(kept, ensure_ascii=False))


def found(secrets, text):
    """Which of the secrets stand in the text, however they are written there."""
    plain = BETWEEN.sub("", digits.to_latin(text))
    folded = fold(text)
    return {secret for secret in secrets if _stands_in(secret, plain, folded)}


def _stands_in(secret, plain, folded):
    number = BETWEEN.sub("", digits.to_latin(secret))
    if number.isdigit():
        return number.removeprefix("0" if len(number) == 11 else "") in plain
    return fold(secret) in folded or secret in plain


@pytest.fixture
def log(monkeypatch):
    """What all loggers write, ours from DEBUG on."""
    page = io.StringIO()
    monkeypatch.setattr(sys, "stderr", page)
    told = deepcopy(settings.LOGGING)
    told["loggers"] |= {
        "pishkhan": {"level": "DEBUG"},
        "procrastinate": {"level": "DEBUG"},
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "INFO"},
    }
    logs.configure()
    logging.config.dictConfig(told)
    yield Log(page)
    monkeypatch.undo()
    logging.config.dictConfig(settings.LOGGING)
    logs.configure()


@pytest.fixture
def staff(db):  # noqa: ARG001 - opens the database
    office = organisations.a_tree().office
    catalogue.publish_all(Actor.system())
    catalogue.set_office(SERVICE, organisation_id=office.id, by=Actor.system())
    for way, unit in ((Direction.INCOMING, "98765"), (Direction.OUTGOING, "87654")):
        numbering.open_book(office_id=office.id, direction=way, unit=unit, by=Actor.system())
    return organisations.staff_of(office)


@pytest.fixture
def desk(staff):
    return {role: signed_in_staff(a_browser(), one.account_id) for role, one in staff.items()}


@pytest.fixture
def browser(staff):  # noqa: ARG001 - the office is there first
    with (
        cast.ownership_is(Ownership.MATCH),
        cast.codes_remembered() as phone,
        override_settings(ACCESS_LOG=True),
    ):
        yield ApplicantBrowser(a_browser(), phone)


def registers(browser):
    """From the card to the receipt, with a mistake at every step."""
    answers = {**catalogue.service(SERVICE).sample, **PERSON}
    browser.start(SERVICE)
    wrong = {"person.national_id": ME.national_id[:-1] + "9", "person.mobile": "0912"}
    browser.fill("person", {**answers, **wrong, "person.first_name": "M4hsa"})
    browser.fill("person", {**answers, "person.kind": "legal", "person.organisation_name": COMPANY})
    browser.fill("person", answers)
    browser.enter_code(code="000000")
    browser.enter_code(code=digits.to_persian(browser.phone[-1].code) + "1")
    browser.enter_code()
    browser.fill("request", {**answers, "request.year": WORDS})
    browser.fill("request", answers)
    browser.client.post(
        f"{browser.address('request')}save/", {"field": "request.subject", "subject": SUBJECT}
    )
    browser.upload("letter", b"MZ this is a program", name=f"{ME.last}.jpg")
    browser.upload("letter", a_jpeg(600, 800), name=f"{ME.first} {ME.national_id}.jpg")
    browser.client.post(browser.address("documents"), follow=True)
    page = browser.submit()
    assert "درخواست شما ثبت شد" in page.content.decode()
    return browser.draft().submitted_case_id


def follows(browser, receipt):
    """Tracking with the wrong pair, then the right one."""
    page = browser.get("/track/", {"letter": receipt.letter_number})
    for code in ("12345678901", receipt.tracking_code):
        numbers = {"letter_number": receipt.letter_number, "tracking_code": code}
        page = browser.post("/track/", {**numbers, **read_image(page.content)}, follow=True)
    assert "دبیرخانه" in page.content.decode()


def is_returned_and_corrected(browser, desk, case_id):
    [letter] = attachments.of_case(case_id)
    wrong = {
        "kind:person.father_name": "incorrect",
        "note:person.father_name": WORDS,
        f"kind:attachment:{letter.id}": "incomplete",
        f"note:attachment:{letter.id}": WORDS,
    }
    desk[Role.SECRETARIAT].get(f"/desk/case/{case_id}/file/{letter.id}/").getvalue()
    desk[Role.SECRETARIAT].get("/desk/search/", {"q": ME.national_id})
    assert posted(desk[Role.SECRETARIAT], case_id, "refer", comment=WORDS).status_code == 400
    assert posted(desk[Role.SECRETARIAT], case_id, "return", **wrong).status_code == 302
    photo = io.BytesIO(a_jpeg(80, 60))
    photo.name = f"{ME.last}.jpg"
    address = f"/my/{case_id}/complete/"
    browser.client.post(address, {"person-father_name": ME.mobile})
    browser.client.post(
        address, {"person-father_name": "سیاوش", f"attachment-{letter.id}": photo}, follow=True
    )


def is_answered(desk, case_id):
    ticked = dict.fromkeys(SHEET, "1")
    posted(desk[Role.SECRETARIAT], case_id, "refer", comment=WORDS, **ticked)
    posted(desk[Role.EXPERT], case_id, "propose", text=WORDS, comment=WORDS)
    posted(desk[Role.SIGNER], case_id, "sign")
    [letter] = catalogue.letters_of(case_id)
    return letter.letter_number


def signs_in_elsewhere(phone):
    client = a_browser()
    who = {"identifier": ME.national_id, "mobile": ME.mobile}
    client.post("/sign-in/", {**who, "mobile": "09120000099"}, follow=True)
    page = client.post("/sign-in/", who, follow=True)
    if b"human_image_token" in page.content:
        client.post("/sign-in/", {**who, **read_image(page.content)}, follow=True)
    client.post("/sign-in/code/", {"code": "111111"}, follow=True)
    client.post("/sign-in/code/", {"code": phone[-1].code}, follow=True)
    client.get("/my/")


def carriers_fail(message):
    """An operator that repeats in its refusal what it was given."""

    class Talkative:
        def send(self, batch):
            raise carriers.ProviderUnavailable(f"bad number {batch[0].to}")

        def reports(self, _provider_ids):
            raise carriers.ProviderUnavailable(message)

    before = carriers.carriers_of(Channel.SMS)
    carriers.connect(Channel.SMS, carriers.Carrier(name="talkative", provider=Talkative()))
    notifications.dispatch()
    carriers.connect(Channel.SMS, *before)


def break_downs(case_id):  # noqa: C901 - a list of functions
    """What a page can stumble over, each with persons in the words of the exception."""
    person = Person.objects.get(identifiers__value=ME.national_id)

    def by_number(*_numbers):
        return int(ME.first)

    def by_key(*_numbers):
        return {}[ME.national_id]

    def in_ascii(*_numbers):
        return f"{ME.first} {ME.last}".encode("ascii")

    def once_more(*_numbers):
        Identifier.objects.create(person=person, kind="national_id", value=ME.national_id)

    def against_the_rule(*_numbers):
        Person.objects.filter(id=person.id).update(
            organisation_name=f"{COMPANY}\n\n{WORDS}", mobile="x"
        )

    def too_long(*_numbers):
        Person.objects.filter(id=person.id).update(first_name=ME.first * 50)

    def caused(*_numbers):
        try:
            once_more()
        except IntegrityError as error:
            raise RuntimeError("not written") from error

    def unreached(*_numbers):
        message = f"{ME.mobile} of '{cases.case(case_id).applicant_name}' is not reached"
        raise RuntimeError(message)

    return [by_number, by_key, in_ascii, once_more, against_the_rule, too_long, caused, unreached]


def stumbles(monkeypatch, receipt, broken):
    """The tracking page meets a bug; the page of the failure comes back."""
    client = a_browser()
    page = client.get("/track/")
    monkeypatch.setattr(tracking.trying, "may_try", broken)
    numbers = {"letter_number": receipt.letter_number, "tracking_code": receipt.tracking_code}
    with transaction.atomic():
        answer = client.post("/track/", {**numbers, **read_image(page.content)})
        transaction.set_rollback(True)
    monkeypatch.undo()
    assert answer.status_code == 500
    return answer


def test_nobody_is_in_the_log_of_a_whole_journey(browser, desk, log, monkeypatch):
    case_id = registers(browser)
    receipt = catalogue.receipt(case_id)
    follows(a_browser(), receipt)
    is_returned_and_corrected(browser, desk, case_id)
    answer_number = is_answered(desk, case_id)
    signs_in_elsewhere(browser.phone)
    carriers_fail(ME.mobile)
    notifications.dispatch()
    audit.seal()
    for broken in break_downs(case_id):
        with monkeypatch.context() as patch:
            stumbles(patch, receipt, broken)
    for role, client in desk.items():
        assert client.get(f"/desk/case/{case_id}/").status_code in {200, 404}, role

    secrets = {
        *(ME.first, ME.last, ME.father, ME.national_id, ME.mobile),
        *("سیاوش", "M4hsa", "09120000099", COMPANY, SUBJECT, WORDS),
        *(receipt.letter_number, receipt.tracking_code, answer_number),
        *(carried.code for carried in browser.phone),
        *(browser.token, *cast.STAFF.values()),
    }
    assert len(log.lines()) > 60
    events = {line["event"] for line in log.lines()}
    assert {"request", "answered", "provider_unavailable"} <= events
    assert sum(1 for line in log.lines() if line.get("status") == 500) >= 2 * len(
        break_downs(case_id)
    )
    assert found(secrets, log.text()) == set()
    assert found(secrets, figures.exposition().decode()) == set()


LEAKS = {
    "a field of a line": lambda log: log.info("saved", name=ME.first),
    "the words of a line": lambda log: log.info(f"saved {ME.last}"),  # noqa: G004 - the leak that is to be seen
    "inside of another value": lambda log: log.info("saved", form={"a": [{"b": COMPANY}]}),
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_a_name_that_somebody_logs_is_found(log, leak):
    leak(structlog.get_logger("pishkhan"))
    assert found({ME.first, ME.last, COMPANY}, log.text())


@pytest.mark.parametrize(
    "written",
    [
        "0001010107",
        "۰۰۰۱۰۱۰۱۰۷",
        "٠٠٠١٠١٠١٠٧",
        "000-101010-7",
        "۰۰۰ ۱۰۱ ۰۱۰۷",
        "0 0 0 1 0 1 0 1 0 7",
        "000\u200c101\u200c0107",
        "000.1010.107",
        "۰۰۰/۱۰۱۰/107",
    ],
)
def test_a_number_is_hidden_and_would_be_found(log, written):
    assert found({ME.national_id}, written)
    structlog.get_logger("pishkhan").info("saved", number=written, more=[{"n": written}])
    logging.getLogger("pishkhan").warning("saved %s", written)
    words = f"saved {written}"
    structlog.get_logger("pishkhan").info(words, number=int(ME.national_id))
    assert len(log.lines()) == 3
    assert not found({ME.national_id}, log.text())


def test_a_mobile_is_found_with_the_code_of_the_country():
    assert found({ME.mobile}, "+98 912 000 0001")


@pytest.mark.django_db
def test_the_words_of_the_database_quote_the_row_and_are_not_written(log):
    person = cast.the_applicant()
    with pytest.raises((DataError, IntegrityError)) as raised, transaction.atomic():
        Person.objects.filter(id=person.id).update(
            organisation_name=f"{COMPANY}\n\n{WORDS}", mobile="x"
        )
    assert found({COMPANY, WORDS, ME.first}, str(raised.value))
    structlog.get_logger().error("failed", exc_info=raised.value)
    [line] = log.lines()
    assert "identity_person person_mobile_is_folded" in line["exception"]
    assert not found({COMPANY, WORDS, ME.first}, log.text())


def test_forms_are_not_logged_by_their_content(browser, log):
    browser.start(SERVICE)
    browser.fill("person", {**catalogue.service(SERVICE).sample, **PERSON})
    assert forms.draft(browser.token)
    assert {line["route"] for line in log.lines() if line["event"] == "request"} >= {
        "portal:start",
        "portal:page",
    }

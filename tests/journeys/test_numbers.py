"""Acceptance vectors 9, 11, 12 and 18 of domain.md § 7, as the people at both ends meet them.

The rules behind them are tested beside their modules; here they are walked through the pages.
"""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from pishkhan.foundation import clock, jalali
from pishkhan.foundation.digits import to_latin
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.desk.testing import Office
from pishkhan.web.human_check.testing import solve
from pishkhan.web.testing import a_browser, signed_in_staff


MANY, AT_ONCE = 100, 20
NEW_YEAR = datetime.combine(jalali.to_date(1406, 1, 1), datetime.min.time(), clock.TEHRAN)


@pytest.fixture
def office(transactional_db):  # noqa: ARG001 - opens the database
    """An office whose letters carry the unit 4."""
    tree = organisations.a_tree()
    staff = organisations.staff_of(tree.office)
    catalogue.publish_all(Actor.system())
    catalogue.set_office("e_request", organisation_id=tree.office.id, by=Actor.system())
    for direction in Direction:
        numbering.open_book(
            office_id=tree.office.id, direction=direction, unit="4", by=Actor.system()
        )
    applicant = identity.actor_for_person(cast.the_applicant().id)
    return Office(tree=tree, staff=staff, applicant=applicant)


@pytest.mark.parametrize(
    ("typed", "is_taken"),
    [
        ("0932833810", True),
        ("۰۹۳۲۸۳۳۸۱۰", True),
        ("٠٩٣٢٨٣٣٨١٠", True),
        ("932833810", True),  # the zero that spreadsheets drop
        ("0932833811", False),
        *((str(digit) * 10, False) for digit in range(10)),
    ],
)
def test_vector_9_national_ids_are_taken_or_refused_at_their_field(office, typed, is_taken):  # noqa: ARG001 - the service is on
    browser = a_browser()
    page = browser.post("/s/e_request/start/", follow=True)
    address = page.redirect_chain[-1][0]
    answers = {
        "kind": "natural", "first_name": "سمیه", "last_name": "رستگار", "father_name": "بهرام",
        "national_id": typed, "mobile": "09120000000",
    }  # fmt: skip
    shown = browser.post(address, {**answers, **solve(page.content)}, follow=True)
    text = shown.content.decode()
    assert ('id="q-national_id-error"' in text) is not is_taken
    assert ('id="code"' in text) is is_taken
    kept = browser.get(address).content.decode() if is_taken else text
    [value] = re.findall(r'value="([^"]*)"[^>]*id="q-national_id"', kept)
    assert to_latin(value).zfill(10) == to_latin(typed).zfill(10)


@pytest.mark.slow
def test_vector_11_a_hundred_parallel_requests_at_the_turn_of_the_year(office):
    moments = [NEW_YEAR - timedelta(seconds=1), NEW_YEAR]
    with clock.frozen(NEW_YEAR - timedelta(days=1)):
        tokens = [a_full_draft(office) for _ in range(MANY)]

    def send(number):
        try:
            with clock.frozen(moments[number % 2]):
                return catalogue.submit(tokens[number], by=office.applicant)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        receipts = list(pool.map(send, range(MANY)))
    for half in (receipts[::2], receipts[1::2]):
        numbers = sorted(int(receipt.letter_number.split("/")[0]) for receipt in half)
        assert numbers == list(range(1, MANY // 2 + 1))
    assert len({receipt.tracking_code for receipt in receipts}) == MANY


def a_full_draft(office):
    """Everything filled in, confirmed and attached."""
    definition = catalogue.service("e_request")
    draft = forms.start(definition.code, session_key="a browser")
    for page in definition.pages:
        forms.save(draft, page, definition.sample)
    forms.bind(draft, office.applicant.person_id)
    rule = definition.attachments[0]
    attachments.receive(
        draft_id=draft.pk,
        kind=rule.kind,
        name="نامه.jpg",
        stream=io.BytesIO(a_jpeg()),
        rule=rule,
        by=office.applicant,
    )
    return draft.token


@pytest.mark.parametrize("write", ["{0}/{1}", "{1}/{0}", "۴/{0}", " {1} / {0} "])
def test_vector_12_the_desk_finds_a_letter_from_both_sides(office, write):
    case_id = office.a_request()
    number, unit = catalogue.receipt(case_id).letter_number.split("/")
    clerk = signed_in_staff(a_browser(), office.staff[Role.SECRETARIAT].account_id)
    for address in ("/desk/search/", "/desk/"):
        found = clerk.get(address, {"q": write.format(number, unit)}).content.decode()
        assert f"case={case_id}" in found or f"/desk/case/{case_id}/" in found


def test_vector_18_a_wrong_code_and_an_unknown_letter_read_the_same(office):
    receipt = catalogue.receipt(office.a_request())
    wrong_code = tried(receipt.letter_number, "48201773905")
    no_letter = tried("999999/4", receipt.tracking_code)
    assert wrong_code == no_letter
    assert cast.APPLICANT.last not in wrong_code


def tried(letter_number, tracking_code):
    """What is shown after these two numbers, without what was typed and what is drawn by chance."""
    browser = a_browser()
    asked = browser.get("/track/")
    pair = {"letter_number": letter_number, "tracking_code": tracking_code}
    shown = browser.post("/track/", {**pair, **solve(asked.content)}, follow=True)
    text = shown.content.decode()
    assert shown.redirect_chain[-1][0] == "/track/"
    start, end = text.index('<div class="notice'), text.index("<form")
    return text[start:end]

"""Two numbers open a case; a wrong pair tells nothing (acceptance vector 18)."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pishkhan.foundation import clock, digits, tracking_code
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.track.trying import PER_LETTER, WINDOW
from pishkhan.web.human_check.testing import read_image
from pishkhan.web.testing import a_browser, signed_in_person


SERVICE = "e_request"
SECRETS = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+"|data-challenge="[^"]+"|human_image_token" value="[^"]+"|'
    r'/human-check/[^"]+|value="[^"]*" inputmode|name="letter_number" value="[^"]*"|value="[^"]*"'
)


@pytest.fixture
def staff(db):  # noqa: ARG001 - opens the database
    office = organisations.a_tree().office
    catalogue.publish_all(Actor.system())
    catalogue.set_office(SERVICE, organisation_id=office.id, by=Actor.system())
    return organisations.staff_of(office)


@pytest.fixture
def receipt(staff):  # noqa: ARG001 - the office is there first
    """A request of the applicant."""
    definition = catalogue.service(SERVICE)
    actor = identity.actor_for_person(cast.the_applicant().id)
    draft = forms.start(
        SERVICE, session_key="s", person_id=actor.person_id, answers=definition.sample
    )
    rule = definition.attachments[0]
    attachments.receive(
        draft_id=draft.pk,
        kind=rule.kind,
        name="a.jpg",
        stream=io.BytesIO(a_jpeg()),
        rule=rule,
        by=actor,
    )
    return catalogue.submit(draft.token, by=actor)


def enter(client, letter, code, address="127.0.0.1"):
    """The answer to the post, after reading the image code."""
    human = read_image(client.get("/track/").content)
    numbers = {"letter_number": letter, "tracking_code": code}
    return client.post("/track/", {**numbers, **human}, REMOTE_ADDR=address)


@pytest.mark.parametrize(
    "write", [str, digits.to_persian, lambda text: "/".join(reversed(text.split("/")))]
)
def test_both_numbers_open_the_case_however_they_are_written(receipt, write):
    client = a_browser()
    code = digits.to_persian(tracking_code.grouped(receipt.tracking_code))
    assert enter(client, write(receipt.letter_number), code)["Location"] == "/track/case/"
    page = client.get("/track/case/").content.decode()
    for said in ("بررسی کامل بودن درخواست در دبیرخانه", "معمولاً ۵ روز کاری", "دفتر خدمات"):
        assert said in page


def test_a_wrong_code_and_an_unknown_letter_get_the_same_answer_by_the_same_work(receipt):
    wrong = tracking_code.new()
    seen = []
    for letter, code in (
        (receipt.letter_number, wrong),
        ("99999", receipt.tracking_code),
        ("99999", wrong),
    ):
        client = a_browser()
        human = read_image(client.get("/track/").content)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.post(
                "/track/", {"letter_number": letter, "tracking_code": code, **human}
            )
        shapes = [re.sub(r"'[^']*'|[0-9]+", "?", query["sql"]) for query in asked]
        page = client.get("/track/").content.decode()
        seen.append((answer.status_code, answer["Location"], shapes, SECRETS.sub("", page)))
    assert "پیدا نشد" in seen[0][3]
    assert seen[0] == seen[1] == seen[2]


def test_tries_at_one_letter_are_limited(receipt):
    for _ in range(PER_LETTER):
        assert enter(a_browser(), receipt.letter_number, tracking_code.new()).status_code == 302
    refused = enter(a_browser(), receipt.letter_number, receipt.tracking_code)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "3600"
    assert "یک ساعت دیگر" in refused.content.decode()
    with clock.frozen(clock.now() + WINDOW + timedelta(minutes=1)):
        again = enter(a_browser(), receipt.letter_number, receipt.tracking_code)
    assert again["Location"] == "/track/case/"


def test_another_spelling_of_the_number_is_no_fresh_count(receipt):  # noqa: ARG001 - there is a letter
    spellings = ["172429/4", "0172429/4", "172429-4", "4.172429", "172429/04", "۴ , ۱۷۲۴۲۹"]
    for number in range(PER_LETTER):
        enter(a_browser(), spellings[number % len(spellings)], tracking_code.new())
    for spelling in spellings:
        assert enter(a_browser(), spelling, tracking_code.new()).status_code == 429


def test_nobody_shuts_the_owner_out_from_elsewhere(receipt):
    for _ in range(PER_LETTER + 1):
        enter(a_browser(), receipt.letter_number, tracking_code.new(), address="10.0.0.9")
    owner = enter(a_browser(), receipt.letter_number, receipt.tracking_code)
    assert owner["Location"] == "/track/case/"


def test_an_unknown_letter_is_limited_just_the_same(receipt):  # noqa: ARG001 - there is a letter
    for _ in range(PER_LETTER):
        enter(a_browser(), "88888", tracking_code.new())
    assert enter(a_browser(), "88888", tracking_code.new()).status_code == 429


def test_the_owner_starts_the_count_afresh(receipt):
    for _ in range(PER_LETTER - 1):
        enter(a_browser(), receipt.letter_number, tracking_code.new())
    enter(a_browser(), receipt.letter_number, receipt.tracking_code)
    assert enter(a_browser(), receipt.letter_number, tracking_code.new()).status_code == 302


def test_what_is_missing_is_told_at_its_field(receipt):  # noqa: ARG001 - there is a letter
    page = a_browser().post("/track/", {"letter_number": "1"}, follow=True)
    by_name = {field.name: field for field in page.context["fields"]}
    assert by_name["tracking_code"].errors
    assert by_name["letter_number"].value == "1"


def test_the_human_check_is_asked_and_works_once(receipt):
    client = a_browser()
    human = read_image(client.get("/track/").content)
    numbers = {"letter_number": receipt.letter_number, "tracking_code": receipt.tracking_code}
    wrong = client.post("/track/", {**numbers, **human, "human_image": "1"}, follow=True)
    assert "کد تصویری درست نیست" in wrong.context["errors"][0]
    replayed = client.post("/track/", {**numbers, **human}, follow=True)
    assert "به کار رفته" in replayed.context["errors"][0]
    assert client.get("/track/case/")["Location"] == "/track/"


def test_the_entry_page_hands_both_numbers_on(receipt):
    numbers = {"letter_number": receipt.letter_number, "tracking_code": receipt.tracking_code}
    page = a_browser().post("/track/", numbers, follow=True)
    assert [field.value for field in page.context["fields"]] == list(numbers.values())
    assert not page.context["errors"]


def test_a_signed_in_person_is_not_asked_to_prove_a_human(receipt):
    client = signed_in_person(a_browser(), cast.the_stranger().id)
    numbers = {"letter_number": receipt.letter_number, "tracking_code": receipt.tracking_code}
    assert client.post("/track/", numbers)["Location"] == "/track/case/"


def test_the_proof_lasts_half_an_hour(receipt):
    client = a_browser()
    enter(client, receipt.letter_number, receipt.tracking_code)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert client.get("/track/case/")["Location"] == "/track/"
        assert client.get("/track/answer.pdf")["Location"] == "/track/"


def test_there_is_no_answer_to_take_before_it_is_signed(receipt):
    client = a_browser()
    enter(client, receipt.letter_number, receipt.tracking_code)
    assert client.get("/track/answer.pdf")["Location"] == "/track/"


def test_your_turn_is_said_with_the_reason_and_leads_through_signing_in(receipt, staff):
    clerk = staff[Role.SECRETARIAT]
    [offer] = [o for o in cases.offers(receipt.case_id, clerk) if o.action.name == "return"]
    flaw = Defect(field="request.subject", kind=DefectKind.INCORRECT, note="روشن نیست")
    cases.act(task_id=offer.task_id, action="return", by=clerk, defects=[flaw])
    client = a_browser()
    enter(client, receipt.letter_number, receipt.tracking_code)
    page = client.get("/track/case/").content.decode()
    assert "روشن نیست" in page
    assert f"/sign-in/?next=/my/{receipt.case_id}/complete/" in page


def test_nothing_personal_is_shown_by_the_two_numbers(receipt):
    client = a_browser()
    enter(client, receipt.letter_number, receipt.tracking_code)
    page = client.get("/track/case/").content.decode()
    person = cast.the_applicant()
    for secret in (person.name, person.mobile, "a.jpg"):
        assert secret not in page

"""My documents: nobody else's, their log, their links, and closing them."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from pishkhan.kernel.identity.testing import the_applicant, the_stranger
from pishkhan.kernel.notifications.api import inbox_of
from pishkhan.kernel.transparency.testing import a_log
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.spec import Client
from pishkhan.kernel.verification.terms import VerdictState
from pishkhan.kernel.verification.testing import issued
from pishkhan.web.people import sign_in_person
from pishkhan.web.testing import a_browser, signed_in_person


pytestmark = pytest.mark.django_db
HERE = Client(address="a", prefix="p")


@pytest.fixture
def code():
    with a_log() as log:
        made = issued()
        log.publish()
        yield made


@pytest.fixture
def mine():
    return signed_in_person(a_browser(), the_applicant().id)


@pytest.fixture
def strangers():
    return signed_in_person(a_browser(), the_stranger().id)


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.usefixtures("code")
def test_my_documents_are_listed_and_nobody_elses(mine, strangers):
    said = text(mine.get("/my/codes/"))
    assert "دانشنامه · کارشناسی مهندسی عمران" in said
    assert "معتبر" in said
    assert "مدرکی با کد صحت به نام شما ثبت نشده است" in text(strangers.get("/my/codes/"))


def test_nobody_looks_shares_or_closes_another_persons_document(code, mine, strangers):
    here = f"/my/codes/{code.document_id}/"
    mine.post(f"{here}share/", {"fields": "name", "days": "3"})
    [link] = verification.shares_of(the_applicant().id)
    for answer in (
        strangers.get(here),
        strangers.post(f"{here}share/", {"fields": "name", "days": "3"}),
        strangers.post(f"{here}freeze/"),
        strangers.post(f"/my/codes/shares/{link.id}/end/"),
        strangers.get("/my/codes/1/"),
    ):
        assert answer.status_code == 404
        assert "دانشگاه نمونه" not in answer.content.decode()
    assert verification.shares_of(the_applicant().id) == [link]
    assert verification.inquire(code.code, client=HERE).is_valid


def test_a_link_is_made_shown_once_and_ended(code, mine):
    here = f"/my/codes/{code.document_id}/"
    made = mine.post(
        f"{here}share/",
        {"title": "شرکت", "fields": ["name", "grade"], "days": "۷", "most": "", "pin": "1"},
        follow=True,
    )
    address = re.search(r"http://[^<]*/v/share/[^<]+/", made.content.decode())[0]
    assert "/v/share/" not in mine.get(here).content.decode()
    [link] = verification.shares_of(the_applicant().id)
    assert link.has_pin
    assert a_browser().get(address.partition("8000")[2]).status_code == 200
    mine.post(f"/my/codes/shares/{link.id}/end/")
    assert a_browser().get(address.partition("8000")[2]).status_code == 404


def test_a_refused_link_keeps_what_was_typed(code, mine):
    here = f"/my/codes/{code.document_id}/"
    answer = mine.post(f"{here}share/", {"title": "شرکت من", "days": "900"}, follow=True)
    assert 'value="شرکت من"' in answer.content.decode()
    assert "دست‌کم یک چیز" in text(answer)


def test_closing_and_opening(code, mine):
    here = f"/my/codes/{code.document_id}/"
    mine.post(f"{here}freeze/")
    assert verification.inquire(code.code, client=HERE).state is VerdictState.UNKNOWN
    assert "بسته بود" in text(mine.get("/my/codes/log/"))
    mine.post(f"{here}freeze/", {"open": "1"})
    assert verification.inquire(code.code, client=HERE).is_valid


def test_the_log_tells_who_asked_page_by_page(code, mine):
    for _ in range(31):
        verification.inquire(code.code, client=HERE)
    first = mine.get("/my/codes/log/")
    assert first.content.decode().count("<tr><td>") == 30
    after = re.search(r"\?after=(\d+)", first.content.decode())[1]
    assert mine.get(f"/my/codes/log/?after={after}").content.decode().count("<tr><td>") == 1


def test_who_signs_in_for_the_first_time_is_told_of_documents_in_their_name(code):
    person = the_applicant()
    request = RequestFactory().get("/")
    request.session, request.user = a_browser().session, AnonymousUser()
    sign_in_person(request, person.id)
    assert any("دانشنامه" in one.text for one in inbox_of(person.id))
    assert code.person_id is None

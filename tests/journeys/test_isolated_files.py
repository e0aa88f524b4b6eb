"""Files on a host of their own: signed for one file and one who asks, for a minute, nothing else."""

import io
import time

import pytest
from django.core import signing
from django.test import override_settings

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.desk.testing import Office
from pishkhan.web import showing
from pishkhan.web.testing import a_browser, signed_in_person, signed_in_staff


HOST = "files.pishkhan.ir"
THERE = {"Host": HOST}


@pytest.fixture
def office(db):  # noqa: ARG001 - opens the database
    tree = organisations.a_tree()
    staff = organisations.staff_of(tree.office)
    catalogue.publish_all(Actor.system())
    catalogue.set_office("e_request", organisation_id=tree.office.id, by=Actor.system())
    applicant = identity.actor_for_person(cast.the_applicant().id)
    return Office(tree=tree, staff=staff, applicant=applicant)


@pytest.fixture
def case_id(office):
    return office.a_request()


@pytest.fixture
def file_id(case_id):
    return attachments.of_case(case_id)[0].id


@pytest.fixture
def clerk(office):
    return signed_in_staff(a_browser(), office.staff[Role.SECRETARIAT].account_id)


@pytest.fixture(autouse=True)
def _a_host_of_their_own():
    with override_settings(FILES_ADDRESS=f"https://{HOST}", ALLOWED_HOSTS=["testserver", HOST]):
        yield


@pytest.fixture
def signed(clerk, case_id, file_id):
    """Where the clerk is sent to see the file: the path there."""
    answer = clerk.get(f"/desk/case/{case_id}/file/{file_id}/")
    assert answer.status_code == 302
    address = answer.headers["Location"]
    assert address.startswith(f"https://{HOST}/")
    assert "no-store" in answer.headers["Cache-Control"]
    return address.removeprefix(f"https://{HOST}")


def test_the_file_is_shown_there_without_cookies_in_a_sandbox(signed, case_id):
    answer = a_browser().get(signed, headers=THERE)
    assert answer.status_code == 200
    assert answer.getvalue().startswith(b"\xff\xd8")
    assert not answer.cookies
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert len(attachments.looks_at(case_id)) == 1


def test_the_look_is_written_down_where_it_happens_and_for_who_asked(signed, case_id, office):
    assert attachments.looks_at(case_id) == []
    a_browser().get(signed, headers=THERE).getvalue()
    [look] = attachments.looks_at(case_id)
    assert look.account_id == office.staff[Role.SECRETARIAT].account_id


def test_whoever_may_not_see_it_gets_no_address(case_id, file_id):
    stranger = signed_in_person(a_browser(), cast.the_stranger().id)
    assert stranger.get(f"/my/{case_id}/file/{file_id}/").status_code == 404
    account = cast.an_account("other-clerk", "کاوه سنگ‌تراش")
    organisations.give(account, organisations.a_tree().other_university, Role.SECRETARIAT)
    other = signed_in_staff(a_browser(), account.id)
    assert other.get(f"/desk/case/{case_id}/file/{file_id}/").status_code == 404


def test_who_lost_the_post_in_the_meantime_sees_nothing(signed, case_id, office):
    account_id = office.staff[Role.SECRETARIAT].account_id
    identity.close_account(account_id=account_id, because="رفت", by=Actor.system())
    assert a_browser().get(signed, headers=THERE).status_code in {403, 404}
    assert attachments.looks_at(case_id) == []


def test_after_a_minute_the_address_is_nothing(signed, monkeypatch):
    later = time.time() + showing.LIFE_SECONDS + 1
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert a_browser().get(signed, headers=THERE).status_code == 404


@pytest.mark.parametrize(
    "change",
    [lambda s: s[:-1] + ("B" if s.endswith("A") else "A"), lambda s: s.swapcase(), lambda _: "/x"],
)
def test_a_changed_address_is_nothing(signed, change):
    assert a_browser().get(change(signed), headers=THERE).status_code == 404


def test_an_address_signed_for_something_else_is_nothing():
    made = signing.dumps({"attachment_id": 1, "case_id": 1}, salt="elsewhere")
    assert a_browser().get(f"/{made}", headers=THERE).status_code == 404
    strange = signing.dumps({"no_such_field": 1}, salt=showing.SALT)
    assert a_browser().get(f"/{strange}", headers=THERE).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/desk/",
        "/staff/login/",
        "/static/ui/pishkhan.css",
        "/api/v1/openapi.json",
        "/s/e_request/",
    ],
)
def test_that_host_serves_nothing_else(clerk, path):
    answer = clerk.get(path, headers=THERE)
    assert answer.status_code == 404
    assert not answer.cookies
    assert answer.headers["Content-Type"] == "text/plain"


def test_nothing_is_written_there(signed):
    assert a_browser().post(signed, headers=THERE).status_code == 405


def test_the_main_host_does_not_know_such_addresses(signed, clerk):
    assert clerk.get(signed).status_code == 404


def test_pages_may_show_pictures_from_there_and_nothing_more(client):
    policy = client.get("/staff/login/").headers["Content-Security-Policy"]
    assert f"img-src 'self' https://{HOST} " in policy
    assert policy.count(HOST) == 1


def test_a_draft_is_shown_to_its_applicant_there(office):
    definition = catalogue.service("e_request")
    draft = forms.start(definition.code, session_key="a browser")
    forms.bind(draft, office.applicant.person_id)
    attachments.receive(
        draft_id=draft.pk,
        kind="letter",
        name="نامه.jpg",
        stream=io.BytesIO(a_jpeg(60, 80)),
        rule=definition.attachments[0],
        by=office.applicant,
    )
    [file] = attachments.of_draft(draft.pk)
    browser = signed_in_person(a_browser(), office.applicant.person_id)
    address = browser.get(f"/d/{draft.token}/file/{file.id}/").headers["Location"]
    answer = a_browser().get(address.removeprefix(f"https://{HOST}"), headers=THERE)
    assert answer.getvalue().startswith(b"\xff\xd8")


def test_without_the_setting_the_file_is_shown_here(clerk, case_id, file_id):
    with override_settings(FILES_ADDRESS=""):
        answer = clerk.get(f"/desk/case/{case_id}/file/{file_id}/")
        assert answer.getvalue().startswith(b"\xff\xd8")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"

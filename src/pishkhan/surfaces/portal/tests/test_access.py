"""Who opens what: a stranger, another citizen, a member of staff, and the owner."""

import pytest

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.identity import testing as cast
from pishkhan.web.testing import a_browser, signed_in_person, signed_in_staff


def addresses(browser, case_id):
    [file] = attachments.of_case(case_id)
    of_case = ["", "complete/", "object/", "answer.pdf", "receipt.pdf", f"file/{file.id}/"]
    of_draft = ["", "review/", "receipt/", "receipt.pdf", "later/", "person/"]
    return (
        [f"/my/{case_id}/{end}" for end in [*of_case, f"file/{file.id}/thumbnail/"]],
        [f"/d/{browser.token}/{end}" for end in of_draft],
    )


def test_a_stranger_is_asked_to_sign_in_and_sees_no_draft(registered, case_id):
    mine, drafts = addresses(registered, case_id)
    assert all(a_browser().get(a)["Location"].startswith("/sign-in/") for a in ["/my/", *mine])
    assert {a_browser().get(address).status_code for address in drafts} == {404}


@pytest.mark.usefixtures("staff")
def test_another_citizen_finds_nothing(registered, case_id):
    mine, drafts = addresses(registered, case_id)
    other = signed_in_person(a_browser(), cast.the_stranger().id)
    assert {other.get(address).status_code for address in [*mine, *drafts]} == {404}
    for post in (f"/my/{case_id}/complete/", f"/my/{case_id}/object/", drafts[1]):
        assert other.post(post).status_code == 404
    assert other.get("/my/").context["requests"] == []


@pytest.mark.usefixtures("staff")
def test_a_member_of_staff_works_at_the_desk_not_here(registered, case_id):
    mine, drafts = addresses(registered, case_id)
    clerk = signed_in_staff(a_browser(), cast.the_clerk().id)
    assert all(clerk.get(a)["Location"].startswith("/sign-in/") for a in ["/my/", *mine])
    assert {clerk.get(address).status_code for address in drafts} == {404}


def test_the_owner_opens_what_is_there(registered, case_id):
    mine, _drafts = addresses(registered, case_id)
    answers = [registered.client.get(address) for address in mine]
    for answer in answers:
        if answer.streaming:
            b"".join(answer.streaming_content)
    assert [answer.status_code for answer in answers] == [200, 302, 302, 404, 200, 200, 200]


def test_a_draft_that_nobody_began_is_not_found(browser):
    assert browser.client.get("/d/nothing/person/").status_code == 404


def test_messages_are_new_once(registered):
    assert registered.client.get("/my/").context["unread"] == 1
    assert not registered.client.get("/my/messages/").context["inbox"][0].is_read
    assert registered.client.get("/my/messages/").context["inbox"][0].is_read
    assert registered.client.get("/my/").context["unread"] == 0

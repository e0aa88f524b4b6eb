"""The decision form: what it asks, what it refuses, what it keeps."""

import pytest

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.api import end_holding
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.desk.testing import SHEET, posted
from pishkhan.web.testing import a_browser, signed_in_staff


TICKED = dict.fromkeys(SHEET, "1")


def state(case_id):
    return cases.case(case_id).state


def test_without_the_five_ticks_nothing_is_referred(case_id, clerk):
    response = posted(clerk, case_id, "refer", comment="بررسی شود", has_signature="1")
    page = response.content.decode()
    assert response.status_code == 400
    assert "برگهٔ دست‌نویس کامل نیست" in page
    assert "بررسی شود</textarea>" in page
    assert 'value="1" checked id="q-refer-has_signature"' in page
    assert state(case_id) == "secretariat"


def test_with_the_five_ticks_it_goes_to_the_expert(case_id, clerk):
    response = posted(clerk, case_id, "refer", comment="بررسی شود", **TICKED)
    assert response.status_code == 302
    assert state(case_id) == "expert"


def test_after_a_decision_one_is_back_in_the_list_and_told(case_id, clerk):
    task = cases.tasks(case_id)[0]
    body = {f"refer-{mark}": "1" for mark in SHEET}
    body |= {"seen_version": "1", "back": "/desk/?view=overdue"}
    response = clerk.post(f"/desk/task/{task.id}/refer/", body, follow=True)
    assert response.redirect_chain == [("/desk/?view=overdue", 302)]
    assert "انجام شد" in response.content.decode()


def test_it_never_leads_out_of_the_site(case_id, clerk):
    task = cases.tasks(case_id)[0]
    body = {f"refer-{mark}": "1" for mark in SHEET} | {"back": "https://elsewhere.example/"}
    response = clerk.post(f"/desk/task/{task.id}/refer/", body)
    assert response.headers["Location"] == f"/desk/case/{case_id}/"


def test_the_same_click_twice_is_one_decision(case_id, clerk):
    task, version = cases.tasks(case_id)[0], cases.case(case_id).version
    body = {f"refer-{mark}": "1" for mark in SHEET} | {"seen_version": str(version)}
    for _click in range(2):
        assert clerk.post(f"/desk/task/{task.id}/refer/", body).status_code == 302
    assert [e.action for e in cases.events(case_id) if e.action] == ["refer"]


def test_who_comes_second_reads_who_decided_and_when_and_loses_nothing(office, case_id):
    colleague = cast.an_account("clerk2", "کوروش دیباج‌فر")
    organisations.give(colleague, office.tree.office, Role.SECRETARIAT)
    task = cases.tasks(case_id)[0]
    office.press(case_id, Role.SECRETARIAT, "refer", params=dict.fromkeys(SHEET, True))
    response = signed_in_staff(a_browser(), colleague.id).post(
        f"/desk/task/{task.id}/reject/",
        {
            "reject-comment": "در صلاحیت ما نیست",
            "reject-reason": "not_in_remit",
            "seen_version": "1",
        },
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert cast.STAFF["clerk"] in page
    assert "ساعت" in page
    assert "در صلاحیت ما نیست" in page
    assert state(case_id) == "expert"


def test_an_old_page_does_not_decide(office, case_id, clerk):
    task = cases.tasks(case_id)[0]
    body = {f"refer-{mark}": "1" for mark in SHEET} | {"seen_version": "999"}
    assert office
    assert clerk.post(f"/desk/task/{task.id}/refer/", body).status_code == 409
    assert state(case_id) == "secretariat"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"comment": "x", "confirm": "1"}, "دلیل را از فهرست برگزینید"),
        ({"comment": "x", "confirm": "1", "reason": "made-up"}, "دلیل را از فهرست برگزینید"),
        ({"reason": "not_in_remit", "confirm": "1"}, "متن توضیح را بنویسید"),
        ({"reason": "not_in_remit", "comment": "x"}, "تأیید کنید"),
    ],
)
def test_a_rejection_wants_reason_text_and_a_tick(case_id, clerk, typed, said):
    response = posted(clerk, case_id, "reject", **typed)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert state(case_id) == "secretariat"


def test_a_rejection_with_everything_is_done(case_id, clerk):
    posted(clerk, case_id, "reject", reason="not_in_remit", comment="x", confirm="1")
    assert state(case_id) == "rejected"


def test_a_return_wants_at_least_one_defect(case_id, clerk):
    response = posted(clerk, case_id, "return", comment="ناقص است")
    assert response.status_code == 400
    assert "دست‌کم یک نقص" in response.content.decode()


def test_a_defect_wants_its_kind_and_its_note(case_id, clerk):
    typed = {"kind:request.subject": "incorrect", "note:person.last_name": "مانند شناسنامه"}
    response = posted(clerk, case_id, "return", **typed)
    page = response.content.decode()
    assert response.status_code == 400
    assert "بنویسید متقاضی چه چیزی را درست کند" in page
    assert "ناقص است یا نادرست" in page
    assert 'value="مانند شناسنامه"' in page
    assert state(case_id) == "secretariat"


def test_defects_are_raised_for_fields_files_and_what_was_not_sent(case_id, clerk):
    page = clerk.get(f"/desk/case/{case_id}/").content.decode()
    assert 'name="return-kind:person.father_name"' in page
    typed = {
        "kind:person.father_name": "incorrect",
        "note:person.father_name": "بدون لقب",
        "kind:attachment:birth_certificate": "incomplete",
        "note:attachment:birth_certificate": "صفحهٔ اول را بفرستید",
    }
    assert posted(clerk, case_id, "return", **typed).status_code == 302
    raised = {defect.field: defect.note for defect in cases.defects(case_id)}
    assert raised == {
        "person.father_name": "بدون لقب",
        "attachment:birth_certificate": "صفحهٔ اول را بفرستید",
    }


def test_looking_for_an_organisation_decides_nothing_and_keeps_the_text(office, case_id, clerk):
    task = cases.tasks(case_id)[0]
    body = {"find": "1", "forward-organisation_find": "آزمون", "forward-comment": "مربوط به آنجاست"}
    page = clerk.post(f"/desk/task/{task.id}/forward/", body).content.decode()
    assert f'<option value="{office.tree.other_university.id}"' in page
    assert "مربوط به آنجاست</textarea>" in page
    assert state(case_id) == "secretariat"


def test_forwarding_wants_an_organisation_that_is_one(office, case_id, clerk):
    assert posted(clerk, case_id, "forward", comment="x").status_code == 400
    refused = posted(clerk, case_id, "forward", comment="x", organisation="77")
    assert refused.status_code == 400
    there = str(office.tree.other_university.id)
    assert posted(clerk, case_id, "forward", comment="x", organisation=there).status_code == 302
    assert cases.case(case_id).organisations["office"] == office.tree.other_university.id


def test_options_come_while_one_types(office, clerk):
    page = clerk.get(
        "/desk/organisations/", {"forward-organisation_find": "آزمون"}
    ).content.decode()
    assert str(office.tree.other_university.id) in page
    assert str(office.tree.headquarters.id) not in page


def test_who_proposed_does_not_sign(office):
    organisations.give(cast.the_expert(), office.tree.office, Role.SIGNER)
    case_id = office.proposed()
    both = signed_in_staff(a_browser(), cast.the_expert().id)
    response = posted(both, case_id, "sign")
    assert response.status_code == 403
    assert "این مرحله را باید کسی جز" in response.content.decode()
    assert state(case_id) == "signature"


def test_a_clerk_does_not_press_the_button_of_the_signer(office, clerk):
    case_id = office.proposed()
    assert posted(clerk, case_id, "sign").status_code == 403
    assert state(case_id) == "signature"


@pytest.mark.parametrize("action", ["fly", "expire"])
def test_an_action_that_is_not_there_is_refused(case_id, clerk, action):
    assert posted(clerk, case_id, action).status_code == 400


def test_the_address_of_a_decision_shows_the_case(case_id, clerk):
    task = cases.tasks(case_id)[0]
    response = clerk.get(f"/desk/task/{task.id}/refer/")
    assert response.headers["Location"] == f"/desk/case/{case_id}/"
    assert clerk.get("/desk/task/77/refer/").status_code == 404


def test_a_claimed_task_is_out_of_the_reach_of_colleagues_until_it_is_released(
    office, case_id, clerk
):
    colleague = cast.an_account("clerk2", "کوروش دیباج‌فر")
    organisations.give(colleague, office.tree.office, Role.SECRETARIAT)
    other = signed_in_staff(a_browser(), colleague.id)
    task = cases.tasks(case_id)[0]
    clerk.post(f"/desk/task/{task.id}/handle/claim/")
    assert "refer" not in other.get(f"/desk/case/{case_id}/").content.decode()
    assert cases.case(case_id).applicant_name in clerk.get("/desk/?view=mine").content.decode()
    clerk.post(f"/desk/task/{task.id}/handle/release/")
    assert "/refer/" in other.get(f"/desk/case/{case_id}/").content.decode()
    clerk.post(f"/desk/task/{task.id}/handle/reassign/", {"account": str(colleague.id)})
    assert cases.tasks(case_id)[0].assignee_name == colleague.full_name


def test_what_was_sent_is_taken_back_until_it_is_seen(office, clerk, expert):
    case_id = office.referred()
    assert "/take-back/" in clerk.get(f"/desk/case/{case_id}/").content.decode()
    clerk.post(f"/desk/case/{case_id}/take-back/")
    assert state(case_id) == "secretariat"
    office.press(case_id, Role.SECRETARIAT, "refer", params=dict.fromkeys(SHEET, True))
    expert.get(f"/desk/case/{case_id}/")
    assert "/take-back/" not in clerk.get(f"/desk/case/{case_id}/").content.decode()
    assert clerk.post(f"/desk/case/{case_id}/take-back/").status_code == 400


def test_the_letter_is_seen_before_it_is_signed_and_after(office, signer):
    case_id = office.proposed()
    page = signer.get(f"/desk/case/{case_id}/").content.decode()
    assert "با درخواست شما موافقت شد." in page
    draft = signer.get(f"/desk/case/{case_id}/draft.pdf")
    assert draft.content.startswith(b"%PDF")
    posted(signer, case_id, "sign")
    [letter] = catalogue.letters_of(case_id)
    assert letter.text.startswith("با درخواست شما موافقت شد.")
    assert signer.get(f"/desk/case/{case_id}/draft.pdf").status_code == 404
    assert signer.get(f"/desk/case/{case_id}/letter.pdf").content.startswith(b"%PDF")


def test_no_button_for_many_is_offered_that_the_process_does_not_list(case_id, clerk):
    task = cases.tasks(case_id)[0]
    page = clerk.post("/desk/bulk/", {"task": [str(task.id)]}).content.decode()
    assert 'name="action" value="refer"' in page
    assert 'name="action" value="reject"' not in page
    assert clerk.post("/desk/bulk/", {}).status_code == 400
    pressed = {"task": [str(task.id)], "action": "reject"}
    assert clerk.post("/desk/bulk/", pressed, follow=True).status_code == 200
    assert state(case_id) == "secretariat"


def test_a_colleague_of_the_same_name_is_told_that_another_did_it(office, case_id, clerk):
    namesake = cast.an_account("namesake", office.staff[Role.SECRETARIAT].name)
    organisations.give(namesake, office.tree.office, Role.SECRETARIAT)
    other = signed_in_staff(a_browser(), namesake.id)
    task, version = cases.tasks(case_id)[0], cases.case(case_id).version
    body = {f"refer-{mark}": "1" for mark in SHEET} | {"seen_version": str(version)}
    assert clerk.post(f"/desk/task/{task.id}/refer/", body).status_code == 302
    assert "/take-back/" not in other.get(f"/desk/case/{case_id}/").content.decode()
    assert other.post(f"/desk/task/{task.id}/refer/", body).status_code == 409


def test_what_somebody_who_left_had_claimed_is_there_to_claim(office, case_id, clerk):
    colleague = cast.an_account("clerk2", "کوروش دیباج‌فر")
    held = organisations.give(colleague, office.tree.office, Role.SECRETARIAT)
    task = cases.tasks(case_id)[0]
    signed_in_staff(a_browser(), colleague.id).post(f"/desk/task/{task.id}/handle/claim/")
    assert (
        f"/desk/task/{task.id}/handle/claim/"
        not in clerk.get(f"/desk/case/{case_id}/").content.decode()
    )
    end_holding(holding_id=held.id, by=Actor.system())
    page = clerk.get(f"/desk/case/{case_id}/").content.decode()
    assert f"/desk/task/{task.id}/handle/claim/" in page
    assert "/refer/" in page

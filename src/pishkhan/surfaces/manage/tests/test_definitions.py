"""Versions of a process through the pages: drafted, drawn, proposed, approved, and moved to."""

from html import unescape

import pytest
from django.urls import reverse

from pishkhan.kernel.cases import api as cases, registry
from pishkhan.kernel.cases.actions.version_move import continue_version_move
from pishkhan.kernel.cases.spec import Applicant
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import give
from pishkhan.web.testing import a_browser, signed_in_staff


pytestmark = pytest.mark.django_db
SERVICE = "e_request"


def page(browser, name, /, *arguments, **query):
    return browser.get(reverse(f"manage:{name}", args=arguments), query).content.decode()


def send(browser, name, /, *arguments, **said):
    return browser.post(reverse(f"manage:{name}", args=arguments), said)


@pytest.fixture
def second(world):
    """Another administrator of everything."""
    account = cast.an_account("second.admin", "فرنگیس دومین")
    give(account, world.tree.headquarters, Role.ADMINISTRATOR)
    return signed_in_staff(a_browser(), account.id)


def now():
    """The version that new cases take."""
    return cases.process_now(SERVICE).version


def drafted(browser, old="title: امضای پاسخ", new="title: توشیح پاسخ"):
    answer = send(browser, "new_definition", SERVICE)
    draft = cases.drafts(SERVICE)[0]
    assert answer.headers["Location"] == reverse("manage:definition", args=[draft.id])
    html = page(browser, "definition", draft.id)
    text = cases_text(html)
    assert old in text
    return draft.id, text.replace(old, new)


def cases_text(html):
    return unescape(html.split('spellcheck="false">')[1].split("</textarea>")[0])


def test_a_draft_is_edited_proposed_and_approved_by_a_second_person(admin, second):
    first = now()
    draft_id, text = drafted(admin)
    broken = send(
        admin, "definition", draft_id, text=text.replace("to: expert", "to: fee2"), do="propose"
    )
    assert '<bdi dir="ltr">fee2</bdi>' in broken.content.decode()
    unread = send(admin, "definition", draft_id, text="service: [", do="save").content.decode()
    assert 'aria-describedby="q-text-error"' in unread
    assert "در سطر ۱، ستون ۱۱" in unread
    assert send(admin, "definition", draft_id, text=text, do="propose").status_code == 302

    html = page(admin, "definition", draft_id)
    assert "شما پیشنهاد کرده‌اید" in html
    assert "چه کسی نیست" in html
    assert 'value="approve"' not in html
    send(admin, "definition", draft_id, do="approve")  # by hand, past the page
    assert now() == first

    assert 'value="approve"' in page(second, "definition", draft_id)
    send(second, "definition", draft_id, do="approve")
    assert now() == first + 1
    assert "توشیح پاسخ" in page(admin, "process", SERVICE)
    assert admin.get(reverse("manage:definition", args=[draft_id])).status_code == 404


def test_in_production_a_new_file_waits_for_one_person_who_is_not_the_release(
    admin, settings, tmp_path
):
    settings.DEVELOPMENT = False
    known, first = registry.registration(SERVICE), now()
    newer = tmp_path / "process.yaml"
    newer.write_text(known.process_path.read_text().replace(f"version: {first}", "version: 99", 1))
    kept = registry._registered[SERVICE]
    cases.register(
        SERVICE, newer, effects=known.effects, guards=known.guards, decisions=known.decisions
    )
    try:
        cases.publish(SERVICE, by=Actor.system())
        (waiting,) = cases.drafts(SERVICE)
        assert "همراه نرم‌افزار" in page(admin, "process", SERVICE)
        send(admin, "definition", waiting.id, do="approve")
        assert now() == 99
    finally:
        registry._registered[SERVICE] = kept


def test_a_proposal_is_turned_down(admin):
    draft_id, _text = drafted(admin)
    send(admin, "definition", draft_id, do="refuse", because="لازم نیست")
    assert cases.drafts(SERVICE) == []


def test_a_process_leaves_as_bpmn_and_comes_back_as_a_draft(admin, tmp_path):
    answer = admin.get(reverse("manage:bpmn", args=[SERVICE, now()]))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert cases.bpmn_faults(answer.content.decode()) == []
    path = tmp_path / "drawn.bpmn"
    path.write_bytes(answer.content.replace("امضای پاسخ".encode(), "توشیح پاسخ".encode()))
    with path.open("rb") as file:
        assert send(admin, "import_bpmn", SERVICE, drawing=file).status_code == 302
    (draft,) = cases.drafts(SERVICE)
    process = cases.process_of_row(draft)
    assert (process.version, process.states["signature"].title) == (now() + 1, "توشیح پاسخ")
    assert (
        cases.faults_of_draft(
            SERVICE, cases.read_draft(cases_text(page(admin, "definition", draft.id)))
        )
        == []
    )
    path.write_text("<!DOCTYPE a []><a/>")
    with path.open("rb") as file:
        assert "DOCTYPE" in send(admin, "import_bpmn", SERVICE, drawing=file).content.decode()
    assert admin.get(reverse("manage:bpmn", args=[SERVICE, 99])).status_code == 404


@pytest.fixture
def moved_to(world, admin, second):
    """Two running cases on version 1, and version 2 in force, whose signature is another's."""
    for number in (7, 8):
        cases.open_case(
            service=SERVICE, applicant=Applicant(person_id=number, name="مهسا بهرامی‌نیا"),
            organisations={"office": world.tree.headquarters.id}, by=Actor.system(),
        )  # fmt: skip
    draft_id, text = drafted(admin, "role: secretariat_clerk", "role: expert")
    send(admin, "definition", draft_id, text=text, do="propose")
    send(second, "definition", draft_id, do="approve")
    return {"from": str(now() - 1), "to": str(now())}


def test_running_cases_are_moved_with_a_dry_run_progress_and_a_way_back(admin, moved_to):
    html = page(admin, "move_cases", SERVICE, **moved_to)
    assert "مسئول مرحله عوض می‌شود" in html
    assert 'value="start"' not in html
    send(admin, "move_cases", SERVICE, **moved_to, do="start")
    assert cases.version_moves(SERVICE) == []

    anew = {**moved_to, "anew-secretariat": "1"}
    assert 'value="start"' in page(admin, "move_cases", SERVICE, **anew)
    sheet = admin.get(reverse("manage:move_sheet", args=[SERVICE]), anew).content.decode()
    assert sheet.count("\r\n") == 3
    answer = send(admin, "move_cases", SERVICE, **anew, do="start")
    (move,) = cases.version_moves(SERVICE)
    assert answer.headers["Location"] == reverse("manage:version_move", args=[move.id])
    assert "در حال انتقال" in page(admin, "version_move", move.id)
    continue_version_move(move.id)
    html = page(admin, "version_move", move.id)
    assert "۲ از ۲ پرونده" in html
    send(admin, "version_move", move.id)
    continue_version_move(move.id)
    assert "بازگردانده شد" in page(admin, "version_move", move.id)
    assert admin.get(reverse("manage:version_move", args=[1])).status_code == 404


def test_nothing_to_choose_is_no_error(admin):
    assert "اجرای آزمایشی" in page(admin, "move_cases", SERVICE)
    assert admin.get(reverse("manage:move_sheet", args=[SERVICE])).status_code == 404
    assert admin.get(reverse("manage:move_cases", args=["nothing"])).status_code == 404

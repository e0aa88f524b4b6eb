"""A file found unsound after it was received: said to who sent it, seen by the officer, replaced."""

import base64
import io

import pytest

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.models import AttachmentView
from pishkhan.kernel.attachments.ports import ScannerUnavailable, connect_scanner, scanner
from pishkhan.kernel.attachments.tasks import prepare
from pishkhan.kernel.attachments.testing import a_jpeg, find_unsound
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.organisations import testing as cast_of_offices
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.desk.testing import Office
from pishkhan.web import resumable
from pishkhan.web.testing import a_browser, signed_in_person, signed_in_staff


SET_ASIDE, BEING_CHECKED = "کنار گذاشته شد", "در حال بررسی بدافزار"
BEING_PREPARED, ANOTHER = "در حال آماده‌سازی", "فایل دیگری"
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path / "files"


class Silent:
    def scan(self, _file, /):
        raise ScannerUnavailable("away")


@pytest.fixture
def silence():
    before = scanner()
    connect_scanner(Silent())
    yield
    connect_scanner(before)


@pytest.fixture
def office(db):  # noqa: ARG001 - opens the database
    tree = cast_of_offices.a_tree()
    staff = cast_of_offices.staff_of(tree.office)
    catalogue.publish_all(Actor.system())
    catalogue.set_office("e_request", organisation_id=tree.office.id, by=Actor.system())
    applicant = identity.actor_for_person(cast.the_applicant().id)
    return Office(tree=tree, staff=staff, applicant=applicant)


@pytest.fixture
def case_id(office):
    return office.a_request()


@pytest.fixture
def letter(case_id):
    return attachments.of_case(case_id)[0]


@pytest.fixture
def applicant(office):
    return signed_in_person(a_browser(), office.applicant.person_id)


@pytest.fixture
def clerk(office):
    return signed_in_staff(a_browser(), office.staff[Role.SECRETARIAT].account_id)


@pytest.fixture
def draft(office):
    """With one letter in it."""
    definition = catalogue.service("e_request")
    begun = forms.start("e_request", session_key="a browser")
    for page in definition.pages:
        forms.save(begun, page, definition.sample)
    forms.bind(begun, office.applicant.person_id)
    attachments.receive(
        draft_id=begun.pk,
        kind="letter",
        name="نامه.jpg",
        stream=io.BytesIO(a_jpeg(60, 80)),
        rule=definition.attachments[0],
        by=office.applicant,
    )
    return begun


def read(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def said(case_id):
    event = "catalogue.file_set_aside"
    return [one for one in notifications.said_about(case_id) if one.event == event]


def a_picture(colour="red"):
    stream = io.BytesIO(a_jpeg(900, 700, colour))
    stream.name = "better.jpg"
    return stream


def test_the_applicant_is_told_once_by_sms_and_in_the_inbox_where_to_send_another(case_id, letter):
    find_unsound(letter.id)
    find_unsound(letter.id)
    told = said(case_id)
    assert sorted(one.channel for one in told) == ["inbox", "sms"]
    assert all(f"/my/{case_id}/" in one.text for one in told)


def test_a_file_that_was_found_sound_is_no_message(case_id, letter):
    prepare(letter.id)
    assert said(case_id) == []


def test_its_page_says_why_and_takes_another_by_the_plain_form(applicant, clerk, case_id, letter):
    assert SET_ASIDE not in read(applicant, f"/my/{case_id}/")
    find_unsound(letter.id)
    page = read(applicant, f"/my/{case_id}/")
    assert SET_ASIDE in page
    assert ANOTHER in page
    assert "بدافزار" in page
    place = f"/my/{case_id}/file/{letter.id}/replace/"
    assert f'action="{place}"' in page
    assert "Test.Malware" not in page  # what a scanner calls it helps only who made it
    empty = applicant.post(place, follow=True)
    assert "فایلی انتخاب نشده است" in empty.content.decode()
    applicant.post(place, {"file": a_picture()})
    [new] = attachments.of_case(case_id)
    assert (new.replaces, new.version) == (letter.id, 2)
    assert SET_ASIDE not in read(applicant, f"/my/{case_id}/")
    assert applicant.post(place, {"file": a_picture("navy")}).status_code == 404
    assert "نسخهٔ ۱ کنار گذاشته شد" in read(clerk, f"/desk/case/{case_id}/")


def test_another_arrives_piece_by_piece_too(applicant, case_id, letter):
    find_unsound(letter.id)
    data = a_picture().getvalue()
    made = begin(applicant, f"case:{case_id}:{letter.id}", len(data))
    assert made.status_code == 201
    place, headers = made["Location"], TUS | {"Upload-Offset": "0"}
    stranger = signed_in_person(a_browser(), cast.the_stranger().id)
    assert stranger.head(place, headers=TUS).status_code == 404
    assert begin(stranger, f"case:{case_id}:{letter.id}", 9).status_code == 404
    sent = applicant.patch(place, data, content_type=resumable.BYTES, headers=headers)
    assert sent.status_code == 204
    assert [file.replaces for file in attachments.of_case(case_id)] == [letter.id]


def begin(browser, place, length):
    pairs = {"draft": place, "filename": "better.jpg"}
    told = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())
    headers = {**TUS, "Upload-Length": str(length), "Upload-Metadata": told}
    return browser.post("/uploads/", content_type="", headers=headers)


def test_a_sound_file_of_a_case_is_not_replaced_by_its_owner(applicant, case_id, letter):
    place = f"/my/{case_id}/file/{letter.id}/replace/"
    assert applicant.post(place, {"file": a_picture()}).status_code == 404
    assert begin(applicant, f"case:{case_id}:{letter.id}", 9).status_code == 404
    assert begin(applicant, "case:1:1", 9).status_code == 404


def test_the_officer_sees_the_mark_in_the_list_and_the_reason_in_the_case(clerk, case_id, letter):
    assert "فایل ناسالم" not in read(clerk, "/desk/")
    find_unsound(letter.id)
    assert "فایل ناسالم" in read(clerk, "/desk/")
    page = read(clerk, f"/desk/case/{case_id}/")
    assert "فایلی از این پرونده کنار گذاشته شد" in page
    assert f"/file/{letter.id}/" not in page
    assert clerk.get(f"/desk/case/{case_id}/file/{letter.id}/").status_code == 410


@pytest.mark.usefixtures("silence")
def test_while_nobody_scans_both_read_that_it_is_being_checked(applicant, clerk, case_id):
    for page in (read(applicant, f"/my/{case_id}/"), read(clerk, f"/desk/case/{case_id}/")):
        assert BEING_CHECKED in page
        assert "/file/" not in page


@pytest.mark.parametrize("page", ["documents", "review"])
def test_a_draft_says_how_far_its_files_have_come(applicant, draft, page):
    address = f"/d/{draft.token}/{page}/"
    [file] = attachments.of_draft(draft.pk)
    assert BEING_PREPARED in read(applicant, address)
    prepare(file.id)
    ready = read(applicant, address)
    assert BEING_PREPARED not in ready
    assert "/thumbnail/" in ready
    find_unsound(file.id, "attachments.broken_image")
    unsound = read(applicant, address)
    assert SET_ASIDE in unsound
    assert "ناقص یا خراب است" in unsound
    assert "/thumbnail/" not in unsound


def test_a_draft_whose_only_letter_was_set_aside_is_not_sent_until_another_came(applicant, draft):
    [file] = attachments.of_draft(draft.pk)
    find_unsound(file.id)
    refused = applicant.post(f"/d/{draft.token}/documents/", follow=True)
    assert refused.request["PATH_INFO"] == f"/d/{draft.token}/documents/"
    assert SET_ASIDE in read(applicant, f"/d/{draft.token}/documents/")
    applicant.post(f"/d/{draft.token}/documents/upload/", {"kind": "letter", "file": a_picture()})
    assert SET_ASIDE not in read(applicant, f"/d/{draft.token}/documents/")
    on = applicant.post(f"/d/{draft.token}/documents/")
    assert on["Location"] == f"/d/{draft.token}/review/"


def test_a_file_that_was_set_aside_is_taken_off_the_list(applicant, draft):
    [file] = attachments.of_draft(draft.pk)
    find_unsound(file.id)
    applicant.post(f"/d/{draft.token}/documents/remove/{file.id}/")
    assert SET_ASIDE not in read(applicant, f"/d/{draft.token}/documents/")


def looks():
    return AttachmentView.objects.count()


def test_each_way_of_seeing_a_file_is_written_once_and_a_page_of_names_is_none(
    applicant, clerk, case_id, letter
):
    prepare(letter.id)
    for address in ("/desk/", f"/desk/case/{case_id}/"):
        clerk.get(address)
    applicant.get(f"/my/{case_id}/")
    assert looks() == 0
    desk, mine = (f"{at}/{case_id}/file/{letter.id}/" for at in ("/desk/case", "/my"))
    for count, (browser, address) in enumerate(
        [
            (clerk, desk),
            (clerk, f"{desk}?thumbnail"),
            (clerk, f"{desk}?download"),
            (applicant, mine),
            (applicant, f"{mine}thumbnail/"),
        ],
        start=1,
    ):
        assert browser.get(address).getvalue()
        assert looks() == count, address
    assert sorted(
        (look.actor_kind, look.was_thumbnail, look.was_download, look.was_watermarked)
        for look in attachments.looks_at(case_id)
    ) == [
        ("citizen", False, False, False),
        ("citizen", True, False, False),
        ("staff", False, False, False),
        ("staff", False, True, False),
        ("staff", True, False, False),
    ]


def test_a_copy_under_a_watermark_is_one_look_and_the_owner_reads_of_it(
    applicant, clerk, office, case_id
):
    kind = next(rule for rule in catalogue.service("e_request").attachments if rule.is_identity)
    card = attachments.receive(
        case_id=case_id,
        kind=kind.kind,
        name="x",
        stream=a_picture(),
        rule=kind,
        by=office.applicant,
    )
    assert clerk.get(f"/desk/case/{case_id}/file/{card.id}/").getvalue()
    [look] = attachments.looks_at(case_id)
    assert look.was_watermarked
    page = read(applicant, f"/my/{case_id}/")
    assert "چه کسی فایل‌های شما را باز کرده است" in page
    assert office.staff[Role.SECRETARIAT].name not in page

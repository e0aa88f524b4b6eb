"""A file found unsound after it was received: said to who sent it, seen by the officer, replaced."""

import base64
import io

import pytest
from django.test import Client

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.models import AttachmentView
from pishkhan.kernel.attachments.ports import ScannerUnavailable, connect_scanner, scanner
from pishkhan.kernel.attachments.testing import a_jpeg, a_pdf, find_unsound
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.desk.testing import Office
from pishkhan.web import resumable
from pishkhan.web.drafts import DRAFTS_KEY
from pishkhan.web.testing import signed_in_person, signed_in_staff


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path / "files"


class Silent:
    def scan(self, _file, /):
        raise ScannerUnavailable("away")


@pytest.fixture
def silent_scanner():
    before = scanner()
    connect_scanner(Silent())
    yield
    connect_scanner(before)


@pytest.fixture
def case_id(office):
    return office.a_request()


@pytest.fixture
def letter(case_id):
    return attachments.of_case(case_id)[0]


@pytest.fixture
def applicant(office):
    return signed_in_person(office.applicant)


@pytest.fixture
def clerk(office):
    return signed_in_staff(office.staff[Role.SECRETARIAT])


def said(case_id):
    return [
        one
        for one in notifications.said_about(case_id)
        if one.event == "catalogue.file_set_aside"
    ]


def test_the_applicant_is_told_once_in_words_with_the_address(case_id, letter):
    find_unsound(letter.id)
    find_unsound(letter.id)
    messages = said(case_id)
    assert {one.channel for one in messages} == {"sms", "inbox"}
    assert len(messages) == 2
    assert all(f"/my/{case_id}/" in one.text and "نامه" in one.text for one in messages)


def test_a_file_of_a_draft_is_nobodys_message(office, letter):
    draft = office_draft(office)
    file = attachments.of_draft(draft.pk)[0]
    find_unsound(file.id)
    assert [one.id for one in attachments.set_aside(draft.pk)] == [file.id]
    assert not said(attachments.of_case(letter.id))


def office_draft(office):
    definition = catalogue.service("e_request")
    draft = forms.start("e_request", session_key="a browser")
    attachments.receive(
        draft_id=draft.pk,
        kind="letter",
        name="نامه.jpg",
        stream=io.BytesIO(a_jpeg(60, 80)),
        rule=definition.attachments[0],
        by=office.applicant,
    )
    return draft

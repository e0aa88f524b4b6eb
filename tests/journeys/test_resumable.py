"""tus 1.0 over HTTP: the protocol to the letter, and nobody goes on with another's upload."""

import base64
import hashlib
import threading

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given, strategies as st

from pishkhan.foundation import clock, secret
from pishkhan.integrations.antivirus.tests.samples import EICAR, in_a_pdf, zipped
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.models import Upload
from pishkhan.kernel.attachments.testing import a_jpeg, a_pdf
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.services.e_request.service import SERVICE
from pishkhan.web import resumable
from pishkhan.web.drafts import DRAFTS_KEY
from pishkhan.web.people import PERSON
from pishkhan.web.tus_headers import BadHeader, checksum, metadata, whole
from tests.contracts.walking import file_sample, ground_for


PICTURE = a_jpeg(900, 700)
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path / "files"
    return settings.FILES_FOLDER


def told(**pairs):
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items()
    )


class Browser:
    """A browser with a draft begun in it."""

    def __init__(self, *, enforce_csrf_checks=False):
        self.client = Client(enforce_csrf_checks=enforce_csrf_checks)
        session = self.client.session
        key = session[DRAFTS_KEY] = secret.token()
        session.save()
        self.draft = forms.start("e_request", session_key=key)

    def begin(self, data=PICTURE, *, body=None, length=None, headers=None, **more):
        pairs = {"draft": self.draft.token, "kind": "letter", "filename": "نامهٔ من.jpg"} | more
        return self.client.post(
            "/uploads/",
            data=body or b"",
            content_type=resumable.BYTES if body else "",
            headers={
                **TUS,
                "Upload-Length": str(len(data) if length is None else length),
                "Upload-Metadata": told(**pairs),
                **(headers or {}),
            },
        )

    def go_on(self, place, data, offset, **headers):
        return self.client.patch(
            place,
            data=data,
            content_type=headers.pop("kind", resumable.BYTES),
            headers={**TUS, "Upload-Offset": str(offset), **headers},
        )

    def head(self, place):
        return self.client.head(place, headers=TUS)


@pytest.fixture
def browser(db):  # noqa: ARG001 - opens the database
    return Browser()


def test_what_is_spoken_here_is_said(client, db):  # noqa: ARG001 - opens the database
    answer = client.options("/uploads/")
    assert answer.status_code == 204
    assert answer["Tus-Version"] == answer["Tus-Resumable"] == "1.0.0"
    for extension in ("creation", "checksum", "expiration", "termination"):
        assert extension in answer["Tus-Extension"].split(",")
    assert answer["Tus-Max-Size"] == "25000000"
    assert "sha256" in answer["Tus-Checksum-Algorithm"]


def test_a_file_travels_in_pieces_and_is_gone_on_with_after_a_cut(browser):
    made = browser.begin(sha256=hashlib.sha256(PICTURE).hexdigest())
    place = made["Location"]
    assert (made.status_code, made["Upload-Offset"]) == (201, "0")
    assert made["Upload-Expires"].endswith("GMT")
    first = browser.go_on(place, PICTURE[:1000], 0)
    assert (first.status_code, first["Upload-Offset"]) == (204, "1000")
    known = browser.head(place)
    assert (known.status_code, known["Upload-Offset"], known["Upload-Length"]) == (
        200,
        "1000",
        str(len(PICTURE)),
    )
    assert known["Cache-Control"] == "no-store"
    assert browser.client.get(place).json()["state"] == "receiving"
    last = browser.go_on(place, PICTURE[1000:], 1000)
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(PICTURE)))
    [file] = attachments.of_draft(browser.draft.pk)
    assert (file.name, file.kind) == ("نامهٔ من.jpg", "letter")
    assert browser.client.get(place).json() == {
        "state": "received",
        "name": "نامهٔ من.jpg",
        "attachment": str(file.id),
    }


def test_the_first_bytes_may_come_with_the_creation(browser):
    made = browser.begin(body=PICTURE)
    assert (made.status_code, made["Upload-Offset"]) == (201, str(len(PICTURE)))
    assert len(attachments.of_draft(browser.draft.pk)) == 1


def test_bytes_of_a_request_that_was_cut_off_are_kept(browser, monkeypatch):
    place = browser.begin()["Location"]
    monkeypatch.setattr(resumable, "_body", lambda _request: PICTURE[:700])
    assert browser.go_on(place, PICTURE, 0)["Upload-Offset"] == "700"


@pytest.mark.parametrize("algorithm", ["sha256", "sha1", "md5"])
def test_a_checksum_is_verified_and_a_wrong_one_keeps_nothing(browser, algorithm):
    place = browser.begin()["Location"]
    right = base64.b64encode(hashlib.new(algorithm, PICTURE[:500]).digest()).decode()
    wrong = browser.go_on(place, b"x" * 500, 0, **{"Upload-Checksum": f"{algorithm} {right}"})
    assert wrong.status_code == 460
    assert browser.head(place)["Upload-Offset"] == "0"
    good = browser.go_on(place, PICTURE[:500], 0, **{"Upload-Checksum": f"{algorithm} {right}"})
    assert good.status_code == 204


def test_an_upload_is_ended_by_its_owner(browser):
    place = browser.begin()["Location"]
    assert browser.client.delete(place, headers=TUS).status_code == 204
    assert browser.head(place).status_code == 404
    assert not Upload.objects.exists()


def test_a_wrong_place_is_a_conflict(browser):
    place = browser.begin()["Location"]
    assert browser.go_on(place, b"abc", 5).status_code == 409


def test_another_version_and_another_type_are_refused(browser):
    place = browser.begin()["Location"]
    answer = browser.client.head(place, headers={"Tus-Resumable": "0.2.1"})
    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")
    assert browser.go_on(place, b"abc", 0, kind="text/plain").status_code == 415
    assert browser.client.put(place).status_code == 405


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"length": 0}, 422),
        ({"length": 9_000_000}, 413),
        ({"length": "many"}, 400),
        ({"length": -5}, 400),
        ({"kind": "no_such"}, 400),
        ({"draft": "no_such"}, 404),
        ({"sha256": "short"}, 400),
        ({"headers": {"Upload-Metadata": "draft ***"}}, 400),
        ({"headers": {"Upload-Length": "1" * 30}}, 400),
    ],
)
def test_a_bad_beginning_is_refused_in_words(browser, how, status):
    answer = browser.begin(**how)
    assert answer.status_code == status
    assert answer.json()["code"]
    assert not Upload.objects.exists()


def test_to_others_there_are_no_uploads_whatever_they_try(browser):
    place = browser.begin()["Location"]
    other = Browser()
    for answer in (
        other.head(place),
        other.client.get(place),
        other.go_on(place, b"x", 0),
        other.client.delete(place, headers=TUS),
        other.head("/uploads/" + "A" * 43),
    ):
        assert answer.status_code == 404
    assert browser.head(place).status_code == 200
    refused = other.begin(draft=browser.draft.token)
    assert refused.status_code == 404


def test_the_draft_of_a_person_is_gone_on_with_at_another_browser_of_theirs(browser):
    place = browser.begin()["Location"]
    ground = ground_for(SERVICE)
    forms.bind(browser.draft, ground.applicant.person_id)
    assert browser.head(place).status_code == 404
    elsewhere = Client()
    session = elsewhere.session
    session[PERSON] = str(ground.applicant.person_id)
    session.save()
    assert elsewhere.head(place, headers=TUS).status_code == 200


def test_without_the_token_of_the_page_nothing_is_begun(db):  # noqa: ARG001 - opens the database
    assert Browser(enforce_csrf_checks=True).begin().status_code == 403


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (EICAR + bytes(100), "attachments.wrong_type"),
        (zipped(EICAR, times=2), "attachments.wrong_type"),
        (in_a_pdf(EICAR), "attachments.infected"),
        (PICTURE + zipped(EICAR, times=2), "attachments.infected"),
        (a_pdf() + zipped(EICAR), "attachments.infected"),
        (PICTURE + b"<?php ?>", "attachments.infected"),
        (PICTURE[:3000], "attachments.broken_image"),
    ],
)
def test_what_is_refused_is_said_at_the_last_piece_and_whenever_asked(browser, data, code):
    place = browser.begin(data)["Location"]
    answer = browser.go_on(place, data, 0)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert browser.client.get(place).json()["state"] == "refused"
    assert browser.client.get(place).json()["message"]
    assert attachments.of_draft(browser.draft.pk) == []


def test_going_on_with_another_file_is_refused(browser):
    other = a_jpeg(900, 700, "red")[: len(PICTURE)].ljust(len(PICTURE), b"\0")
    place = browser.begin(sha256=hashlib.sha256(PICTURE).hexdigest())["Location"]
    browser.go_on(place, PICTURE[:1000], 0)
    answer = browser.go_on(place, other[1000:], 1000)
    assert answer.json()["code"] == "attachments.mixed_upload"


def test_an_upload_of_a_draft_that_was_sent_is_over(browser):
    place = browser.begin()["Location"]
    browser.draft.submitted_case_id = 5
    browser.draft.save()
    assert browser.head(place).status_code == 410
    assert browser.begin().status_code == 410


def test_more_than_a_piece_may_hold_is_refused_unread(browser):
    place = browser.begin(length=2_000_000)["Location"]
    assert browser.go_on(place, bytes(1_000_001), 0).status_code == 413


def test_one_address_begins_only_so_many(browser, monkeypatch):
    monkeypatch.setattr(resumable, "UPLOADS_AN_HOUR", 2)
    assert [browser.begin().status_code for _ in range(3)] == [201, 201, 429]


@pytest.mark.parametrize(
    "header",
    [
        {"Upload-Offset": "-1"},
        {"Upload-Offset": "9" * 400},
        {"Upload-Offset": "1e3"},
        {"Upload-Offset": ""},
        {"Upload-Checksum": "sha256"},
        {"Upload-Checksum": "crc32 AAAA"},
        {"Trailer": "Upload-Checksum"},
    ],
)
def test_a_bad_header_keeps_nothing_and_is_named(browser, header):
    place = browser.begin()["Location"]
    answer = browser.go_on(place, PICTURE[:100], 0, **header)
    assert (answer.status_code, answer.json()["code"]) == (400, "uploads.bad_header")
    assert answer.json()["header"] in header
    assert browser.head(place)["Upload-Offset"] == "0"


def test_a_huge_place_is_a_conflict(browser):
    place = browser.begin()["Location"]
    assert browser.go_on(place, b"abc", 999_999_999_999).status_code == 409


def test_a_length_that_is_told_later_is_not_spoken_here(browser):
    answer = browser.client.post(
        "/uploads/",
        content_type="",
        headers={
            **TUS,
            "Upload-Defer-Length": "1",
            "Upload-Metadata": told(draft=browser.draft.token, kind="letter"),
        },
    )
    assert (answer.status_code, answer.json()["header"]) == (400, "Upload-Length")
    assert "creation-defer-length" not in answer.headers.get("Tus-Extension", "")


@pytest.mark.parametrize("length", [len(PICTURE) - 1, len(PICTURE) + 1])
def test_a_length_that_lies_never_becomes_a_file(browser, length):
    place = browser.begin(length=length)["Location"]
    answer = browser.go_on(place, PICTURE, 0)
    assert answer.status_code == (413 if length < len(PICTURE) else 204)
    assert attachments.of_draft(browser.draft.pk) == []


@pytest.mark.parametrize(
    "metadata_told",
    [
        "draft",
        "draft  QQ==",
        "draft QQ==, draft QQ==",
        ",,,",
        "kind bGV0dGVy",
        "دنباله QQ==",
        "draft " + "A" * 5000,
        ",".join(f"k{n} QQ==" for n in range(20)),
    ],
)
def test_metadata_that_is_none_begins_nothing(browser, metadata_told):
    answer = browser.client.post(
        "/uploads/",
        content_type="",
        headers={**TUS, "Upload-Length": "5", "Upload-Metadata": metadata_told},
    )
    assert answer.status_code in {400, 404}
    assert not Upload.objects.exists()


def test_an_upload_that_is_over_is_gone_for_its_owner_and_never_was_for_others(browser):
    place = browser.begin()["Location"]
    Upload.objects.update(expires_at=clock.now())
    for answer in (
        browser.head(place),
        browser.go_on(place, b"x", 0),
        browser.client.delete(place, headers=TUS),
        browser.client.get(place),
    ):
        assert answer.status_code == 410
    assert Browser().head(place).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a" + bytes(20) + b"<script>alert(1)</script>",
        b"<html>" + PICTURE,
        a_pdf() + b"<html><script>alert(1)</script>",
        PICTURE + b"<script>alert(1)</script>",
        b"PK\x03\x04" + PICTURE,
    ],
)
def test_a_file_of_two_natures_is_refused(browser, data):
    answer = browser.go_on(browser.begin(data)["Location"], data, 0)
    assert answer.status_code == 422
    assert attachments.of_draft(browser.draft.pk) == []


@pytest.mark.django_db(transaction=True)
def test_of_several_requests_with_the_next_piece_one_is_taken():
    browser = Browser()
    place = browser.begin()["Location"]
    start, statuses = threading.Barrier(4), []

    def line():
        start.wait()
        try:
            statuses.append(browser.go_on(place, PICTURE[:5000], 0).status_code)
        finally:
            connection.close()

    lines = [threading.Thread(target=line) for _ in range(4)]
    for one in lines:
        one.start()
    for one in lines:
        one.join()
    assert sorted(statuses) == [204, 409, 409, 409]
    assert browser.head(place)["Upload-Offset"] == "5000"


def a_returned_case():
    """A case of the sample, its letter returned as unreadable; and its applicant's browser."""
    ground = ground_for(SERVICE)
    case_id = file_sample(SERVICE, ground).case_id
    letter = next(file for file in attachments.of_case(case_id) if file.kind == "letter")
    for actor in ground.staff:
        for offer in cases.offers(case_id, actor):
            if offer.action.raises_defects:
                defect = Defect(
                    field=f"attachment:{letter.id}", kind=DefectKind.INCOMPLETE, note="ناخوانا"
                )
                cases.act(
                    task_id=offer.task_id,
                    action=offer.action.name,
                    by=actor,
                    comment="ناخوانا",
                    defects=[defect],
                )
                return case_id, letter, ground.applicant
    raise AssertionError


@pytest.mark.django_db
def test_in_a_correction_only_what_was_returned_is_replaced():
    case_id, letter, applicant = a_returned_case()
    browser = Browser()
    session = browser.client.session
    session[PERSON] = str(applicant.person_id)
    session.save()
    browser.draft = catalogue.start_correction(case_id, by=applicant)
    others = [file for file in attachments.of_case(case_id) if file.id != letter.id]
    for defect in ("", "attachment:other", f"attachment:{others[0].id}", "request.subject"):
        assert browser.begin(defect=defect).status_code == 400
    better = browser.begin(defect=f"attachment:{letter.id}", body=PICTURE)
    assert (better.status_code, better["Upload-Offset"]) == (201, str(len(PICTURE)))
    [new] = [file for file in attachments.of_case(case_id) if file.kind == "letter"]
    assert (new.version, new.replaces) == (2, letter.id)
    assert catalogue.resubmit(browser.draft.token, by=applicant).open_defects == 0


@given(st.text(max_size=200))
def test_whatever_the_headers_say_they_are_read_or_refused(text):
    for read in (metadata, checksum, lambda value: whole("Upload-Length", value)):
        try:
            read(text)
        except BadHeader:
            continue


@given(
    st.dictionaries(
        st.from_regex(r"[A-Za-z0-9_-]{1,32}", fullmatch=True), st.text(max_size=40), max_size=10
    )
)
def test_metadata_comes_back_as_it_was_written(pairs):
    assert metadata(told(**pairs)) == pairs


def test_a_key_twice_is_refused():
    with pytest.raises(BadHeader):
        metadata("draft YQ==,draft Yg==")

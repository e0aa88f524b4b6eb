"""Files at rest, scanned, prepared, shown: on a real database and a real folder."""

import io
import itertools
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import FileSystemStorage
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import api, errors, ports, storage, tasks, testing
from pishkhan.kernel.attachments.actions.sweeping import sweep
from pishkhan.kernel.attachments.models import Attachment, AttachmentView
from pishkhan.kernel.attachments.terms import FileState
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity.spec import Actor, Grant
from pishkhan.kernel.organisations.spec import Role, Subject


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
DRAFT, CASE = 11, 22
DRAFTS = itertools.count(100)
ME = Actor.citizen(7, "مهسا بهرامی‌نیا")
CLERK = Actor.staff(
    9, "لیلا نوروزیان", (Grant(role=Role.SECRETARIAT, organisation_id=5, organisation_path="5/"),)
)
MINE = Subject(applicant_id=7, organisation_ids=frozenset({5}))
LETTER = api.AttachmentRule(kind="letter", title="نامه", max_files=3)
CARD = api.AttachmentRule(kind="card", title="کارت ملی", is_identity=True)
OLD_KEY = "old:b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLW9sZC0"
NEW_KEY = "new:bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldy0"


def send(data=None, *, rule=LETTER, draft_id=DRAFT, by=ME):
    stream = io.BytesIO(testing.a_jpeg(400, 300) if data is None else data)
    return api.receive(
        draft_id=draft_id, kind=rule.kind, name="x.jpg", stream=stream, rule=rule, by=by
    )


def claimed(data=None, *, rule=LETTER):
    draft_id = next(DRAFTS)
    sent = send(data, rule=rule, draft_id=draft_id)
    api.claim(draft_id, CASE, person_id=7, by=ME)
    return sent


def show(sent, actor=ME, **how):
    opened = api.open_file(sent.id, case_id=CASE, actor=actor, subject=MINE, **how)
    data = b"".join(opened)
    opened.close()
    assert opened.headers["Content-Length"] == str(len(data))
    return data


def files_in(folder: Path):
    return [path for path in folder.rglob("*") if path.is_file()]


def row(sent):
    return Attachment.objects.get(id=sent.id)


@pytest.mark.usefixtures("scanner")
def test_nothing_of_a_file_lies_in_clear(folder):
    data = testing.a_pdf(mark="SECRETWORD")
    claimed(data)
    claimed(testing.a_jpeg())
    for path in files_in(folder):
        kept = path.read_bytes()
        assert not any(word in kept for word in (b"%PDF", b"SECRETWORD", b"JFIF", b"Exif"))


@pytest.mark.usefixtures("scanner")
def test_a_file_changed_in_the_store_is_a_page_and_not_a_picture(folder):
    sent = claimed(testing.a_pdf())
    [path] = files_in(folder)
    kept = bytearray(path.read_bytes())
    kept[-1] ^= 1
    path.chmod(0o600)
    path.write_bytes(kept)
    with pytest.raises(errors.DamagedFile):
        show(sent)


@pytest.mark.usefixtures("scanner")
def test_the_bytes_of_one_file_in_the_place_of_another_do_not_open(folder):
    first, second = claimed(testing.a_pdf()), claimed(testing.a_pdf(mark="other"))
    one, other = (folder / row(sent).stored_as for sent in (first, second))
    other.write_bytes(one.read_bytes())
    with pytest.raises(errors.DamagedFile):
        show(second)


@pytest.mark.usefixtures("scanner")
def test_keys_are_rotated_without_touching_a_file_and_the_old_one_may_go(settings, folder):
    settings.FILES_KEYS = [OLD_KEY]
    sent = claimed(testing.a_pdf())
    upload = api.begin_upload(holder="d", draft_id=DRAFT, name="x", length=5, rule=LETTER, by=ME)
    api.append(upload.token, offset=0, data=b"12345")
    before = {path: path.read_bytes() for path in files_in(folder)}
    settings.FILES_KEYS = [NEW_KEY, OLD_KEY]
    assert api.rotate_keys(by=Actor.system()) == 2
    assert api.rotate_keys(by=Actor.system()) == 0
    assert {path: path.read_bytes() for path in files_in(folder)} == before
    settings.FILES_KEYS = [NEW_KEY]
    assert show(sent).startswith(b"%PDF")
    assert api.finish(upload.token, by=ME).refused.code == errors.WrongType.code
    assert audit.lines(target="attachment", target_id=0)[0].after == {"key": "new", "files": 2}


@pytest.mark.usefixtures("scanner")
def test_a_file_whose_key_was_taken_away_too_early_says_so(settings):
    settings.FILES_KEYS = [OLD_KEY]
    sent = claimed(testing.a_pdf())
    settings.FILES_KEYS = [NEW_KEY]
    with pytest.raises(errors.DamagedFile):
        show(sent)
    with pytest.raises(errors.DamagedFile):
        api.rotate_keys(by=Actor.system())


class FullDisk(FileSystemStorage):
    def _save(self, _name, _content):
        raise OSError(28, "No space left on device")


@pytest.mark.usefixtures("scanner")
def test_a_full_disk_is_said_and_leaves_no_row_and_no_half_file(folder):
    ports.connect_store(FullDisk(location=folder))
    try:
        with pytest.raises(errors.CannotKeep):
            send()
    finally:
        ports.connect_store(None)
    assert (api.of_draft(DRAFT), files_in(folder)) == ([], [])


def test_a_disk_that_fills_up_in_the_middle_leaves_no_half_file(folder, monkeypatch):
    def no_room(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", no_room)
    with pytest.raises(errors.CannotKeep):
        storage.put("2026/11/21/x", io.BytesIO(b"x"), key=bytes(32))
    assert files_in(folder) == []


def test_malware_is_refused_at_once_written_down_and_not_kept(folder, scanner):
    scanner.says = "Test.Malware"
    with pytest.raises(errors.Infected):
        send()
    assert (api.of_draft(DRAFT), files_in(folder)) == ([], [])
    line = audit.lines(target="draft", target_id=DRAFT)[0]
    assert (line.verb, line.after["finding"]) == ("attachments.infected", "Test.Malware")


def test_the_scanner_sees_the_file_as_it_came(scanner):
    data = testing.a_jpeg() + b"behind the picture"
    send(data)
    assert scanner.seen == [data]


def test_while_the_scanner_is_silent_a_file_is_taken_and_shown_to_nobody(scanner):
    scanner.says = None
    sent = claimed()
    assert sent.state is FileState.WAITING
    assert not sent.has_thumbnail
    for how in ({}, {"thumbnail": True}):
        with pytest.raises(errors.NotCheckedYet):
            show(sent, **how)
    assert not AttachmentView.objects.exists()
    with pytest.raises(ports.ScannerUnavailable):
        tasks.prepare(sent.id)
    scanner.says = ""
    tasks.prepare(sent.id)
    assert row(sent).state == FileState.READY
    assert show(sent).startswith(b"\xff\xd8")


def test_a_file_found_unsound_later_is_set_aside_and_asked_for_anew(scanner):
    scanner.says = None
    sent = send()
    scanner.says = "Test.Malware"
    tasks.prepare(sent.id)
    assert api.of_draft(DRAFT) == []
    assert [file.state for file in api.set_aside(DRAFT)] == [FileState.QUARANTINED]
    with pytest.raises(errors.Quarantined):
        api.open_draft_file(sent.id, draft_id=DRAFT, actor=ME)
    assert audit.lines(target="attachment", target_id=sent.id)[0].verb == "attachments.quarantined"
    scanner.says = ""
    again = send()  # the same bytes, for a scanner may err
    assert [file.id for file in api.of_draft(DRAFT)] == [again.id]


def test_the_officer_sees_that_a_file_was_set_aside_but_not_the_file(scanner):
    scanner.says = None
    sent = claimed()
    scanner.says = "Test.Malware"
    tasks.catch_up()
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        tasks.catch_up()
    [seen] = api.of_case(CASE)
    assert (seen.state, seen.has_thumbnail) == (FileState.QUARANTINED, False)
    with pytest.raises(errors.Quarantined):
        show(sent, CLERK)


def test_the_sweep_prepares_what_jobs_missed_and_stops_while_nobody_scans(scanner):
    scanner.says = None
    sent = [send(testing.a_pdf(mark=mark)) for mark in ("a", "b")]
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        tasks.catch_up()
        assert len(scanner.seen) == 3  # not each of them is tried in vain
        scanner.says = ""
        tasks.catch_up()
    assert {row(one).state for one in sent} == {FileState.READY}


@pytest.mark.usefixtures("scanner")
def test_a_picture_is_made_anew_by_a_job_of_the_same_transaction(folder):
    sent = claimed(testing.a_jpeg(3000, 2000))
    job = ProcrastinateJob.objects.get(task_name="attachments.prepare")
    assert job.args == {"attachment_id": sent.id}
    before = row(sent).stored_as
    tasks.prepare(**job.args)
    now = row(sent)
    assert (now.state, now.stored_as != before) == (FileState.READY, True)
    data = show(sent)
    assert Image.open(io.BytesIO(data)).size == (2400, 1600)
    assert len(data) == now.size
    for secret in (b"SecretCamera", b"SecretComment", b"Exif"):
        assert secret not in data
    assert show(sent, thumbnail=True).startswith(b"\xff\xd8")
    assert audit.lines(target="attachment", target_id=sent.id)
    tasks.prepare(sent.id)
    assert row(sent).stored_as == now.stored_as
    assert len(files_in(folder)) == 3  # the first form goes after the commit, or by the sweep


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("scanner")
def test_the_first_form_of_a_picture_is_gone_once_it_was_made_anew(folder):
    sent = send()
    tasks.prepare(sent.id)
    assert len(files_in(folder)) == 2


@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize("how", [{}, {"thumbnail": True}])
def test_who_opens_a_picture_before_the_job_gets_it_made_anew_all_the_same(how):
    sent = claimed(testing.a_png(50, 50))
    assert (sent.state, sent.has_thumbnail) == (FileState.CHECKED, False)
    assert show(sent, **how).startswith(b"\xff\xd8")
    assert row(sent).state == FileState.READY


@pytest.mark.usefixtures("scanner")
def test_a_picture_that_cannot_be_made_anew_is_set_aside(monkeypatch):
    sent = send()

    def broken(_file):
        raise OSError

    monkeypatch.setattr("pishkhan.kernel.attachments.rules.images.reencode", broken)
    tasks.prepare(sent.id)
    assert row(sent).state == FileState.QUARANTINED


@pytest.mark.usefixtures("scanner")
def test_a_worker_killed_between_the_bytes_and_the_row_leaves_an_orphan_that_is_swept(folder):
    sent = claimed(testing.a_pdf())
    storage.put(storage.new_name(), io.BytesIO(b"half done"), key=bytes(32))
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert sweep() == 1
    assert len(files_in(folder)) == 1
    assert show(sent)


@pytest.mark.usefixtures("scanner")
def test_an_officer_sees_an_identity_paper_only_under_their_name_and_the_hour():
    sent = claimed(testing.a_jpeg(800, 500, "white"), rule=CARD)
    plain, marked = show(sent), show(sent, CLERK)
    assert Image.open(io.BytesIO(plain)).getextrema() == ((255, 255),) * 3
    picture = Image.open(io.BytesIO(marked))
    assert picture.size == (800, 500)
    assert sum(picture.getchannel("G").histogram()[:235]) > 3000
    small = Image.open(io.BytesIO(show(sent, CLERK, thumbnail=True)))
    assert small.getextrema()[1][0] < 240
    looks = api.looks_at(CASE)
    assert [(look.account_id, look.was_watermarked) for look in looks] == [
        (9, True),
        (9, True),
        (None, False),
    ]


@pytest.mark.usefixtures("scanner")
def test_every_page_of_a_document_that_is_an_identity_paper_is_marked():
    sent = claimed(testing.a_pdf(3), rule=CARD)
    with pikepdf.open(io.BytesIO(show(sent, CLERK))) as pdf:
        assert len(pdf.pages) == 3
        for page in pdf.pages:
            fonts = str(page.Resources.XObject.keys())
            assert "/" in fonts
    with pikepdf.open(io.BytesIO(show(sent))) as pdf:
        assert "/XObject" not in (pdf.pages[0].get("/Resources") or {})


@pytest.mark.usefixtures("scanner")
def test_other_papers_are_shown_to_officers_as_they_are():
    sent = claimed(testing.a_jpeg(100, 100, "white"))
    assert show(sent) == show(sent, CLERK)


@pytest.mark.usefixtures("scanner")
def test_every_look_is_written_down_with_what_was_seen():
    sent = claimed(testing.a_jpeg())
    show(sent, CLERK, thumbnail=True)
    show(sent, CLERK, download=True)
    latest, earlier = api.looks_at(CASE)
    assert (latest.was_download, latest.was_thumbnail) == (True, False)
    assert (earlier.was_download, earlier.was_thumbnail) == (False, True)
    assert {look.actor_kind for look in (latest, earlier)} == {"staff"}

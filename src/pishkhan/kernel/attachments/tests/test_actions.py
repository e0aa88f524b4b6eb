"""Files of a draft and of a case, on a real database and a real folder."""

import io
import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import api, errors, tasks, testing
from pishkhan.kernel.attachments.actions import receiving
from pishkhan.kernel.attachments.actions.sweeping import sweep
from pishkhan.kernel.attachments.models import Attachment, AttachmentView
from pishkhan.kernel.attachments.terms import FileType, Legibility
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity.spec import Actor, Grant
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.spec import Role, Subject


pytestmark = pytest.mark.django_db
LETTER = api.AttachmentRule(kind="letter", title="نامه", required=True, max_files=2, max_mb=1)
DRAFT, CASE = 11, 22
ME = Actor.citizen(7, "مهسا بهرامی‌نیا")
STRANGER = Actor.citizen(8, "نگار یگانه‌راد")
CLERK = Actor.staff(
    9, "لیلا نوروزیان", (Grant(role=Role.SECRETARIAT, organisation_id=5, organisation_path="5/"),)
)
MINE = Subject(applicant_id=7, organisation_ids=frozenset({5}))
TASK = Subject(
    applicant_id=7, organisation_ids=frozenset({5}), cartables=frozenset({(Role.SECRETARIAT, 5)})
)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path / "files"
    return settings.FILES_FOLDER


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def send(data: bytes | None = None, *, name="letter.jpg", rule=LETTER, **where):
    stream = io.BytesIO(testing.a_jpeg() if data is None else data)
    where = where or {"draft_id": DRAFT}
    return api.receive(kind=rule.kind, name=name, stream=stream, rule=rule, by=ME, **where)


def claimed(data: bytes | None = None):
    send(data)
    return api.claim(DRAFT, CASE, person_id=7, by=ME)[0]


def test_a_received_file_is_listed_and_lies_under_a_random_name_readable_by_us_alone(folder):
    sent = send(name="../شناسنامه.png")
    assert api.of_draft(DRAFT) == [sent]
    assert (sent.name, sent.content_type, sent.version) == ("شناسنامه.jpg", FileType.JPEG, 1)
    tasks.prepare(sent.id)
    kept = files_in(folder)
    assert len(kept) == 3  # as it came, as it is shown, and small
    for path in kept:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "شناسنامه" not in str(path)


def test_receiving_leaves_a_line_in_the_trail_without_the_name():
    sent = send(name="بهرامی‌نیا.jpg")
    line = audit.lines(target="attachment", target_id=sent.id)[0]
    assert line.verb == "attachments.received"
    assert "بهرامی" not in str(line.after)


def test_a_file_that_says_it_is_too_large_is_not_even_read():
    class Declared:
        size = 200_000_000

        def read(self, _size):
            raise AssertionError

    with pytest.raises(errors.TooLarge):
        api.receive(draft_id=DRAFT, kind="letter", name="x", stream=Declared(), rule=LETTER, by=ME)


def test_a_refused_file_leaves_nothing_behind(folder):
    with pytest.raises(errors.WrongType):
        send(b"MZ not a picture")
    assert (api.of_draft(DRAFT), files_in(folder)) == ([], [])


def test_one_file_too_many_is_refused_until_another_is_removed():
    first = send(testing.a_jpeg(colour="red"))
    send(testing.a_jpeg(colour="blue"))
    with pytest.raises(errors.TooManyFiles):
        send(testing.a_jpeg(colour="green"))
    api.remove(first.id, draft_id=DRAFT, by=ME)
    send(testing.a_jpeg(colour="green"))
    assert len(api.of_draft(DRAFT)) == 2


def test_the_same_file_twice_for_one_document_is_noticed():
    send(name="a.jpg")
    with pytest.raises(errors.AlreadySent, match=r"a\.jpg"):
        send(name="b.jpg")


def test_the_same_file_for_another_document_is_taken_and_said():
    send(name="a.jpg")
    send(name="b.jpg", rule=api.AttachmentRule(kind="card", title="کارت"))
    assert [file.same_as for file in api.of_draft(DRAFT)] == ["", "a.jpg"]


def test_too_many_uploads_in_an_hour_are_refused(monkeypatch):
    monkeypatch.setattr(receiving, "UPLOADS_AN_HOUR", 1)
    send()
    with pytest.raises(errors.TooManyUploads):
        send(testing.a_pdf())


def test_a_file_belongs_to_a_draft_or_to_a_case_and_not_to_both():
    for where in ({"draft_id": 1, "case_id": 2}, {"case_id": None}):
        with pytest.raises(ValueError, match="draft or"):
            send(**where)


def test_a_file_of_another_draft_cannot_be_removed_or_replaced():
    sent = send()
    with pytest.raises(errors.NoSuchFile):
        api.remove(sent.id, draft_id=99, by=STRANGER)
    with pytest.raises(errors.NoSuchFile):
        api.replace(
            sent.id, draft_id=99, name="x", stream=io.BytesIO(b"x"), rule=LETTER, by=STRANGER
        )
    with pytest.raises(ValueError, match="draft or"):
        api.replace(sent.id, name="x", stream=io.BytesIO(b"x"), rule=LETTER, by=ME)


def test_a_claimed_file_belongs_to_the_case_and_no_more_to_the_draft():
    sent = claimed()
    assert [file.id for file in api.of_case(CASE)] == [sent.id]
    assert api.of_draft(DRAFT) == []
    with pytest.raises(errors.NoSuchFile):
        api.remove(sent.id, draft_id=DRAFT, by=ME)


def test_a_missing_document_may_be_sent_to_the_case_itself():
    send(testing.a_pdf(2), case_id=CASE)
    assert [file.pages for file in api.of_case(CASE)] == [2]


def test_a_replaced_file_keeps_its_old_version_in_the_history():
    old = claimed()
    new = api.replace(
        old.id,
        case_id=CASE,
        name="better.jpg",
        stream=io.BytesIO(testing.a_jpeg(colour="red")),
        rule=LETTER,
        by=ME,
    )
    assert (new.version, new.replaces, new.legibility) == (2, old.id, Legibility.UNCHECKED)
    assert [file.id for file in api.of_case(CASE)] == [new.id]
    assert [file.id for file in api.history(CASE)] == [old.id, new.id]


def test_a_file_that_another_tab_replaced_meanwhile_is_not_replaced_again():
    old = claimed()
    Attachment.objects.filter(id=old.id).update(replaced_at=clock.now())
    late = Attachment(case_id=CASE, kind="letter", replaces=old.id, sha256="other")
    with pytest.raises(errors.NoSuchFile):
        receiving._admit(late, LETTER)


def test_the_unreadable_file_itself_is_no_replacement():
    old = claimed()
    with pytest.raises(errors.AlreadySent):
        api.replace(
            old.id,
            case_id=CASE,
            name="again.jpg",
            stream=io.BytesIO(testing.a_jpeg()),
            rule=LETTER,
            by=ME,
        )


def test_an_officer_marks_a_file_and_says_why():
    sent = claimed()
    with pytest.raises(errors.NoteRequired):
        api.mark(sent.id, Legibility.UNREADABLE, case_id=CASE, by=CLERK, subject=TASK)
    api.mark(sent.id, Legibility.UNREADABLE, case_id=CASE, note="صفحهٔ دوم", by=CLERK, subject=TASK)
    marked = api.of_case(CASE)[0]
    assert (marked.legibility, marked.note) == (Legibility.UNREADABLE, "صفحهٔ دوم")


def test_the_applicant_may_not_mark_and_a_file_of_another_case_cannot_be_marked():
    sent = claimed()
    with pytest.raises(NotAllowed):
        api.mark(sent.id, Legibility.READABLE, case_id=CASE, by=ME, subject=TASK)
    with pytest.raises(errors.NoSuchFile):
        api.mark(sent.id, Legibility.READABLE, case_id=99, by=CLERK, subject=TASK)


@pytest.mark.parametrize("actor", [ME, CLERK])
def test_who_may_see_a_file_sees_it_and_that_is_written_down(actor):
    sent = claimed()
    opened = api.open_file(sent.id, case_id=CASE, actor=actor, subject=MINE)
    data = b"".join(opened)
    opened.close()
    assert data.startswith(b"\xff\xd8")
    assert opened.headers["Content-Length"] == str(len(data))
    seen = AttachmentView.objects.get(attachment_id=sent.id)
    assert (seen.account_id, seen.person_id) == (actor.account_id, actor.person_id)


@pytest.mark.parametrize("actor", [STRANGER, Actor.anonymous()])
def test_who_may_not_see_a_file_does_not(actor):
    sent = claimed()
    with pytest.raises(NotAllowed):
        api.open_file(sent.id, case_id=CASE, actor=actor, subject=MINE)
    assert not AttachmentView.objects.exists()


def test_a_file_of_another_case_is_not_opened_with_this_ones_permission():
    sent = claimed()
    with pytest.raises(errors.NoSuchFile):
        api.open_file(sent.id, case_id=99, actor=ME, subject=MINE)


def test_a_file_whose_bytes_are_gone_is_not_found(folder):
    sent = claimed()
    for path in files_in(folder):
        path.unlink()
    with pytest.raises(errors.NoSuchFile):
        api.open_file(sent.id, case_id=CASE, actor=ME, subject=MINE)


def test_a_file_of_a_draft_is_shown_to_its_holder_also_small():
    sent = send(testing.a_jpeg(1000, 1000))
    opened = api.open_draft_file(sent.id, draft_id=DRAFT, actor=Actor.anonymous(), thumbnail=True)
    opened.close()
    assert int(opened.headers["Content-Length"]) < sent.size
    with pytest.raises(errors.NoSuchFile):
        api.open_draft_file(sent.id, draft_id=99, actor=Actor.anonymous())


def test_a_document_has_no_thumbnail():
    sent = claimed(testing.a_pdf())
    assert not sent.has_thumbnail
    with pytest.raises(errors.NoSuchFile):
        api.open_file(sent.id, case_id=CASE, actor=ME, subject=MINE, thumbnail=True)


@pytest.mark.parametrize(
    ("data", "sandboxed"), [(testing.a_jpeg(), True), (testing.a_pdf(), False)]
)
def test_the_headers_let_a_file_do_nothing(data, sandboxed):
    send(data, name='نامه "۱".x')
    [sent] = api.claim(DRAFT, CASE, person_id=7, by=ME)
    opened = api.open_file(sent.id, case_id=CASE, actor=ME, subject=MINE, download=True)
    opened.close()
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert opened.headers["Content-Type"] == sent.content_type.value
    assert opened.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "default-src 'none'" in opened.headers["Content-Security-Policy"]
    assert ("sandbox" in opened.headers["Content-Security-Policy"]) == sandboxed
    assert "no-store" in opened.headers["Cache-Control"]


def test_a_dropped_transaction_shows_nothing_and_its_bytes_are_swept(folder):
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert api.of_draft(DRAFT) == []
    assert len(files_in(folder)) == 1
    assert sweep() == 0  # it may be a request under way
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert sweep() == 1
    assert files_in(folder) == []


def test_the_sweep_deletes_removed_and_discarded_files_and_leaves_all_others(folder):
    removed = send(testing.a_jpeg(colour="red"))
    api.remove(removed.id, draft_id=DRAFT, by=ME)
    send(draft_id=55)
    assert api.discard([55], by=Actor.system()) == 1
    claimed(testing.a_pdf())
    waiting = send(draft_id=66)
    with clock.frozen(clock.now() + timedelta(days=2)):
        tasks.sweep()
        assert sweep() == 0
    assert [file.id for file in api.of_draft(66)] == [waiting.id]
    assert len(files_in(folder)) == 2
    assert Attachment.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_tabs_cannot_both_take_the_last_place():
    one = api.AttachmentRule(kind="letter", title="نامه")
    start, outcomes = threading.Barrier(4), []

    def tab(colour):
        start.wait()
        try:
            outcomes.append(send(testing.a_jpeg(colour=colour), rule=one))
        except errors.TooManyFiles:
            outcomes.append(None)
        finally:
            connection.close()

    tabs = [threading.Thread(target=tab, args=[c]) for c in ("red", "blue", "green", "black")]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert api.of_draft(DRAFT) == [sent for sent in outcomes if sent]
    assert len(api.of_draft(DRAFT)) == 1

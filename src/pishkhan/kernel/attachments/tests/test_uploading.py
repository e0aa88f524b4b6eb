"""A file in pieces: what arrived stays, what is another's is refused, what is over is forgotten."""

import hashlib
import io
import random
import threading
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import api, errors, tasks, testing
from pishkhan.kernel.attachments.actions import receiving, uploading
from pishkhan.kernel.attachments.actions.sweeping import sweep
from pishkhan.kernel.attachments.models import Attachment, Upload, UploadPart
from pishkhan.kernel.identity.spec import Actor


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder", "scanner")]
DRAFT, CASE = 11, 22
ME = Actor.citizen(7, "مهسا بهرامی‌نیا")
LETTER = api.AttachmentRule(kind="letter", title="نامه", max_files=2, max_mb=2)
PICTURE = testing.a_jpeg(900, 700)


def begin(data=PICTURE, *, sha256="", rule=LETTER, length=None, **where):
    where = where or {"draft_id": DRAFT}
    return api.begin_upload(
        holder="draft-token",
        name="نامه.jpg",
        length=len(data) if length is None else length,
        sha256=sha256,
        rule=rule,
        by=ME,
        **where,
    )


def pour(token, data, *cuts):
    edges = [0, *cuts, len(data)]
    for start, end in pairwise(edges):
        api.append(token, offset=start, data=data[start:end])
    return api.finish(token, by=ME)


def files_in(folder: Path):
    return [path for path in folder.rglob("*") if path.is_file()]


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(1, len(PICTURE) - 1), max_size=6).map(sorted))
def test_wherever_the_line_is_cut_the_same_file_arrives(cuts):
    Attachment.objects.all().delete()
    Upload.objects.all().delete()
    with clock.frozen(clock.now() + timedelta(hours=random.randrange(10**6))):  # noqa: S311 - another hour for the limit
        upload = begin(sha256=hashlib.sha256(PICTURE).hexdigest())
        over = pour(upload.token, PICTURE, *cuts)
    [file] = api.of_draft(DRAFT)
    assert (over.attachment_id, over.refused) == (file.id, None)
    kept = Attachment.objects.get()
    assert (kept.sha256, file.name) == (hashlib.sha256(PICTURE).hexdigest(), "نامه.jpg")


def test_what_arrived_is_still_there_the_next_day():
    token = begin().token
    api.append(token, offset=0, data=PICTURE[:1000])
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert api.upload(token).offset == 1000
        api.append(token, offset=1000, data=PICTURE[1000:])
        assert api.finish(token, by=ME).attachment_id


def test_pieces_lie_sealed_and_are_gone_once_the_file_is_whole(
    folder, django_capture_on_commit_callbacks
):
    data = testing.a_pdf(mark="SECRETWORD")
    token = begin(data).token
    api.append(token, offset=0, data=data[:100])
    assert all(b"%PDF" not in path.read_bytes() for path in files_in(folder))
    with django_capture_on_commit_callbacks(execute=True):
        api.append(token, offset=100, data=data[100:])
        api.finish(token, by=ME)
    assert (UploadPart.objects.count(), len(files_in(folder))) == (0, 1)


def test_finishing_twice_receives_once():
    upload = begin()
    first = pour(upload.token, PICTURE)
    assert api.finish(upload.token, by=ME) == first
    assert len(api.of_draft(DRAFT)) == 1


def test_finishing_before_the_end_does_nothing():
    token = begin().token
    api.append(token, offset=0, data=PICTURE[:10])
    over = api.finish(token, by=ME)
    assert (over.attachment_id, over.is_complete) == (None, False)


def test_a_piece_from_another_place_is_refused_and_told_where_to_go_on():
    token = begin().token
    api.append(token, offset=0, data=PICTURE[:100])
    for offset in (0, 99, 101, 10**9):
        with pytest.raises(errors.WrongOffset) as refusal:
            api.append(token, offset=offset, data=b"x")
        assert refusal.value.data == {"offset": 100}
    assert api.upload(token).offset == 100


def test_more_than_was_promised_is_refused():
    token = begin(length=10).token
    with pytest.raises(errors.TooLarge):
        api.append(token, offset=0, data=b"12345678901")


def test_going_on_with_the_bytes_of_another_file_is_noticed_and_said():
    other = testing.a_jpeg(900, 700, "red")
    token = begin(sha256=hashlib.sha256(PICTURE).hexdigest()).token
    mixed = PICTURE[:2000] + other[2000 : len(PICTURE)]
    mixed += b"\0" * (len(PICTURE) - len(mixed))
    over = pour(token, mixed, 2000)
    assert over.refused.code == errors.MixedUpload.code
    assert api.of_draft(DRAFT) == []


def test_without_a_digest_a_mixed_file_still_meets_the_parser():
    token = begin(testing.a_pdf(1)).token
    length = len(testing.a_pdf(1))
    mixed = testing.a_pdf(1)[:200] + PICTURE[: length - 200]
    assert pour(token, mixed, 200).refused.code == errors.BrokenPdf.code


def test_a_refusal_is_remembered_with_its_words():
    over = pour(begin(b"MZ" * 50).token, b"MZ" * 50)
    assert over.refused.code == errors.WrongType.code
    assert "JPEG / PNG / PDF" in str(api.upload(over.token).refused)


@pytest.mark.parametrize(
    ("length", "refusal"),
    [(0, errors.EmptyFile), (-1, errors.EmptyFile), (2_000_001, errors.TooLarge)],
)
def test_a_length_that_no_rule_allows_is_refused_before_anything_is_sent(length, refusal):
    with pytest.raises(refusal):
        begin(length=length)


def test_a_file_too_many_is_refused_before_it_is_sent():
    for colour in ("red", "blue"):
        data = testing.a_jpeg(colour=colour)
        pour(begin(data).token, data)
    with pytest.raises(errors.TooManyFiles):
        begin()


def test_an_upload_may_replace_a_file_of_a_case():
    data = testing.a_jpeg(colour="red")
    old = api.receive(
        case_id=CASE, kind="letter", name="a", stream=io.BytesIO(data), rule=LETTER, by=ME
    )
    upload = begin(case_id=CASE, replaces=old.id)
    over = pour(upload.token, PICTURE, 500)
    [new] = api.of_case(CASE)
    assert (new.id, new.version, new.replaces) == (over.attachment_id, 2, old.id)


def test_an_upload_belongs_to_a_draft_or_to_a_case_and_not_to_both():
    with pytest.raises(ValueError, match="draft or"):
        begin(draft_id=1, case_id=2)


@pytest.mark.parametrize("token", ["", "1", "x" * 43, "../../etc/passwd", "\0", "٠"])
def test_a_guessed_upload_is_not_there(token):
    begin()
    for act in (
        lambda: api.upload(token.replace("\0", "")),
        lambda: api.append(token.replace("\0", ""), offset=0, data=b"x"),
        lambda: api.finish(token.replace("\0", ""), by=ME),
        lambda: api.give_up(token.replace("\0", "")),
    ):
        with pytest.raises(errors.NoSuchUpload):
            act()


def test_names_of_uploads_cannot_be_guessed():
    tokens = {begin().token for _ in range(10)}
    assert len(tokens) == 10
    assert all(len(token) >= 43 for token in tokens)


def test_an_upload_that_was_given_up_leaves_nothing(folder, django_capture_on_commit_callbacks):
    token = begin().token
    api.append(token, offset=0, data=b"12345")
    with django_capture_on_commit_callbacks(execute=True):
        api.give_up(token)
    assert (Upload.objects.count(), UploadPart.objects.count(), files_in(folder)) == (0, 0, [])


def test_an_upload_that_waited_too_long_is_over_and_swept(folder):
    token = begin().token
    api.append(token, offset=0, data=b"12345")
    with clock.frozen(clock.now() + uploading.KEPT_FOR):
        with pytest.raises(errors.UploadOver):
            api.upload(token)
        with pytest.raises(errors.UploadOver):
            api.append(token, offset=5, data=b"6")
        assert sweep() == 1
    assert (Upload.objects.count(), UploadPart.objects.count(), files_in(folder)) == (0, 0, [])


def test_pieces_of_an_upload_under_way_are_not_swept_as_orphans():
    token = begin().token
    api.append(token, offset=0, data=PICTURE[:100])
    with clock.frozen(clock.now() + timedelta(days=2)):
        sweep()
        api.append(token, offset=100, data=PICTURE[100:])
        assert api.finish(token, by=ME).attachment_id


def test_uploads_of_a_draft_that_is_discarded_go_with_it():
    token = begin().token
    api.discard([DRAFT], by=Actor.system())
    with pytest.raises(errors.UploadOver):
        api.upload(token)


def test_an_upload_whose_last_request_was_killed_is_finished_by_the_sweep():
    token = begin().token
    api.append(token, offset=0, data=PICTURE)
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        tasks.catch_up()
        tasks.catch_up()
    assert len(api.of_draft(DRAFT)) == 1


def test_a_file_that_cannot_be_finished_does_not_stop_the_sweep():
    lost, whole = begin().token, begin().token
    for token in (lost, whole):
        api.append(token, offset=0, data=PICTURE)
    Upload.objects.filter(token=lost).update(rule={})
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert uploading.finish_missed() == 1
        assert api.upload(whole).attachment_id
        assert not api.upload(lost).attachment_id


def test_only_so_many_uploads_are_under_way_at_once(monkeypatch):
    monkeypatch.setattr(uploading, "OPEN_AT_ONCE", 2)
    begin()
    begin()
    with pytest.raises(errors.TooManyUploads):
        begin()
    begin(draft_id=99)


def test_a_file_in_a_thousand_crumbs_is_refused(monkeypatch):
    monkeypatch.setattr(uploading, "MOST_PARTS", 3)
    token = begin().token
    for at in range(3):
        api.append(token, offset=at, data=b"x")
    with pytest.raises(errors.TooManyParts):
        api.append(token, offset=3, data=b"x")
    assert UploadPart.objects.count() == 3


@pytest.mark.slow
def test_of_ten_thousand_tiny_uploads_of_a_draft_a_hundred_are_begun():
    begun = 0
    data = testing.a_pdf(1)
    with clock.frozen(clock.now()):
        for _ in range(10_000):
            try:
                token = begin(data).token
            except (errors.TooManyUploads, errors.TooManyFiles):
                continue
            begun += 1
            api.append(token, offset=0, data=b"%")
            api.give_up(token)
    assert begun == receiving.UPLOADS_AN_HOUR
    assert Upload.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_requests_with_the_same_piece_keep_it_once():
    token = begin().token
    start, outcomes = threading.Barrier(4), []

    def line():
        start.wait()
        try:
            outcomes.append(api.append(token, offset=0, data=PICTURE).offset)
        except errors.WrongOffset:
            outcomes.append(None)
        finally:
            connection.close()

    lines = [threading.Thread(target=line) for _ in range(4)]
    for one in lines:
        one.start()
    for one in lines:
        one.join()
    assert outcomes.count(None) == 3
    assert UploadPart.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_that_finish_receive_once():
    token = begin().token
    api.append(token, offset=0, data=PICTURE)
    start, seen = threading.Barrier(3), []

    def line():
        start.wait()
        try:
            seen.append(api.finish(token, by=ME).attachment_id)
        finally:
            connection.close()

    lines = [threading.Thread(target=line) for _ in range(3)]
    for one in lines:
        one.start()
    for one in lines:
        one.join()
    assert len(set(seen)) == 1
    assert [file.id for file in api.of_draft(DRAFT)] == seen[:1]

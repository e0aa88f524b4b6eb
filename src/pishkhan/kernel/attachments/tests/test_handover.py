"""Files and the sending of a draft at the same moment: in the case, or refused and said; never lost."""

import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import api, errors, storage, testing
from pishkhan.kernel.attachments.actions import sweeping
from pishkhan.kernel.attachments.actions.sweeping import sweep
from pishkhan.kernel.attachments.models import Attachment, Handover, Upload, UploadPart
from pishkhan.kernel.identity.spec import Actor


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("folder", "scanner"),
]
DRAFT, CASE = 11, 22
ME = Actor.citizen(7, "مهسا بهرامی‌نیا")
LETTER = api.AttachmentRule(kind="letter", title="نامه", max_files=10)
COLOURS = ("red", "blue", "green", "black", "navy", "olive")


def send(colour="teal"):
    stream = io.BytesIO(testing.a_jpeg(colour=colour))
    return api.receive(
        draft_id=DRAFT, kind="letter", name="x.jpg", stream=stream, rule=LETTER, by=ME
    )


def somebody_waits():
    """Whether a session stands at the lock of the draft."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return cursor.fetchone()[0] > 0


def apart(work, *more):
    """In a thread with a connection of its own."""
    try:
        return work(*more)
    finally:
        connection.close()


def test_files_sent_while_the_draft_becomes_a_case_are_in_the_case_or_refused():
    start = threading.Barrier(len(COLOURS) + 1)

    def tab(colour):
        start.wait()
        try:
            return send(colour).id
        except errors.DraftClosed:
            return None

    def submit():
        start.wait()
        with transaction.atomic():
            return [file.id for file in api.claim(DRAFT, CASE, person_id=7, by=ME)]

    with ThreadPoolExecutor(len(COLOURS) + 1) as pool:
        tabs = [pool.submit(apart, tab, colour) for colour in COLOURS]
        claimed = pool.submit(apart, submit).result()
        taken = [tab.result() for tab in tabs]
    assert sorted(filter(None, taken)) == sorted(claimed)
    assert not Attachment.objects.filter(case_id=None).exists()


def test_a_file_waits_for_a_sending_under_way_and_is_then_refused():
    claimed, may_end = threading.Event(), threading.Event()

    def submit():
        with transaction.atomic():
            api.claim(DRAFT, CASE, person_id=7, by=ME)
            claimed.set()
            may_end.wait(20)

    with ThreadPoolExecutor(2) as pool:
        submitting = pool.submit(apart, submit)
        claimed.wait(20)
        sending = pool.submit(apart, send)
        while not sending.done() and not somebody_waits():
            time.sleep(0.02)
        assert not sending.done()
        may_end.set()
        submitting.result()
        with pytest.raises(errors.DraftClosed):
            sending.result()
    assert not Attachment.objects.exists()


def test_a_sending_that_fails_lets_the_file_in_that_waited_for_it():
    with transaction.atomic():
        api.claim(DRAFT, CASE, person_id=7, by=ME)
        transaction.set_rollback(True)
    sent = send()
    assert [file.id for file in api.of_draft(DRAFT)] == [sent.id]


def test_a_file_is_removed_before_the_sending_or_not_at_all():
    sent = send()
    claimed, may_end = threading.Event(), threading.Event()

    def submit():
        with transaction.atomic():
            files = api.claim(DRAFT, CASE, person_id=7, by=ME)
            claimed.set()
            may_end.wait(20)
            return files

    with ThreadPoolExecutor(2) as pool:
        submitting = pool.submit(apart, submit)
        claimed.wait(20)
        removing = pool.submit(apart, lambda: api.remove(sent.id, draft_id=DRAFT, by=ME))
        may_end.set()
        assert [file.id for file in submitting.result()] == [sent.id]
        with pytest.raises(errors.NoSuchFile):
            removing.result()
    assert [file.id for file in api.of_case(CASE)] == [sent.id]


def test_a_piecewise_file_whose_end_comes_after_the_sending_is_refused_in_words():
    data = testing.a_jpeg()
    token = api.begin_upload(
        holder="d", draft_id=DRAFT, name="x", length=len(data), rule=LETTER, by=ME
    ).token
    api.append(token, offset=0, data=data)
    api.claim(DRAFT, CASE, person_id=7, by=ME)
    over = api.finish(token, by=ME)
    assert over.refused.code == errors.DraftClosed.code
    assert api.upload(token).refused.hint


def test_a_picture_found_unsound_while_its_draft_is_sent_stays_behind(scanner):
    scanner.says = None
    sent = send()
    testing.find_unsound(sent.id)
    assert api.claim(DRAFT, CASE, person_id=7, by=ME) == []


def test_what_is_remembered_of_a_sending_is_forgotten_when_no_draft_lives_that_long():
    api.claim(DRAFT, CASE, person_id=7, by=ME)
    sweep()
    assert Handover.objects.exists()
    with clock.frozen(clock.now() + sweeping.UNCLAIMED_FOR):
        sweep()
    assert not Handover.objects.exists()


def test_the_sweep_leaves_an_upload_alone_that_a_request_holds():
    data = testing.a_pdf()
    token = api.begin_upload(
        holder="d", draft_id=DRAFT, name="x", length=len(data), rule=LETTER, by=ME
    ).token
    api.append(token, offset=0, data=data)
    over = clock.now() + timedelta(days=4)

    def sweep_later():
        with clock.frozen(over):
            return sweep()

    with transaction.atomic():
        Upload.objects.select_for_update(of=("self",)).get(token=token)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(apart, sweep_later).result() == 0
        part = UploadPart.objects.get()
        assert storage.files().exists(part.stored_as)
    assert sweep_later() == 1
    assert not storage.files().exists(part.stored_as)


def test_the_sweep_of_bytes_without_a_row_spares_those_whose_row_is_not_committed_yet():
    stored, may_end = threading.Event(), threading.Event()

    def slow_request():
        with transaction.atomic():
            sent = send()
            stored.set()
            may_end.wait(20)
            return sent

    with ThreadPoolExecutor(1) as pool:
        request = pool.submit(apart, slow_request)
        stored.wait(20)
        assert sweep() == 0
        may_end.set()
        sent = request.result()
    opened = api.open_draft_file(sent.id, draft_id=DRAFT, actor=ME)
    assert b"".join(opened)
    opened.close()

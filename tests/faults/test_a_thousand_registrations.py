"""Registrations with uploads while everything is killed: nothing lost, nothing twice, no gap.

`FAULTS_REGISTRATIONS`, `FAULTS_SECONDS_BETWEEN` (kills) and `FAULTS_SEED` make it longer and the
same again: `make drill`. What was killed and how it ended is printed (docs/explanation/faults.md).
"""

import hashlib
import itertools
import os
import random
import secrets
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

from django.db.models import Count, Max, Min

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import actions as attachments, public, storage
from pishkhan.kernel.attachments.models import Attachment, UploadPart
from pishkhan.kernel.attachments.terms import FileState
from pishkhan.kernel.cases.models import Case, CaseEvent, Task
from pishkhan.kernel.catalogue.models import Registration
from pishkhan.kernel.forms.models import Draft, Snapshot
from pishkhan.kernel.guides.models import GuidePicture
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.terms import Channel, MessageState
from pishkhan.kernel.numbering.models import Letter, LetterCounter
from tests.e2e.applicant import latin
from tests.faults.applicants import Applicant, an_applicant, signed_in
from tests.faults.browser import Together
from tests.faults.stand import Stand


MANY = int(os.environ.get("FAULTS_REGISTRATIONS", "250"))
BETWEEN = float(os.environ.get("FAULTS_SECONDS_BETWEEN", "4"))
HANDS = 48
FULLY = 20  # every so many-th applicant begins at the first page and confirms a code
SETTLE_SECONDS = 240
# Each is killed at least once before one is killed for the third time; web workers most often.
ROUND = ("web", "worker", "database", "web", "simulator", "web", "server", "worker", "web")
SENT = (MessageState.SENT, MessageState.DELIVERED)


def test_whatever_is_killed_every_receipt_stands_once(stand, capsys):
    chance_of = int(os.environ.get("FAULTS_SEED", secrets.randbelow(10**6)))
    everybody, began, killed = come(stand), time.monotonic(), len(stand.killed)
    random.Random(chance_of).shuffle(everybody)  # noqa: S311 - no secret
    together = Together(HANDS)
    hands = together.walk(everybody)
    kill_until(stand, hands, random.Random(chance_of))  # noqa: S311 - no secret
    walked = time.monotonic() - began
    seen = sum((one.browser.seen for one in everybody), Counter())
    with capsys.disabled():
        sys.stdout.write(
            f"\nFAULTS_SEED={chance_of}: {MANY} in {walked:.0f} s; "
            f"killed {dict(Counter(stand.killed[killed:]))}; seen by people {dict(seen)}\n"
        )
    assert not together.failures, together.failures[:3]
    assert seen["500"] == 0, "an outage is said as one (503), not as a bug of ours"
    with stand.within():
        stand.eventually(messages_settled, SETTLE_SECONDS, "every message has left")
        receipts_stand(everybody)
        books_have_no_gaps()
        nothing_is_half_done()
        files_are_what_was_sent(everybody)
        phones_rang_once(stand, everybody)
        only_orphans_are_swept(stand)
    the_trail_is_whole(stand)


def come(stand):
    """All applicants; those who are not to begin at the first page have their draft."""
    with stand.within():
        everybody = [an_applicant(stand, number) for number in range(1, MANY + 1)]
        for one in everybody:
            if one.number % FULLY:
                signed_in(one)
    return everybody


def kill_until(stand, hands, chance):
    """Kill one thing after another, at random moments, while anybody is still on the way."""
    order = itertools.chain.from_iterable(
        chance.sample(ROUND, len(ROUND)) for _ in itertools.count()
    )
    for what in order:
        until = time.monotonic() + chance.uniform(0.2, 2) * BETWEEN
        while time.monotonic() < until:
            if not any(hand.is_alive() for hand in hands):
                return
            time.sleep(0.05)
        stand.lives()
        stand.kill(what, chance.randrange(8))


def messages_settled():
    return not Message.objects.filter(
        state__in=[MessageState.WAITING, MessageState.SENDING], secret=False
    ).exists()


def receipts_stand(everybody: list[Applicant]) -> None:
    """What each person read is what the office has, one case for each draft."""
    case_of = dict(Draft.objects.values_list("token", "submitted_case_id"))
    kept = {row.case_id: row for row in Registration.objects.all()}
    for one in everybody:
        row = kept[case_of[one.token]]
        shown = (latin(row.letter_number), row.tracking_code)
        assert (one.letter_number, one.tracking_code) == shown
    ours = {case_of[one.token] for one in everybody}
    assert len(ours) == len(everybody)
    sent = {case_id for case_id in case_of.values() if case_id is not None}
    assert set(registered().values_list("id", flat=True)) == set(kept) == sent


def registered():
    """The cases that persons sent; the platform itself asks for cartables that are missing."""
    return Case.objects.exclude(service="cartable_request")


def books_have_no_gaps() -> None:
    books = Letter.objects.values("office_id", "direction", "year")
    found = list(books.annotate(n=Count("id"), least=Min("number"), most=Max("number")))
    assert found
    for book in found:
        assert book["least"] == 1
        assert book["most"] == book["n"], "a gap, or a number given twice"
        of_book = {name: book[name] for name in ("office_id", "direction", "year")}
        assert LetterCounter.objects.get(**of_book).last == book["n"]


def nothing_is_half_done() -> None:
    """Each case has its task, its answers, its letter, its events in a row; and nothing else."""
    cases = set(Case.objects.values_list("id", flat=True))
    sent = set(registered().values_list("id", flat=True))
    for model in (Snapshot, Letter, Registration):
        assert set(model.objects.values_list("case_id", flat=True)) == sent, model
    assert set(Task.objects.values_list("case_id", flat=True)) == cases
    assert Task.objects.filter(closed_at=None).count() == len(cases)
    assert set(CaseEvent.objects.values_list("case_id", flat=True)) == cases
    events = CaseEvent.objects.values("case_id").annotate(n=Count("id"), most=Max("seq"))
    assert all(one["n"] == one["most"] for one in events)
    letters = dict(Letter.objects.values_list("id", "case_id"))
    assert all(letters[row.letter_id] == row.case_id for row in Registration.objects.all())


def files_are_what_was_sent(everybody: list[Applicant]) -> None:
    attachments.finish_missed()
    attachments.prepare_missed()
    with clock.frozen(clock.now() + timedelta(minutes=10)):  # as the next rounds would
        attachments.finish_missed()
        while attachments.prepare_missed():
            pass
    case_of = dict(Draft.objects.values_list("token", "submitted_case_id"))
    ours = [case_of[one.token] for one in everybody]
    rows = list(Attachment.objects.filter(case_id__in=ours))
    by_case: dict[int, dict[str, Attachment]] = {}
    for row in rows:
        by_case.setdefault(row.case_id or 0, {})[row.name] = row
    assert len(rows) == sum(len(one.papers) for one in everybody)
    for one in everybody:
        found = by_case[case_of[one.token] or 0]
        assert set(found) == {paper.name for paper in one.papers}
        for paper in one.papers:
            row = found[paper.name]
            assert row.state == FileState.READY
            with storage.Stored(row.stored_as, row.sealed_key).copy() as copy:
                kept = copy.read()
            if paper.name.endswith(".pdf"):
                assert kept == paper.content
            else:  # a picture is made anew; what came is known by its digest
                assert kept.startswith(b"\xff\xd8\xff")
                assert row.sha256 == hashlib.sha256(paper.content).hexdigest()


def phones_rang_once(stand: Stand, everybody: list[Applicant]) -> None:
    """Each phone shows its letter number exactly once, however often it was sent."""
    sms = Message.objects.filter(channel=Channel.SMS, secret=False)
    sms = sms.exclude(event__startswith="payments.")  # of other tests on this stand
    assert sms.count() == registered().count()
    assert not sms.exclude(state__in=[*SENT]).exists(), sms.values_list("state", "reason")
    shown: dict[str, list[str]] = {}
    for one in stand.phones():
        shown.setdefault(one["to"], []).append(latin(one["text"]))
    for one in everybody:
        told = [text for text in shown[one.mobile] if one.tracking_code in re_digits(text)]
        assert len(told) == 1, told
        assert one.letter_number in told[0]


def re_digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def only_orphans_are_swept(stand: Stand) -> None:
    """Four days later only what belongs to somebody lies in the folder, and all of it does."""
    with clock.frozen(clock.now() + timedelta(days=4)):
        attachments.sweep()
    known = set(Attachment.objects.values_list("stored_as", flat=True))
    known |= set(UploadPart.objects.values_list("stored_as", flat=True))
    pictures = GuidePicture.objects.values_list("stored_as", flat=True)
    known |= {f"{public.FOLDER}{name}" for name in pictures}
    lying = {
        str(path.relative_to(stand.files)).removesuffix(storage.THUMBNAIL)
        for path in stand.files.rglob("*")
        if path.is_file()
    }
    assert lying == known


def the_trail_is_whole(stand: Stand) -> None:
    """`pishkhan verify audit`, as the auditor runs it."""
    environment = {
        **os.environ,
        "DATABASE_URL": stand.database,
        "PISHKHAN_VAR": str(stand.var),
        "DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.dev",
    }
    command = [sys.executable, "-m", "pishkhan.config.cli", "verify", "audit"]

    def is_whole() -> bool:
        done = subprocess.run(command, env=environment, check=False, capture_output=True)  # noqa: S603 - our own command
        return done.returncode == 0

    stand.eventually(is_whole, 60, "the trail is whole and sealed")

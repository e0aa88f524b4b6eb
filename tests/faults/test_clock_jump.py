"""The wall clock jumps by an hour, there and back: nothing twice, nothing valid for too long."""

import os
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pishkhan.config import children, paths, supervisor
from pishkhan.foundation import clock, jalali
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import AttachmentRule
from pishkhan.kernel.audit import api as audit, ports
from pishkhan.kernel.audit.keys import FileHeads, FileSigner
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.errors import CodeExpired, CodeUsed, WaitBeforeResend
from pishkhan.kernel.identity.rules.codes import LIFE
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications, ports as carriers
from pishkhan.kernel.notifications.actions.dispatch import LEASE, circuits
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.notifications.terms import Channel, MessageState
from pishkhan.kernel.notifications.testing import MemoryProvider
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.numbering.models import Letter
from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.organisations import testing as organisations
from tests.e2e.applicant import latin
from tests.faults.applicants import an_applicant, signed_in
from tests.faults.browser import Together
from tests.faults.stand import _free_port
from tests.faults.test_a_thousand_registrations import books_have_no_gaps, the_trail_is_whole


HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
# Ten minutes before the year 1406 begins in Tehran.
NEW_YEAR = datetime(2027, 3, 20, 20, 20, tzinfo=UTC)
MOBILE, PURPOSE, ADDRESS = "09120000009", "portal", "10.1.2.3"
PERSONS = 8


@contextmanager
def another_machine(stand):
    """A web server and a worker of their own on the same database; gives its port and its clock."""
    hand = stand.var / "clock"
    hand.write_text("0")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(
            str(one)
            for one in (
                paths.CHECKOUT / "tests" / "faults" / "shifted",
                paths.CHECKOUT / "src",
                paths.CHECKOUT,
            )
        ),
        "FAULTS_CLOCK": str(hand),
        "DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.dev",
        "DATABASE_URL": stand.database,
        "PISHKHAN_VAR": str(stand.var),
        "PISHKHAN_SMS_SIMULATOR_URL": stand.simulator,
        "PISHKHAN_SMS_QUIET_HOURS": "",
        "PISHKHAN_TRUSTED_PROXIES": "127.0.0.1",
        "PYTHONWARNINGS": "ignore",
    }
    port = _free_port()
    worker = [sys.executable, "-m", "pishkhan.config.worker", "--lease", "5"]
    running = [
        children.start(supervisor.web_command("127.0.0.1", port), environment),
        children.start(worker, environment),
    ]
    try:
        yield port, hand
    finally:
        children.stop(running)


def test_a_machine_whose_clock_jumps_registers_and_rings_once_all_the_same(stand):
    everybody = []
    with another_machine(stand) as (port, hand):
        for turn, seconds in enumerate((3600, -3600, 0)):
            with stand.within():
                some = [a_person(stand, port, turn * PERSONS + one) for one in range(PERSONS)]
            everybody += some
            together = Together(4)
            threads = together.walk(some)
            time.sleep(0.5)
            hand.write_text(str(seconds))  # while they walk
            for thread in threads:
                thread.join()
            assert not together.failures, together.failures[:3]
        with stand.within():
            waiting = Message.objects.filter(
                state__in=[MessageState.WAITING, MessageState.SENDING], secret=False
            )
            # What was written an hour ahead is due when that hour has come: let it come.
            hand.write_text("3700")
            stand.eventually(lambda: not waiting.exists(), 90, "every message has left")
            hand.write_text("0")
    with stand.within():
        books_have_no_gaps()
    for one in everybody:
        texts = [latin(told["text"]) for told in stand.phones(one.mobile)]
        assert [one.letter_number in text for text in texts].count(True) == 1, texts
    the_trail_is_whole(stand)


def a_person(stand, port, number):
    """One who comes to that machine."""
    one = an_applicant(stand, 800_000 + time.time_ns() % 9_000 * 10 + number)
    one.browser = replace(one.browser, port=port)
    return signed_in(one)


@pytest.mark.django_db(transaction=True)
def test_no_code_lives_longer_than_its_life_and_the_jump():
    with cast.codes_remembered() as carried:
        with clock.frozen(NOON):
            identity.send_code(MOBILE, PURPOSE, ADDRESS)
        code = carried[0].code
        with clock.frozen(NOON + HOUR), pytest.raises(CodeExpired):  # forward: over at once
            identity.check_code(MOBILE, PURPOSE, code, ADDRESS)
        with clock.frozen(NOON - HOUR), pytest.raises(WaitBeforeResend) as refused:
            identity.send_code(MOBILE, PURPOSE, ADDRESS)
        assert refused.value.data["seconds"] <= (HOUR + LIFE).total_seconds()
        with clock.frozen(NOON + LIFE), pytest.raises(CodeExpired):  # an hour back, and its life
            identity.check_code(MOBILE, PURPOSE, code, ADDRESS)
        with clock.frozen(NOON - HOUR):  # back: the person is not locked out by it
            identity.check_code(MOBILE, PURPOSE, code, ADDRESS)
        with clock.frozen(NOON - HOUR), pytest.raises(CodeUsed):
            identity.check_code(MOBILE, PURPOSE, code, ADDRESS)


@pytest.fixture
def provider(monkeypatch):
    memory = MemoryProvider()
    monkeypatch.setattr(carriers, "_connected", {})
    carriers.connect(Channel.SMS, carriers.Carrier(name="one", provider=memory))
    circuits.clear()
    yield memory
    circuits.clear()


def say(key):
    notifications.send(
        notifications.ONE_TIME_CODE,
        to=Recipient(mobile=MOBILE),
        data={"code": "482017"},
        key=key,
    )


@pytest.mark.django_db(transaction=True)
def test_a_lease_taken_an_hour_ahead_ends_and_nobody_is_told_twice(provider):
    with clock.frozen(NOON):
        say("first")
    Message.objects.update(state=MessageState.SENDING, due_at=NOON + HOUR + LEASE)  # and killed
    for minutes in range(0, 70, 5):
        with clock.frozen(NOON + timedelta(minutes=minutes)):
            notifications.dispatch()
    assert len(provider.to(MOBILE)) == 1
    assert Message.objects.get().state == MessageState.SENT
    with clock.frozen(NOON - HOUR):
        notifications.dispatch()
    with clock.frozen(NOON + 3 * HOUR):
        notifications.dispatch()
    assert len(provider.to(MOBILE)) == 1


@pytest.mark.django_db(transaction=True)
def test_letters_of_a_new_year_and_of_the_old_one_again_have_no_gap_in_either_book():
    office = organisations.a_tree().office
    moments = [NEW_YEAR + timedelta(minutes=20 * (number % 2)) for number in range(10)]
    given = Counter()
    for moment in moments:
        with clock.frozen(moment):
            letter = numbering.register(
                office_id=office.id, direction=Direction.INCOMING, case_id=1, subject="نمونه"
            )
        given[letter.year] += 1
        assert letter.number == given[letter.year]
        assert letter.year == jalali.year_of(moment)
    assert dict(given) == {1405: 5, 1406: 5}
    assert len(set(Letter.objects.values_list("id", flat=True))) == 10
    books_have_no_gaps()


@pytest.mark.django_db(transaction=True)
def test_an_upload_begun_before_a_jump_goes_on_after_it(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    with clock.frozen(NOON):
        begun = attachments.begin_upload(
            holder="x",
            draft_id=1,
            name="letter.pdf",
            length=10,
            rule=AttachmentRule(kind="letter", title="نامه"),
            by=Actor.anonymous(),
        )
    for number, moment in enumerate((NOON + HOUR, NOON - HOUR, NOON)):
        with clock.frozen(moment):
            piece = attachments.append(begun.token, offset=number * 3, data=b"abc")
            assert piece.offset == number * 3 + 3


@pytest.mark.django_db(transaction=True)
def test_the_trail_is_whole_when_its_lines_come_from_the_future_and_the_past(tmp_path):
    with ports.wired(signer=FileSigner(tmp_path, create=True), heads=FileHeads(tmp_path, "jump")):
        for moment in (NOON, NOON + HOUR, NOON - HOUR, NOON):
            with clock.frozen(moment):
                for number in range(5):
                    audit.record("tests.done", target="x", target_id=number, by=None)
                while audit.seal():
                    pass
        with clock.frozen(NOON + HOUR):
            found = audit.verify()
    assert (found.faults, found.waiting) == ((), ())
    assert found.lines == 20

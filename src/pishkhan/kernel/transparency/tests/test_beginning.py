"""Another log, where the first can no longer be continued: it holds the last good checkpoint of that."""

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.transparency import api as log_api, ports, records
from pishkhan.kernel.transparency.errors import CannotBegin
from pishkhan.kernel.transparency.models import LogEntry, PendingEntry
from pishkhan.kernel.transparency.spec import RecordSource, Vouched
from pishkhan.kernel.transparency.terms import LogEvent, LogFaultKind
from pishkhan.kernel.transparency.tests.owner import back_date, tamper, without_triggers


pytestmark = pytest.mark.django_db


def enter(count=1):
    return [
        log_api.enter(LogEvent.ISSUE, institution_id=7, record={"n": str(n)}).entry_id
        for n in range(count)
    ]


@contextmanager
def vouching(entries):
    """A component that has records of these entries; their salts were erased."""
    kept = [Vouched(entry_id=one, salt=None, record={}, where="x") for one in entries]
    source = RecordSource(code="tests", events=frozenset({LogEvent.ISSUE}), read=lambda: iter(kept))
    records.vouch(source)
    try:
        yield
    finally:
        records.withdraw("tests")


def begin(**said):
    return log_api.begin_next(**{"because": "دیسک", "by": None} | said)


def test_its_first_entry_holds_the_last_checkpoint_that_witnesses_saw(log):
    good = enter(5)
    log.publish()
    noted = log.store.read("1/checkpoint").decode()
    epoch, left = begin()
    log.publish()
    assert (epoch.number, epoch.origin, left) == (2, "log.example/log/2", [])
    first = LogEntry.objects.get(epoch=2, index=0)
    assert json.loads(first.entry)["previous"] == noted
    assert log.store.read("2/checkpoint").startswith(b"log.example/log/2\n1\n")
    assert log.store.read("1/checkpoint").decode() == noted
    assert all(log_api.standing(one).is_witnessed for one in good)
    assert log_api.verify_log().is_whole
    assert audit.lines(verb="transparency.began")


def test_entries_of_the_first_are_valid_once_witnesses_saw_the_second(log):
    [entry] = enter()
    log.publish()
    for one in log.witnesses:
        one.is_silent = True
    begin()
    log.publish()
    assert not log_api.standing(entry).is_witnessed
    for one in log.witnesses:
        one.is_silent = False
    log.publish()
    stands = log_api.standing(entry)
    assert (stands.epoch, stands.index, stands.is_witnessed) == (1, 0, True)
    assert log_api.is_proved(log_api.proof(entry))


def test_what_came_after_the_good_checkpoint_is_entered_anew_if_somebody_vouches_for_it(log):
    good = enter(3)
    log.publish()
    later = enter(4)
    log.publish()
    with vouching(good + later[:3]):
        _, left = begin(good=3)
    log.publish()
    assert left == [6]
    assert [log_api.standing(one).epoch for one in good + later] == [1, 1, 1, 2, 2, 2, 1]
    assert [log_api.standing(one).index for one in later[:3]] == [1, 2, 3]
    assert not log_api.standing(later[3]).is_witnessed
    assert log_api.verify_log().is_whole
    today = clock.today()
    assert [one.count for one in log_api.counts(7, today, today)] == [6]


def test_entries_entered_anew_long_after_are_not_back_dated_but_others_that_say_so_are(log):
    with clock.frozen(clock.now() - timedelta(days=3)):
        enter(3)
        log.publish()
        enter(2)
        log.publish()
    begin(good=3)
    log.publish()
    assert log_api.verify_log().is_whole
    tamper("UPDATE transparency_logentry SET entry_id = 5 WHERE epoch = 2 AND index = 1")
    faults = {(fault.kind, fault.epoch, fault.index) for fault in log_api.verify_log().faults}
    assert faults == {(LogFaultKind.ENTRY_BACKDATED, 2, 1)}


def test_what_waited_goes_into_the_new_log(log):
    enter(1)
    log.publish()
    [waiting] = enter(1)
    begin()
    log.publish()
    assert log_api.standing(waiting).epoch == 2
    assert not PendingEntry.objects.exists()


def test_a_log_that_was_forked_goes_on_in_the_next_and_its_good_part_is_still_read_whole(log):
    enter(20)
    log.publish()
    enter(20)
    log.publish()
    honest = list(LogEntry.objects.values_list("entry_id", flat=True))
    back_date(30)
    assert not log_api.verify_log().is_whole
    with vouching(honest):
        _, left = begin(good=20)
    assert left == [30]
    log.publish()
    assert log_api.verify_log().is_whole
    assert all(log_api.standing(one).is_witnessed for one in honest)


def test_a_joint_that_was_changed_is_named(log):
    enter(2)
    log.publish()
    begin()
    log.publish()
    with without_triggers() as cursor:
        cursor.execute("UPDATE transparency_logepoch SET previous = 'x' WHERE number = 2")
    assert LogFaultKind.EPOCH_BROKEN in {f.kind for f in log_api.verify_log().faults}


def test_a_third_log_holds_the_second(log):
    entries = enter(2)
    log.publish()
    for _ in range(2):
        begin()
        entries += enter(2)
        log.publish()
    assert [log_api.standing(one).epoch for one in entries] == [1, 1, 2, 2, 3, 3]
    assert all(log_api.standing(one).is_witnessed for one in entries)
    assert all(log_api.is_proved(log_api.proof(one)) for one in entries)
    assert log_api.verify_log().is_whole
    view = log_api.log_view()
    assert [(one.number, one.frozen_at) for one in view.earlier] == [(2, 3), (1, 2)]


@pytest.mark.usefixtures("log")
def test_there_is_no_second_without_a_first():
    with pytest.raises(CannotBegin, match="no log yet"):
        begin()


def test_it_begins_only_after_a_checkpoint_that_there_is(log):
    enter(3)
    log.publish()
    with pytest.raises(CannotBegin, match="no checkpoint of 2"):
        begin(good=2)


def test_the_first_begins_under_the_name_of_the_settings_and_keeps_it(log):
    first = log_api.begin_first()
    assert (first.number, first.origin) == (1, "log.example/log/1")
    assert log_api.begin_first().pk == first.pk
    assert ports.wiring().origin == "log.example/log"
    log.publish()

"""The sequencer: one order, whatever breaks off and wherever; nothing is signed that does not hold."""

import threading

import pytest
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.transparency import api as log_api, ports
from pishkhan.kernel.transparency.actions import sequencing, turn, witnessing
from pishkhan.kernel.transparency.errors import LogDamaged, NotInTheLog
from pishkhan.kernel.transparency.folder import FolderStore
from pishkhan.kernel.transparency.models import Checkpoint, Cosignature, DayCount, LogEntry
from pishkhan.kernel.transparency.rules import notes, proofs
from pishkhan.kernel.transparency.spec import NewEntry
from pishkhan.kernel.transparency.terms import LogEvent
from pishkhan.kernel.transparency.tests.owner import tamper


pytestmark = pytest.mark.django_db


def enter(count=1, **said):
    new = [
        NewEntry(event=LogEvent.ISSUE, record={"n": str(n)}, **{"institution_id": 7} | said)
        for n in range(count)
    ]
    return [one.entry_id for one in log_api.enter_all(new)]


def test_an_entry_gets_its_place_its_checkpoint_and_its_witnesses(log):
    [one, two] = enter(2)
    assert log_api.standing(one).index is None
    sequencing.sequence()
    assert log_api.standing(one).index == 0
    assert not log_api.standing(one).is_witnessed
    witnessing.witness()
    stands = log_api.standing(two)
    assert (stands.index, stands.is_witnessed, stands.checkpoint_size) == (1, True, 2)
    assert Cosignature.objects.count() == 3
    published = notes.read_note(log.store.read("1/checkpoint").decode())
    assert notes.read_head(published.text).size == 2
    assert len(published.signatures) == 4
    assert log_api.verify_log().is_whole


def test_nothing_is_valid_that_too_few_witnesses_have_seen(log):
    for one in log.witnesses[1:]:
        one.is_silent = True
    [entry] = enter()
    log.publish()
    assert not log_api.standing(entry).is_witnessed
    assert log.store.read("1/checkpoint") is None
    assert log_api.unwitnessed()[0] == 1
    with pytest.raises(NotInTheLog):
        log_api.proof(entry)
    log.witnesses[2].is_silent = False
    log.publish()
    assert log_api.standing(entry).is_witnessed
    assert log_api.unwitnessed() == (0, None)


def test_issue_goes_on_while_witnesses_are_away_and_is_valid_when_they_are_back(log):
    [first] = enter()
    log.publish()
    for one in log.witnesses:
        one.is_silent = True
    [second] = enter()
    log.publish()
    assert log_api.standing(first).is_witnessed
    assert (log_api.standing(second).index, log_api.standing(second).is_witnessed) == (1, False)
    for one in log.witnesses:
        one.is_silent = False
    log.publish()
    assert log_api.standing(second).is_witnessed
    assert log_api.verify_log().is_whole


@pytest.mark.usefixtures("log")
def test_the_proof_of_an_entry_stands_by_itself(log):
    entries = enter(300)
    log.publish()
    for entry in (entries[0], entries[255], entries[256], entries[299]):
        text = log_api.proof(entry)
        assert log_api.is_proved(text)
        assert LogEntry.objects.get(entry_id=entry).entry.encode() == proofs.read(text).entry
        assert not log_api.is_proved(
            text.replace("index 2", "index 1").replace("index 0", "index 3")
        )


@pytest.mark.django_db(transaction=True)
def test_every_round_extends_the_last(log, monkeypatch):
    monkeypatch.setattr(sequencing, "AT_ONCE", 100)
    enter(250)
    log.publish()
    enter(270)
    log.publish()
    assert list(LogEntry.objects.order_by("index").values_list("index", flat=True)) == list(
        range(520)
    )
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [100, 200, 250, 350, 450, 520]
    assert log_api.verify_log().is_whole
    assert not [path for path in log.store.files if path.startswith("1/tile/0/000.p/")]


def test_the_order_is_that_in_which_they_were_entered(log):
    entries = enter(40)
    log.publish()
    placed = LogEntry.objects.order_by("index").values_list("entry_id", flat=True)
    assert list(placed) == entries


def test_counts_of_a_day_are_kept_with_the_order(log):
    enter(3)
    log.publish()
    enter(2)
    enter(4, institution_id=8)
    enter(1, institution_id=None)
    log.publish()
    today = clock.today()
    assert [(one.institution_id, one.count) for one in log_api.totals(today, today)] == [
        (7, 5),
        (8, 4),
        (None, 1),
    ]
    assert [one.count for one in log_api.counts(8, today, today)] == [4]
    assert log_api.institutions_logged() == [7, 8]
    assert DayCount.objects.count() == 3


def test_nothing_to_do_leaves_nothing(log):
    log.publish()
    assert (Checkpoint.objects.count(), log.store.files.keys()) == (0, set())


class CutOffError(Exception):
    """The process was killed here."""


def cut_off_at(monkeypatch, seam):
    """Raise at the `seam`-th thing that a round does to the world; how many it did is counted."""
    done = []

    def before(target, name):
        real = getattr(target, name)

        def cut(*arguments, **named):
            done.append(name)
            if len(done) == seam:
                raise CutOffError
            return real(*arguments, **named)

        monkeypatch.setattr(target, name, cut)

    for name in ("_edge", "_entries", "_sign", "outgrown", "_forget_parts"):
        before(sequencing, name)
    for name in ("_ask", "_keep", "_replace", "publish"):
        before(witnessing, name)
    wiring = ports.wiring()
    for name in ("write", "replace", "forget_parts"):
        before(wiring.store, name)
    before(wiring.signer, "sign")
    for one in wiring.policy.witnesses:
        before(one.line, "add_checkpoint")
    return done


def rounds(log):
    for count in (255, 3, 260):
        enter(count)
        log.publish()


def seams(log):
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        done = cut_off_at(patch, -1)
        rounds(log)
        transaction.set_rollback(True)
    log.store.files.clear()
    for one in log.witnesses:
        one.seen.clear()
    return len(done)


@pytest.mark.django_db(transaction=True)
def test_whatever_breaks_off_anywhere_is_taken_up_by_the_next_and_changes_nothing(log):
    count = seams(log)
    assert count > 30
    for seam in range(1, count + 1):
        with pytest.MonkeyPatch.context() as patch:
            cut_off_at(patch, seam)
            killed = carried_on(log)
        assert killed, seam
        found = log_api.verify_log()
        assert found.is_whole, (seam, found.faults)
        assert found.entries == LogEntry.objects.count()
        assert all(log_api.standing(one).is_witnessed for one in placed_last())
    assert LogEntry.objects.values("entry_id").distinct().count() == 518 * count


def carried_on(log):
    """Three rounds by workers that are replaced when they die."""
    killed = False
    for count in (255, 3, 260):
        enter(count)
        for _worker in range(3):
            try:
                log.publish()
            except CutOffError:
                killed = True
    log.publish()
    return killed


def placed_last():
    return LogEntry.objects.order_by("-index").values_list("entry_id", flat=True)[:5]


@pytest.mark.django_db(transaction=True)
def test_files_that_a_killed_round_left_half_written_do_not_disturb(log, tmp_path):
    """The order stands before any file is written, so a second try writes the same."""
    enter(300)
    store = FolderStore(tmp_path)
    wiring = ports.wiring()
    with ports.wired(
        ports.Wiring(signer=wiring.signer, store=store, policy=wiring.policy, origin="x")
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sequencing, "_sign", raising)
            with pytest.raises(CutOffError):
                sequencing.sequence()
        assert (tmp_path / "1/tile/0/000").exists()
        enter(5)
        log.publish()
        assert log_api.verify_log().is_whole


def raising(*_arguments):
    raise CutOffError


@pytest.mark.django_db(transaction=True)
def test_while_one_works_the_others_let_it(log):
    enter(3)
    done = []

    def other():
        done.append(sequencing.sequence())
        witnessing.publish()
        connection.close()

    with transaction.atomic():
        assert turn.our_turn()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert done == [0]
    assert "keys" not in log.store.files
    assert sequencing.sequence() == 6


@pytest.mark.django_db(transaction=True)
def test_what_a_slow_transaction_enters_gets_the_next_free_place(log):
    entered, may_commit = threading.Event(), threading.Event()
    slow = []

    def slowly():
        with transaction.atomic():
            slow.extend(enter())
            entered.set()
            may_commit.wait(10)
        connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert entered.wait(10)
    [quick] = enter()
    log.publish()
    may_commit.set()
    thread.join()
    log.publish()
    assert log_api.standing(quick).index == 0
    assert log_api.standing(slow[0]).index == 1
    assert log_api.verify_log().is_whole


@pytest.mark.parametrize(
    "path", ["1/tile/0/001.p/44", "1/tile/1/000.p/1", "1/tile/entries/001.p/44"]
)
@pytest.mark.parametrize("how", ["gone", "changed"])
def test_nothing_is_signed_over_files_that_are_not_those_of_the_last_checkpoint(log, path, how):
    enter(300)
    log.publish()
    if how == "gone":
        del log.store.files[path]
    elif "entries" in path:
        log.store.files[path] = log.store.files[path][:-3]
    else:
        log.store.files[path] = bytes(len(log.store.files[path]))
    enter(1)
    with pytest.raises(LogDamaged):
        log.publish()
    assert Checkpoint.objects.count() == 1


@pytest.mark.usefixtures("log")
def test_nothing_is_signed_over_a_hole():
    entries = enter(5)
    sequencing._order()
    tamper("DELETE FROM transparency_logentry WHERE entry_id = %s", entries[2])
    with pytest.raises(LogDamaged, match="one after another"):
        sequencing.sequence()
    assert not Checkpoint.objects.exists()


def test_a_file_that_is_there_with_other_content_is_never_replaced(log):
    enter(2)
    log.store.files["1/tile/0/000.p/2"] = b"other"
    with pytest.raises(ports.TileChanged):
        log.publish()
    assert log.store.files["1/tile/0/000.p/2"] == b"other"
    assert not Checkpoint.objects.exists()

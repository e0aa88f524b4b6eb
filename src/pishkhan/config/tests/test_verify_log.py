"""The commands of the public log say what they found, where, and end as a script expects."""

import pytest
from django.conf import settings

from pishkhan.config import cli, figures, verify_log
from pishkhan.foundation import clock
from pishkhan.kernel.audit.keys import FileSigner
from pishkhan.kernel.transparency import api as log_api
from pishkhan.kernel.transparency.spec import LogFault, NewEntry
from pishkhan.kernel.transparency.terms import LogEvent, LogFaultKind
from pishkhan.kernel.transparency.testing import a_log_alone
from pishkhan.kernel.transparency.tests.owner import back_date, tamper


pytestmark = pytest.mark.django_db


@pytest.fixture
def log():
    with a_log_alone() as made:
        new = [
            NewEntry(event=LogEvent.ISSUE, institution_id=7, record={"n": str(n)})
            for n in range(20)
        ]
        log_api.enter_all(new)
        made.publish()
        yield made


def run(*words):
    with pytest.raises(SystemExit) as ended:
        cli.main(list(words))
    return ended.value.code


@pytest.mark.usefixtures("log")
def test_a_whole_log_is_said_to_be_whole(capsys):
    assert run("verify", "log") == 0
    said = capsys.readouterr().out
    assert said.startswith("20 entries under 1 checkpoints and 0 records read in")
    assert said.endswith("Whole.\n")


@pytest.mark.usefixtures("log")
def test_a_back_dated_entry_is_said_with_its_place(capsys):
    back_date(9)
    assert run("verify", "log") == 1
    said = capsys.readouterr().out
    assert "log 1, entry 9, 2020-06-21T" in said
    assert "tells another time than that at which it was entered" in said
    assert "log 1, entries 9–19, tile/0/000.p/20: was changed" in said
    assert "log 1, entries 0–19, checkpoint 20: are not those that were signed" in said


@pytest.mark.usefixtures("log")
def test_many_entries_of_one_fault_are_one_line(capsys):
    tamper("UPDATE transparency_logentry SET institution_id = 8 WHERE index BETWEEN 3 AND 7")
    run("verify", "log")
    said = capsys.readouterr().out
    assert "- log 1, entries 3–7: has columns that are not those of its text" in said


def test_faults_are_joined_only_where_they_are_neighbours_and_alike():
    def fault(index, kind=LogFaultKind.COLUMNS_CHANGED, epoch=1):
        return LogFault(kind=kind, epoch=epoch, index=index)

    apart = [fault(1), fault(3), fault(4, LogFaultKind.ENTRY_UNVOUCHED), fault(5, epoch=2)]
    assert list(verify_log.in_ranges(apart)) == apart
    joined = verify_log.in_ranges([fault(1), fault(2), fault(3), fault(9)])
    assert [(one.index, one.until) for one in joined] == [(1, 4), (9, None)]
    assert list(verify_log.in_ranges([])) == []


def test_faults_without_end_are_counted(log, capsys, monkeypatch):
    monkeypatch.setattr(verify_log, "SHOWN", 1)
    log.store.files.clear()
    run("verify", "log")
    assert "- and " in capsys.readouterr().out


def test_a_checkpoint_kept_elsewhere_must_be_ours(log, tmp_path, capsys):
    noted = tmp_path / "gazette"
    noted.write_bytes(log.store.read("1/checkpoint"))
    assert run("verify", "log", "--known", str(noted)) == 0
    noted.write_text(noted.read_text().replace("\n20\n", "\n19\n"))
    assert run("verify", "log", "--known", str(noted)) == 1
    assert "was given out, and is none of this log's" in capsys.readouterr().out
    assert "Not a checkpoint" in run("verify", "log", "--known", str(tmp_path / "nowhere"))


def test_waiting_entries_are_said(log, capsys):
    log_api.enter(LogEvent.ISSUE, institution_id=7, record={})
    run("verify", "log")
    assert "1 entries wait for their place." in capsys.readouterr().out
    log.publish()


def test_every_kind_of_fault_has_its_sentence():
    lacking = set(LogFaultKind) - set(verify_log.SENTENCES)
    assert not lacking


def test_another_log_is_begun_by_a_command(log, capsys):
    assert run("new-log", "--because", "the disk was lost") == 0
    said = capsys.readouterr().out
    assert "log.example/log/2 begins with the checkpoint of 20 entries before it." in said
    log.publish()
    assert run("verify", "log") == 0
    assert run("new-log", "--because", "x", "--good", "7") == 1
    assert "no checkpoint of 7" in capsys.readouterr().out


@pytest.mark.usefixtures("log")
def test_the_keys_are_printed_for_witnesses(capsys):
    cli.main(["log-keys"])
    assert capsys.readouterr().out == f"{log_api.log_keys()[0]}\n"


def test_a_key_is_made_and_the_one_before_stays_known(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(settings, "LOG_KEY_FOLDER", tmp_path)
    for _ in range(2):
        cli.main(["new-log-key"])
    assert len(FileSigner(tmp_path).public()) == 2
    assert "restart the worker" in capsys.readouterr().out


def test_where_there_is_no_key_the_command_that_makes_one_is_named(tmp_path):
    with pytest.raises(RuntimeError, match="new-log-key"):
        FileSigner(tmp_path, command="new-log-key").sign(b"x")


def test_what_waits_for_witnesses_is_a_figure(log):
    log.witnesses[0].is_silent = True
    with clock.frozen(clock.now()):
        log_api.enter(LogEvent.ISSUE, institution_id=7, record={})
        assert {of: count for of, count, _age in figures.log_entries()} == {
            "place": 1.0,
            "witnesses": 0.0,
        }
        log.publish()
        assert {of: count for of, count, _age in figures.log_entries()} == {
            "place": 0.0,
            "witnesses": 1.0,
        }

"""The role of the application adds to trails and cannot change them; commands say what they found."""

import pytest
from django.db import ProgrammingError, connection, transaction

from pishkhan.config import cli, hardening, verify_audit
from pishkhan.kernel.audit import api as audit, ports
from pishkhan.kernel.audit.keys import FileHeads, FileSigner
from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.transparency import api as log_api
from pishkhan.kernel.transparency.terms import LogEvent
from pishkhan.kernel.transparency.testing import a_log_alone


pytestmark = pytest.mark.django_db
ROLE = "pishkhan_test_role"
FORBIDDEN = [
    "UPDATE audit_auditline SET verb = 'x'",
    "DELETE FROM audit_auditline",
    "TRUNCATE audit_auditline",
    "UPDATE audit_auditblock SET seq = 0",
    "DELETE FROM audit_auditblock",
    "UPDATE cases_caseevent SET comment = ''",
    "DELETE FROM cases_caseevent",
    "ALTER TABLE audit_auditline DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "UPDATE transparency_logentry SET index = 0",
    "DELETE FROM transparency_logentry",
    "DELETE FROM transparency_checkpoint",
    "UPDATE transparency_cosignature SET size = 0",
    "UPDATE transparency_pendingentry SET entry = ''",
    "DELETE FROM django_migrations",
    "CREATE TABLE x ()",
]


@pytest.fixture
def keys(tmp_path):
    with ports.wired(signer=FileSigner(tmp_path, create=True), heads=FileHeads(tmp_path, "t")):
        yield tmp_path


@pytest.fixture
def as_role():
    hardening.harden(ROLE)
    hardening.harden(ROLE)  # safe to say again
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_role_cannot_change_what_is_append_only(as_role, statement):
    with pytest.raises(ProgrammingError), transaction.atomic():
        as_role.execute(statement)


@pytest.mark.usefixtures("as_role", "keys")
def test_the_role_writes_lines_seals_and_verifies():
    audit.saw(audit.Seen.CASE, 1, by=None)
    assert audit.seal() == 1
    assert audit.verify().is_whole


@pytest.mark.usefixtures("as_role")
def test_the_role_enters_places_and_signs_in_the_public_log():
    with a_log_alone() as log:
        entry = log_api.enter(LogEvent.ISSUE, institution_id=7, record={"n": "1"})
        log.publish()
        assert log_api.standing(entry.entry_id).is_witnessed
        assert log_api.verify_log().is_whole


@pytest.mark.usefixtures("as_role")
def test_the_role_changes_what_is_not_append_only(as_role):
    as_role.execute("UPDATE cases_case SET version = version")
    as_role.execute("DELETE FROM persistence_allowance")


def test_a_role_that_owns_the_tables_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
    with pytest.raises(hardening.CannotHardenError, match="superuser"):
        hardening.harden(owner)


def test_the_sql_can_be_printed_for_the_owner(capsys):
    cli.main(["harden-database", "--print", "--role", "some'one"])
    assert "rolname = 'some''one'" in capsys.readouterr().out


@pytest.mark.usefixtures("keys")
def test_the_command_says_what_is_wrong_and_where(capsys):
    for number in range(3):
        audit.record("tests.done", target="x", target_id=number, by=None)
    audit.seal()
    assert verify_audit.verify_audit(print) == 0
    assert "3 lines in 1 blocks" in capsys.readouterr().out
    line = AuditLine.objects.order_by("id")[1].id
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE audit_auditline SET verb = 'x' WHERE id = %s", [line])
    audit.record("tests.done", target="x", target_id=9, by=None)
    with pytest.raises(SystemExit, match="1"):
        cli.main(["verify", "audit"])
    told = capsys.readouterr().out
    assert f"The first: line {line} of audit.line.2 (block 1) was changed" in told
    assert "1 lines of audit_auditline are not sealed yet" in told
    assert verify_audit.verify_audit(print, after=7) == 2


def test_the_trail_is_taken_out_and_checked(keys, capsys):
    audit.record("tests.done", target="x", target_id=1, by=None)
    audit.seal()
    file = keys / "trail.ndjson"
    cli.main(["export-audit", str(file)])
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(SystemExit, match="0"):
        cli.main(["check-export", str(file), "--key", *ports.signer().public().values()])
    assert "Whole" in capsys.readouterr().out
    file.write_text("{}")
    with pytest.raises(SystemExit, match="Not a whole export"):
        cli.main(["check-export", str(file)])


def test_a_new_key_is_made_where_the_settings_say(tmp_path, settings, capsys):
    settings.AUDIT_FOLDER = tmp_path
    cli.main(["new-audit-key"])
    assert (tmp_path / "signing.key").exists()
    assert str(tmp_path) in capsys.readouterr().out

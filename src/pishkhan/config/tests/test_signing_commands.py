"""Keys that sign, from the terminal."""

import pytest
from django.conf import settings

from pishkhan.config import cli, wiring
from pishkhan.foundation.sealing import DoesNotOpen
from pishkhan.kernel.credentials import api as credentials
from pishkhan.kernel.credentials.testing import a_credential
from pishkhan.kernel.signing import api as signing, ports
from pishkhan.kernel.signing.folder import FolderVault
from pishkhan.kernel.signing.terms import KeyState, Purpose
from pishkhan.kernel.signing.testing import a_vault


pytestmark = pytest.mark.django_db


@pytest.fixture
def vault():
    with a_vault(makes_missing=False) as made:
        yield made


@pytest.mark.usefixtures("vault")
def test_a_key_is_made_listed_and_put_aside(capsys):
    cli.main(["new-signing-key", "national", "credential"])
    (key,) = signing.keys(signing.NATIONAL)
    assert f"{key.key_id} signs for national" in capsys.readouterr().out
    cli.main(["retire-signing-key", key.key_id, "--because", "پایان دوره"])
    assert "new-signing-key national credential" in capsys.readouterr().out
    cli.main(["retire-signing-key", key.key_id, "--because", "دزدیده شد", "--compromised"])
    assert signing.key(key.key_id).state is KeyState.COMPROMISED
    capsys.readouterr()
    cli.main(["signing-keys", "--owner", "national"])
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{key.key_id}\tnational\tES256\t")
    assert "compromised" in line


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["new-signing-key", "somebody", "seal"], "somebody"),
        (["retire-signing-key", "nothing", "--because", "x"], "چنین کلیدی نیست"),
        (["install-certificate", "nothing", "no-such-file"], "Not a file of certificates"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(words, said):
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)
    assert said in str(stopped.value)


@pytest.mark.usefixtures("vault")
def test_a_certificate_of_another_authority_is_read_from_a_file(tmp_path, capsys):
    key = signing.new_key(signing.NATIONAL, Purpose.SEAL, by=None)
    chain = tmp_path / "chain.pem"
    chain.write_text(key.chain)
    cli.main(["install-certificate", key.key_id, str(chain)])
    assert "seals with the certificate of chain.pem" in capsys.readouterr().out


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"%PDF-1.7 nothing", "NOT GENUINE"),
        (b"a.b.c", "NOT GOOD: malformed"),
        (b"\xff", "NOT GOOD"),
    ],
)
def test_what_is_not_ours_is_not_called_so(tmp_path, capsys, octets, said):
    shown = tmp_path / "shown"
    shown.write_bytes(octets)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["check-confirmation", str(shown)])
    assert stopped.value.code == 1
    assert said in capsys.readouterr().out


def test_what_is_ours_is_told_with_its_issuer(tmp_path, capsys):
    shown = tmp_path / "shown.jwt"
    with a_vault():
        shown.write_text(credentials.issue_trial(a_credential(), with_status=False))
        with pytest.raises(SystemExit) as stopped:
            cli.main(["check-confirmation", str(shown)])
    assert stopped.value.code == 0
    assert "Good, by did:web:localhost%3A8000:issuers:trial" in capsys.readouterr().out


def test_keys_of_files_are_changed_for_signing_keys_too(tmp_path, monkeypatch):
    with ports.wired(ports.Wiring(vault=FolderVault(tmp_path, wiring._keys))):
        signing.new_key(signing.NATIONAL, Purpose.RECEIPT, by=None)
        old, new = settings.FILES_KEYS[0], "new:" + "bmV3LWtleS1vZi0zMi1vY3RldHMtZXhhY3RseS0tLS0"
        monkeypatch.setattr(settings, "FILES_KEYS", [new, old])
        cli.main(["rotate-keys"])
        monkeypatch.setattr(settings, "FILES_KEYS", [new])
        assert FolderVault(tmp_path, wiring._keys)._open(signing.keys()[0].key_id)
        monkeypatch.setattr(settings, "FILES_KEYS", [old])
        with pytest.raises(DoesNotOpen):
            FolderVault(tmp_path, wiring._keys)._open(signing.keys()[0].key_id)

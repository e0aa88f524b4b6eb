"""Keys in sealed files."""

import stat

import pytest

from pishkhan.foundation.sealing import DoesNotOpen, Keys
from pishkhan.kernel.signing.folder import FolderVault
from pishkhan.kernel.signing.ports import KeyNotThere
from pishkhan.kernel.signing.rules.encodings import is_signed
from pishkhan.kernel.signing.terms import Algorithm


OLD, NEW = b"o" * 32, b"n" * 32


def keys(**by_name):
    return lambda: Keys(keys=by_name, current=next(iter(by_name)))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "signing"


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_key_is_found_again_by_another_process(folder, algorithm):
    public = FolderVault(folder, keys(old=OLD)).make("one", algorithm)
    signature = FolderVault(folder, keys(old=OLD)).sign("one", algorithm, b"text")
    assert is_signed(public, b"text", signature)


def test_the_folder_is_closed_to_others_and_holds_nothing_in_clear(folder):
    FolderVault(folder, keys(old=OLD)).make("one", Algorithm.ED25519)
    (file,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    private = FolderVault(folder, keys(old=OLD))._open("one").private_bytes_raw()
    assert private.hex() not in file.read_text()


def test_without_the_keys_of_the_installation_a_copy_of_the_folder_signs_nothing(folder):
    FolderVault(folder, keys(old=OLD)).make("one", Algorithm.ES256)
    with pytest.raises(DoesNotOpen):
        FolderVault(folder, keys(old=NEW)).sign("one", Algorithm.ES256, b"text")


def test_a_file_under_another_name_does_not_open(folder):
    vault = FolderVault(folder, keys(old=OLD))
    vault.make("one", Algorithm.ES256)
    (folder / "one.key").rename(folder / "two.key")
    with pytest.raises(DoesNotOpen):
        vault.sign("two", Algorithm.ES256, b"text")


def test_after_the_keys_are_changed_the_old_one_is_not_needed(folder):
    public = FolderVault(folder, keys(old=OLD)).make("one", Algorithm.ES256)
    changed = FolderVault(folder, keys(new=NEW, old=OLD))
    assert (changed.reseal(), changed.reseal()) == (1, 0)
    signature = FolderVault(folder, keys(new=NEW)).sign("one", Algorithm.ES256, b"text")
    assert is_signed(public, b"text", signature)


def test_a_destroyed_key_is_gone_from_memory_and_disk(folder):
    vault = FolderVault(folder, keys(old=OLD))
    vault.make("one", Algorithm.ES256)
    vault.destroy("one")
    vault.destroy("one")
    assert list(folder.iterdir()) == []
    with pytest.raises(KeyNotThere):
        vault.sign("one", Algorithm.ES256, b"text")

"""Keys in files: private to their owner, replaced whole, trusted by their true name only."""

import stat

from pishkhan.kernel.audit.keys import FileHeads, FileSigner, name_of, new_key
from pishkhan.kernel.audit.rules.chain import Head


def test_what_was_signed_is_checked_and_something_else_is_not(tmp_path):
    signer = FileSigner(tmp_path, create=True)
    key, signature = signer.sign(b"this")
    assert signer.check(key, b"this", signature) is True
    assert signer.check(key, b"that", signature) is False
    assert signer.check(key, b"this", b"") is False
    assert signer.check("other", b"this", signature) is None


def test_the_private_key_is_for_its_owner_only(tmp_path):
    name = new_key(tmp_path / "keys")
    assert stat.S_IMODE((tmp_path / "keys" / "signing.key").stat().st_mode) == 0o600
    assert list(FileSigner(tmp_path / "keys").public()) == [name]


def test_a_public_key_under_another_name_is_not_trusted(tmp_path):
    name = new_key(tmp_path)
    (tmp_path / f"{name}.pub").rename(tmp_path / "0123456789abcdef.pub")
    assert FileSigner(tmp_path).public() == {}
    assert len(name_of(b"x")) == 16


def test_the_head_is_kept_for_each_database(tmp_path):
    heads = FileHeads(tmp_path, "one")
    assert heads.kept() is None
    heads.keep(Head(3, bytes(32)))
    heads.keep(Head(4, bytes(32)))
    assert heads.kept() == Head(4, bytes(32))
    assert FileHeads(tmp_path, "two").kept() is None

"""Files in a folder: whole or not at all, and never another than before."""

import os

import pytest

from pishkhan.kernel.transparency import folder, ports


def test_what_is_written_is_read(tmp_path):
    store = folder.FolderStore(tmp_path)
    files = {f"1/tile/0/{number:03}": bytes([number]) * 50 for number in range(20)}
    store.write(files)
    store.write(files)  # the same again is no harm
    assert {path: store.read(path) for path in files} == files
    assert store.read("1/tile/0/999") is None
    assert store.read("1/tile/0/000/below-a-file") is None


def test_what_is_there_never_changes(tmp_path):
    store = folder.FolderStore(tmp_path)
    store.write({"1/tile/0/000": b"one"})
    with pytest.raises(ports.TileChanged):
        store.write({"1/tile/0/000": b"two"})
    assert store.read("1/tile/0/000") == b"one"


def test_the_checkpoint_may_be_replaced(tmp_path):
    store = folder.FolderStore(tmp_path)
    for text in (b"one", b"two"):
        store.replace("1/checkpoint", text)
    assert store.read("1/checkpoint") == b"two"


def test_a_write_that_breaks_off_leaves_no_part_of_a_file(tmp_path, monkeypatch):
    store = folder.FolderStore(tmp_path)

    def full(_descriptor):
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        store.write({"1/tile/0/000": b"one"})
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_parts_go_when_the_whole_is_there(tmp_path):
    store = folder.FolderStore(tmp_path)
    store.write({"1/tile/0/000.p/3": b"abc", "1/tile/0/000.p/4": b"abcd", "1/tile/0/000": b"all"})
    store.forget_parts("1/tile/0/000")
    assert store.read("1/tile/0/000.p/3") is None
    assert store.read("1/tile/0/000") == b"all"
    store.forget_parts("1/tile/0/000")


def test_everybody_may_read_the_files(tmp_path):
    folder.FolderStore(tmp_path).write({"1/tile/0/000": b"one"})
    assert (tmp_path / "1/tile/0/000").stat().st_mode & 0o777 == 0o644

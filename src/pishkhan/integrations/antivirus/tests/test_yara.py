"""The built-in scanner finds what hides, calls honest files clean, and never breaks."""

import io
import os
import zipfile
import zlib
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given, settings, strategies as st

from pishkhan.integrations.antivirus.tests.samples import (
    EICAR,
    attached_to_a_pdf,
    in_a_pdf,
    zipped,
)
from pishkhan.integrations.antivirus.unpacking import CannotUnpack, pieces
from pishkhan.integrations.antivirus.yara import YaraScanner
from pishkhan.kernel.attachments.testing import a_jpeg, a_pdf, a_png, saved


def a_stream_packed_twice(content: bytes) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        packed = zlib.compress(zlib.compress(content))
        pdf.pages[0].Contents = pikepdf.Stream(
            pdf, packed, Filter=pikepdf.Array([pikepdf.Name.FlateDecode] * 2)
        )
        return saved(pdf)


PROGRAM = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(60)


def scan(data: bytes) -> str:
    return YaraScanner().scan(io.BytesIO(data))


@pytest.mark.parametrize(
    "data",
    [
        EICAR,
        b"hello " + EICAR,
        zipped(EICAR),
        zipped(EICAR, times=2),
        zipped(b"x", EICAR, times=3),
        zipped(EICAR, method=zipfile.ZIP_BZIP2),
        zipped(EICAR, method=zipfile.ZIP_LZMA),
        a_stream_packed_twice(EICAR),
        in_a_pdf(EICAR),
        attached_to_a_pdf(EICAR),
        attached_to_a_pdf(zipped(EICAR, times=2)),
        in_a_pdf(zipped(EICAR)),
        a_jpeg() + zipped(EICAR, times=2),
        a_png() + zipped(EICAR),
        a_pdf() + zipped(EICAR),
        zipped(EICAR) + b"anything behind it",
        zipped(EICAR) + zipped(b"harmless"),
        zipped(b"harmless") + zipped(EICAR),
    ],
)
def test_the_test_virus_is_found_wherever_it_hides(data):
    assert scan(data) == "Yara.EICAR"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (PROGRAM, "WindowsProgram"),
        (a_jpeg() + PROGRAM, "WindowsProgram"),
        (b"\x7fELF" + bytes(60), "LinuxProgram"),
        (a_jpeg() + b"<?php system($_GET[0]); ?>", "ScriptInMarkup"),
        (a_jpeg() + b"<SCRIPT>alert(1)</SCRIPT>", "ScriptInMarkup"),
        (zipped(b"word/vbaProject.bin"), "OfficeMacro"),
        (b"powershell -enc " + b"QUJD" * 20, "ShellLoader"),
    ],
)
def test_polyglots_and_programs_are_found(data, rule):
    assert scan(data) == f"Yara.{rule}"


@pytest.mark.parametrize(
    "data",
    [a_jpeg(800, 600), a_png(300, 300), a_pdf(20), b"", os.urandom(2_000_000), zipped(b"letter")],
)
def test_honest_files_are_clean(data):
    assert scan(data) == ""


def a_locked_zip() -> bytes:
    data = bytearray(zipped(b"secret"))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def overlapping(times: int = 300) -> bytes:
    """One member of a megabyte under hundreds of names: what takes a kilobyte to say, again."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", bytes(1_000_000))
        [member] = archive.infolist()
        archive.filelist.extend([member] * times)
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        a_locked_zip(),
        zipped(EICAR, times=6),
        zipped(bytes(70_000_000)),
        zipped(*[bytes(40_000_000)] * 7),
        zipped(*[b"x"] * 20_001),
        zipped(a_pdf()),
        attached_to_a_pdf(a_pdf()),
        in_a_pdf(bytes(70_000_000) + EICAR),
        overlapping(),
        b"PK\x05\x06" * 5000,
    ],
)
def test_what_cannot_be_looked_at_to_its_end_is_not_called_clean(data):
    assert scan(data) == "Unpackable"


def test_a_member_that_says_it_is_small_and_is_not_is_not_unpacked():
    data = bytearray(zipped(bytes(80_000_000)))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    assert scan(bytes(data)) in {"Unpackable", ""}


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        [
            zipped(EICAR, times=2),
            in_a_pdf(EICAR),
            a_jpeg() + zipped(EICAR),
            *(zipped(EICAR, method=m) for m in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2)),
        ]
    ),
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)), max_size=8
    ),
)
def test_whatever_a_damaged_archive_holds_it_is_walked_or_refused(data, damage):
    damaged = bytearray(data)
    for where, patch in damage:
        start = int(where * len(damaged))
        damaged[start : start + len(patch)] = patch
    try:
        assert next(iter(pieces(bytes(damaged)))) == damaged
        list(pieces(bytes(damaged)))
    except CannotUnpack:
        pass


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n"]))
def test_random_bytes_raise_nothing_but_our_own(data, head):
    with suppress(CannotUnpack):
        list(pieces(head + data + b"PK\x05\x06" + data))

"""Small files that would unfold into gigabytes, or for ever: refused, by a reader that may not grow."""

import io
import os
import subprocess
import sys
import zlib
from itertools import accumulate

import pytest
from hypothesis import given, settings, strategies as st

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import errors, testing
from pishkhan.kernel.attachments.rules import content, pdfs
from pishkhan.kernel.attachments.terms import FileType


HEAD = b"%PDF-1.5\n"
CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
ONE_PAGE = [CATALOGUE, PAGES, PAGE]


def written(objects: list[bytes]) -> bytes:
    """A document of these, the first its catalogue."""
    parts = [b"%d 0 obj\n%b\nendobj\n" % (at, body) for at, body in enumerate(objects, 1)]
    *places, end = accumulate(map(len, parts), initial=len(HEAD))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return HEAD + b"".join(parts) + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, end)
    )  # fmt: skip


def a_stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(data), more, data)


def packed_objects(count: int, body: bytes) -> bytes:
    """A document of a page and `count` more objects `body`, all in one packed stream."""
    index = b" ".join(b"%d %d" % (10 + n, n * len(body)) for n in range(count)) + b" "
    inside = zlib.compress(index + body * count, 9)
    kept = a_stream(inside, b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (count, len(index)))
    objects = dict(enumerate([*ONE_PAGE, kept], 1))
    data, rows = bytearray(HEAD), {}
    for number, one in objects.items():
        rows[number] = b"\1" + len(data).to_bytes(4, "big") + bytes(4)
        data += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    for n in range(count):
        rows[10 + n] = b"\2" + (4).to_bytes(4, "big") + n.to_bytes(4, "big")
    table = zlib.compress(b"".join(rows.get(n, bytes(9)) for n in range(10 + count)))
    more = b"/Type/XRef/Size %d/W[1 4 4]/Root 1 0 R/Filter/FlateDecode" % (10 + count)
    start = len(data)
    data += b"%d 0 obj\n%b\nendobj\n" % (10 + count, a_stream(table, more))
    return bytes(data) + b"startxref\n%d\n%%%%EOF" % start


def examine(data: bytes):
    return content.examine(io.BytesIO(data), types=tuple(FileType), max_pages=40)


BOMBS = {
    "an array of thirty million numbers in sixty kilobytes": (
        lambda: packed_objects(1, b"[" + b"0 " * 31_000_000 + b"]"),
        errors.BrokenPdf,
    ),
    "a hundred thousand dictionaries in half a megabyte": (
        lambda: packed_objects(100_000, b"<<>> "),
        errors.BrokenPdf,
    ),
    "a million objects in a few megabytes": (
        lambda: packed_objects(1_000_000, b"0 "),
        errors.TooManyPages,
    ),
    "six hundred thousand objects": (
        lambda: written([*ONE_PAGE, *[b"1"] * 600_000]),
        errors.TooManyPages,
    ),
    "ten million numbers in the clear": (
        lambda: written([*ONE_PAGE, b"[" + b"0 " * 10_000_000 + b"]"]),
        errors.BrokenPdf,
    ),
    "pages that are their own children": (
        lambda: written([CATALOGUE, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]),
        errors.BrokenPdf,
    ),
    "one page two hundred thousand times": (
        lambda: written(
            [CATALOGUE, b"<</Type/Pages/Kids[%b]/Count 200000>>" % (b"3 0 R " * 200_000), PAGE]
        ),
        errors.BrokenPdf,
    ),
    "a tree that doubles at every step": (
        lambda: written(
            [CATALOGUE]
            + [b"<</Type/Pages/Kids[%d 0 R %d 0 R]>>" % (n, n) for n in range(3, 30)]
            + [PAGE]
        ),
        errors.BrokenPdf,
    ),
    "a picture of nine hundred million pixels": (testing.a_png_bomb, errors.TooManyPixels),
    "a picture that says it is 65,535 by 65,535": (
        lambda: testing.a_jpeg(300, 200).replace(b"\x00\xc8\x01\x2c", b"\xff" * 4, 1),
        errors.TooManyPixels,
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name):
    make, refusal = BOMBS[name]
    with pytest.raises(refusal):
        examine(make())


ODD = {
    "a stream that is its own length": [b"<</Length 4 0 R>>stream\nabc\nendstream"],
    "an array in an array, a hundred thousand deep": [b"[" * 100_000 + b"]" * 100_000],
    "JBIG2 that is noise": [a_stream(os.urandom(5000), b"/Filter/JBIG2Decode")],
    "a JBIG2 picture that is noise": [
        a_stream(os.urandom(5000), b"/Subtype/Image/Width 9/Height 9/Filter/JBIG2Decode")
    ],
    "JPX that is cut": [a_stream(b"\0\0\0\x0cjP  \r\n\x87\n", b"/Filter/JPXDecode")],
    "a predictor of two thousand million columns": [
        a_stream(
            zlib.compress(bytes(5000)),
            b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2000000000/Colors 32>>",
        )
    ],
    "a filter that nobody knows": [a_stream(b"x", b"/Filter/NoSuch")],
    "a key ring that nobody has": [a_stream(b"x", b"/Filter/Crypt")],
}


@pytest.mark.parametrize("name", ODD)
def test_an_oddity_that_is_never_unpacked_here_is_taken_or_refused(name):
    try:
        assert examine(written([*ONE_PAGE, *ODD[name]])).pages == 1
    except DomainError as refusal:
        assert isinstance(refusal, errors.BrokenPdf)  # noqa: PT017 - one of the two


def test_the_reader_ends_where_it_may_not_grow():
    """By its own words, without the parent's help: whoever reads beyond its limit is gone."""
    data = packed_objects(1, b"[" + b"0 " * 31_000_000 + b"]")
    reader = subprocess.run(  # noqa: S603 - our own reader
        [sys.executable, "-I", "-m", pdfs.__name__, "40"],
        input=data,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert reader.returncode != 0
    assert not reader.stdout


def test_a_reader_that_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(pdfs, "MAX_SECONDS", 0.001)
    with pytest.raises(errors.BrokenPdf):
        examine(testing.a_pdf())


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=60),
            st.sampled_from(
                [b"<<", b">>", b"[", b"]", b"stream\n", b"endstream", b"1 0 R", b"(", b"obj", b"%"]
            ),
        ),
        max_size=12,
    ),
    st.sampled_from([b"/Filter/FlateDecode", b"/Type/ObjStm/N 5/First 9", b"/Length -1", b""]),
)
def test_whatever_stands_in_a_document_it_is_read_or_refused(pieces, more):
    data = written([*ONE_PAGE, b" ".join(pieces), a_stream(b"".join(pieces), more)])
    try:
        assert examine(data).size == len(data)
    except DomainError as refusal:
        assert refusal.code.startswith("attachments.")  # noqa: PT017 - one of the two

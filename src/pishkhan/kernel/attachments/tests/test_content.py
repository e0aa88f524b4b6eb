"""Each kind of bad input has its own refusal, and hostile bytes never raise anything else."""

import io
import os
import stat
import zlib

import pikepdf
import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import errors, testing
from pishkhan.kernel.attachments.rules import content, images
from pishkhan.kernel.attachments.terms import FileType


ALL = tuple(FileType)
JPEG, PDF, PNG_BYTES = testing.a_jpeg(300, 200), testing.a_pdf(3), testing.a_png(60, 60)


def examine(data: bytes, *, types=ALL, max_pages=40):
    return content.examine(io.BytesIO(data), types=types, max_pages=max_pages)


class Endless:
    """A stream that never ends and counts what was taken."""

    def __init__(self):
        self.taken = 0

    def read(self, size):
        self.taken += size
        return bytes(size)


def test_an_empty_file_is_refused():
    with pytest.raises(errors.EmptyFile):
        content.spool(io.BytesIO(b""), max_mb=1)


def test_a_file_of_200_megabytes_is_refused_after_reading_little_more_than_the_limit():
    stream = Endless()
    with pytest.raises(errors.TooLarge):
        content.spool(stream, max_mb=2)
    assert stream.taken < 2_200_000


def test_a_file_of_exactly_the_limit_is_taken():
    with content.spool(io.BytesIO(bytes(1_000_000)), max_mb=1) as copy:
        assert len(copy.read()) == 1_000_000


def test_a_program_under_the_name_of_a_picture_is_refused():
    with pytest.raises(errors.WrongType):
        examine(b"MZ\x90\x00" + bytes(4000))


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"<html>", b"PK\x03\x04", b"GIF89a"])
def test_pages_archives_and_other_pictures_are_refused(data):
    with pytest.raises(errors.WrongType):
        examine(data + bytes(100))


def test_a_type_that_the_rule_does_not_allow_is_refused_and_the_allowed_ones_are_named():
    with pytest.raises(errors.WrongType) as refusal:
        examine(PDF, types=(FileType.JPEG, FileType.PNG))
    assert "JPEG / PNG" in str(refusal.value)


@pytest.mark.parametrize("data", [JPEG[: len(JPEG) // 2], PNG_BYTES[:-20], JPEG[:4]])
def test_a_truncated_picture_is_refused(data):
    with pytest.raises(errors.BrokenImage):
        examine(data)


def test_a_decompression_bomb_is_refused_before_it_is_decoded():
    with pytest.raises(errors.TooManyPixels):
        examine(testing.a_png_bomb())


def test_a_picture_just_over_the_limit_of_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(images, "MAX_PIXELS", 1000)
    with pytest.raises(errors.TooManyPixels):
        examine(testing.a_jpeg(40, 30))


def test_a_picture_with_a_bomb_in_its_text_is_refused():
    text = b"k\0\0" + zlib.compress(b"x" * 80_000_000, 9)
    chunk = len(text).to_bytes(4, "big") + b"zTXt" + text
    chunk += zlib.crc32(b"zTXt" + text).to_bytes(4, "big")
    with pytest.raises(errors.BrokenImage):
        examine(PNG_BYTES[:33] + chunk + PNG_BYTES[33:])


def test_an_animated_picture_is_refused():
    with pytest.raises(errors.AnimatedImage):
        examine(testing.an_animated_png())


def redrawn(data: bytes):
    return images.reencode(io.BytesIO(data))


@pytest.mark.parametrize("part", ["content", "thumbnail"])
def test_nothing_but_pixels_remains_of_a_picture(part):
    data = getattr(redrawn(JPEG + b"<script>polyglot</script>"), part)
    assert not dict(Image.open(io.BytesIO(data)).getexif())
    for secret in (b"SecretCamera", b"SecretComment", b"Exif", b"polyglot"):
        assert secret not in data


def test_a_picture_taken_sideways_is_turned_upright():
    kept = redrawn(testing.a_jpeg(40, 30, orientation=6))
    assert Image.open(io.BytesIO(kept.content)).size == (30, 40)


def test_a_large_picture_is_made_smaller_and_gets_a_thumbnail():
    large = testing.a_jpeg(5000, 2500)
    kept = redrawn(large)
    assert Image.open(io.BytesIO(kept.content)).size == (2400, 1200)
    assert Image.open(io.BytesIO(kept.thumbnail)).size == (320, 160)


def test_what_came_is_at_hand_as_it_came_until_a_job_draws_it_anew():
    seen = examine(PNG_BYTES)
    assert seen.file.read() == PNG_BYTES
    assert (seen.content_type, seen.size) == (FileType.JPEG, len(PNG_BYTES))


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        ("RGBA", 0, 255),
        ("L", 90, 90),
        ("1", 1, 255),
        ("P", 0, 0),
        ("I;16", 90 * 256, 90),
        ("LA", 0, 255),
    ],
)
def test_pictures_of_every_mode_keep_what_is_seen_on_white_paper(mode, colour, seen):
    kept = redrawn(testing.a_png(mode=mode, colour=colour))
    assert Image.open(io.BytesIO(kept.content)).convert("RGB").getpixel((5, 5))[0] == pytest.approx(
        seen, abs=3
    )


def test_a_good_document_is_kept_byte_for_byte():
    kept = examine(PDF)
    assert (kept.pages, kept.size) == (3, len(PDF))
    assert kept.file.read() == PDF


def test_a_document_with_junk_before_it_is_refused():
    with pytest.raises(errors.WrongType):
        examine(b"MZ" + PDF)


def test_a_document_cut_in_the_middle_is_refused():
    with pytest.raises(errors.BrokenPdf):
        examine(b"%PDF-1.7\n" + bytes(200))


def test_a_document_with_a_password_is_refused():
    with pytest.raises(errors.EncryptedPdf):
        examine(testing.a_pdf(password="1234"))


def test_a_document_of_ten_thousand_pages_is_refused():
    with pytest.raises(errors.TooManyPages):
        examine(testing.a_pdf(10_000))


def with_in_root(**entries):
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for key, value in entries.items():
            pdf.Root[f"/{key}"] = value
        return testing.saved(pdf)


SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


@pytest.mark.parametrize(
    "entries",
    [
        {"OpenAction": SCRIPT},
        {"OpenAction": pikepdf.Dictionary(S=pikepdf.Name.Launch)},
        {"AA": pikepdf.Dictionary(WC=SCRIPT)},
        {"Names": pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["x", SCRIPT]))},
        {"Names": pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=[]))},
        {"AcroForm": pikepdf.Dictionary(XFA=pikepdf.Array([]), Fields=[])},
        {"Deep": pikepdf.Array([pikepdf.Array([pikepdf.Dictionary(A=SCRIPT)])])},
    ],
)
def test_a_document_that_acts_or_carries_files_is_refused(entries):
    with pytest.raises(errors.ActiveContent):
        examine(with_in_root(**entries))


def test_a_document_that_opens_at_a_place_is_taken_as_office_programs_write_it():
    place = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([0, pikepdf.Name.Fit]))
    assert examine(with_in_root(OpenAction=place)).pages == 1


def test_a_document_without_pages_is_refused():
    with pikepdf.new() as pdf, pytest.raises(errors.BrokenPdf):
        examine(testing.saved(pdf))


def test_a_document_nested_too_deep_is_refused():
    deep = pikepdf.Array([])
    for _ in range(100):
        deep = pikepdf.Array([deep])
    with pytest.raises(errors.BrokenPdf):
        examine(with_in_root(Deep=deep))


def test_a_bomb_in_an_object_stream_is_refused():
    packed = zlib.compress(b" " * 200_000_000, 9)
    head = b"%PDF-1.5\n"
    stream = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    first = b"1 0 obj\n" + stream + packed + b"\nendstream\nendobj\n"
    at = len(head) + len(first)
    rows = bytes(5) + b"\1" + len(head).to_bytes(3, "big") + b"\0\2\0\0\1\0\1"
    rows += at.to_bytes(3, "big") + b"\0"
    table = b"3 0 obj\n<</Type/XRef/Size 4/W[1 3 1]/Root 2 0 R/Length 20>>stream\n" + rows
    end = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % at
    with pytest.raises(errors.BrokenPdf):
        examine(head + first + table + end)


@settings(deadline=None)  # a PDF is read in a process of its own
@given(st.binary(max_size=300), st.sampled_from([*content.MAGIC, b""]))
def test_random_bytes_raise_nothing_but_our_refusals(data, magic):
    with pytest.raises(DomainError):
        examine(magic + data)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([JPEG, PDF, PNG_BYTES]),
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)), max_size=8
    ),
)
def test_damaged_files_are_kept_or_refused_and_never_break_us(data, damage):
    damaged = bytearray(data)
    for where, patch in damage:
        start = 8 + int(where * (len(damaged) - 16))
        damaged[start : start + len(patch)] = patch
    try:
        kept = examine(bytes(damaged))
    except DomainError:
        return
    assert kept.size > 0


def test_the_copy_at_hand_is_readable_by_us_alone():
    with content.spool(io.BytesIO(b"x"), max_mb=1) as copy:
        assert stat.S_IMODE(os.fstat(copy.fileno()).st_mode) == 0o600

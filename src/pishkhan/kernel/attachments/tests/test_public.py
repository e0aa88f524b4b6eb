"""Pictures for everybody."""

import io

import pytest

from pishkhan.kernel.attachments.errors import BrokenImage, CannotKeep, NoSuchFile, TooManyPixels
from pishkhan.kernel.attachments.public import keep_public_picture, public_picture
from pishkhan.kernel.attachments.testing import a_jpeg, a_png, a_png_bomb


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path / "files"
    return settings.FILES_FOLDER


def test_a_picture_is_kept_once_as_pixels_and_is_there_again():
    first = keep_public_picture(io.BytesIO(a_jpeg(80, 60)))
    assert first == keep_public_picture(io.BytesIO(a_jpeg(80, 60)))
    content = public_picture(first.stored_as)
    assert (first.width, first.height, first.size) == (80, 60, len(content))
    assert b"Secret" not in content


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(a_png()[:40], BrokenImage), (a_png_bomb(), TooManyPixels)],
    ids=["broken", "bomb"],
)
def test_a_bad_picture_is_refused(content, refusal):
    with pytest.raises(refusal):
        keep_public_picture(io.BytesIO(content))


def test_what_is_not_there_is_told():
    with pytest.raises(NoSuchFile):
        public_picture("nothing")


def test_where_nothing_can_be_written_it_is_told(folder):
    folder.write_text("a file, not a folder")
    with pytest.raises(CannotKeep):
        keep_public_picture(io.BytesIO(a_png()))

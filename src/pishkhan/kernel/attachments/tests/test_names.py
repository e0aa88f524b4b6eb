"""Names of files, as they are shown."""

import unicodedata

import pytest
from hypothesis import given, strategies as st

from pishkhan.kernel.attachments.rules import names


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("دانشنامه.jpg", "دانشنامه.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\me\\شناسنامه ۲.PNG", "شناسنامه ۲.jpg"),
        ("photo.exe", "photo.jpg"),
        ("gpj.\u202eexe.jpg", "gpj.exe.jpg"),
        ("می\u200cآید.jpeg", "می\u200cآید.jpg"),
        ("", "file.jpg"),
        (".jpg", "file.jpg"),
        ("a\x00b\nc.jpg", "ab c.jpg"),
        ("<b>x</b>.jpg", "b>.jpg"),
    ],
)
def test_a_name_is_shown_without_path_tricks_and_with_the_true_extension(given_name, shown):
    assert names.clean(given_name, "image/jpeg") == shown


@given(st.text(max_size=400))
def test_any_name_becomes_short_visible_and_pathless(text):
    shown = names.clean(text, "application/pdf")
    assert len(shown) <= names.MAX_STEM + 4
    assert shown.endswith(".pdf")
    assert not set("/\\\n\0") & set(shown)
    assert all(
        letter == "\u200c" or not unicodedata.category(letter).startswith("C") for letter in shown
    )

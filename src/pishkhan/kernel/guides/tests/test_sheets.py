"""Files of a release and the comparison of versions."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from pishkhan.kernel.guides.rules import comparing, sheets


FILE = """---
title: عنوان: با دونقطه
editor: دبیرخانه
date: 2026-11-01
review_by: 2027-06-01
---
متن

--- خط
"""


def test_a_file_is_read():
    sheet = sheets.parse(FILE)
    assert sheet.title == "عنوان: با دونقطه"
    assert sheet.review_by == date(2027, 6, 1)
    assert sheet.body == "متن\n\n--- خط"


@pytest.mark.parametrize(
    "text",
    ["", "متن", "---\ntitle: x\n---\n", FILE.replace("editor", "author"), f"x{FILE}",
     FILE.replace("2026-11-01", "yesterday")],
)  # fmt: skip
def test_a_file_that_breaks_the_rules_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        sheets.parse(text)


def test_another_text_has_another_digest_and_the_date_counts_nothing():
    same = sheets.parse(FILE.replace("2026-11-01", "2026-11-02")).digest
    other = sheets.parse(FILE.replace("متن", "نو")).digest
    assert sheets.parse(FILE).digest == same != other


lines = st.lists(st.sampled_from(["آ", "ب", "پ", ""]), max_size=8).map("\n".join)


@given(lines, lines)
def test_a_comparison_holds_both_texts_whole(before, after):
    found = comparing.compare(before, after)
    assert [one.text for one in found if one.change != "new"] == before.splitlines()
    assert [one.text for one in found if one.change != "gone"] == after.splitlines()

"""The rules of a documented request."""

from itertools import product

import pytest

from pishkhan.services.e_request.rules import SHEET_MARKS, missing_marks, paragraphs


@pytest.mark.parametrize("ticked", list(product([True, False], repeat=len(SHEET_MARKS))))
def test_every_mark_that_is_not_ticked_is_missing_and_no_other(ticked):
    ticks = dict(zip(SHEET_MARKS, ticked, strict=True))
    assert set(missing_marks(ticks)) == {mark for mark, is_on in ticks.items() if not is_on}


def test_only_a_true_tick_counts():
    assert missing_marks(dict.fromkeys(SHEET_MARKS, "on")) == SHEET_MARKS


def test_an_answer_is_divided_at_empty_lines():
    assert paragraphs("یک\r\nدو\r\n\r\n\r\nسه\n\n") == ("یک\nدو", "سه")

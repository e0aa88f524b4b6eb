"""The SQL of Persian search and order, and its twin in Python."""

from unicodedata import category

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings, strategies as st

from pishkhan.foundation.text import ALPHABET, FOLDED, REMOVED, fold


pytestmark = pytest.mark.django_db
ROLLED_BACK_AT_THE_END = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200
)
# PostgreSQL keeps neither NUL nor surrogates; letters of a later Unicode than Python's are left out.
anything = st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0")
persian = st.sampled_from([*ALPHABET, *FOLDED, *REMOVED, *"‌ .-/_،؛؟«»"])


def in_sql(function, texts):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(t) FROM unnest(%s::text[]) WITH ORDINALITY AS x(t, n) ORDER BY n",  # noqa: S608 - our own names
            [texts],
        )
        return [row[0] for row in cursor.fetchall()]


@ROLLED_BACK_AT_THE_END
@given(st.lists(st.text(persian) | st.text(anything), min_size=1, max_size=20))
def test_fa_norm_and_fold_are_twins(texts):
    assert in_sql("fa_norm", texts) == [fold(text) for text in texts]


def test_fa_norm_and_fold_are_twins_in_every_letter_of_the_basic_plane():
    letters = [chr(c) for c in range(1, 0x10000) if category(chr(c)) not in {"Cs", "Cn"}]
    texts = [f"a{letter}b" for letter in letters]
    pairs = zip(texts, in_sql("fa_norm", texts), strict=True)
    assert [text for text, key in pairs if key != fold(text)] == []


def sorted_in_sql(words):
    with connection.cursor() as cursor:
        cursor.execute("SELECT t FROM unnest(%s::text[]) AS x(t) ORDER BY fa_sort(t)", [words])
        return [row[0] for row in cursor.fetchall()]


def test_fa_sort_follows_the_persian_alphabet():
    assert sorted_in_sql(sorted(ALPHABET)) == list(ALPHABET)


def test_fa_sort_puts_persian_letters_in_their_places():
    words = ["آرش", "احمد", "بابک", "پارسا", "تارا", "جواد", "چنگیز", "زهرا", "ژاله", "کیان",
             "گلناز", "لیلا", "نرگس", "وحید", "هانیه", "یاسمن"]  # fmt: skip
    assert sorted_in_sql(sorted(words)) == words


def test_fa_sort_takes_arabic_letters_and_half_spaces_as_persian():
    words = ["كاظم", "کامران", "مریم", "مریم‌ناز"]
    assert sorted_in_sql(words[::-1]) == words

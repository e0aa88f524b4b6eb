"""JSON from strangers: read, or refused cheaply with the reason."""

import json

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation.errors import DomainError
from pishkhan.surfaces.api import errors
from pishkhan.surfaces.api.strict_json import DEEPEST, LARGEST, read


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
PLAIN = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXT
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20
)


@given(VALUES)
def test_what_is_json_is_read_as_it_is(value):
    assert read(json.dumps(value).encode()) == value
    assert read(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary())
def test_whatever_comes_is_read_or_refused(body):
    try:
        read(body)
    except DomainError as error:
        assert error.code.startswith("api.")  # noqa: PT017 - any of ours


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"", errors.NotJson),
        (b"{", errors.NotJson),
        (b'{"a": 1} trailing', errors.NotJson),
        ("{}".encode("utf-16"), errors.NotJson),
        (b"\xff\xfe", errors.NotJson),
        (b'{"a": 1, "a": 2}', errors.RepeatedName),
        (b'{"a": [{"b": 1, "b": 1}]}', errors.RepeatedName),
        (b'{"a": NaN}', errors.NotANumber),
        (b'{"a": -Infinity}', errors.NotANumber),
        (b"1e999", errors.NotANumber),
        (b"9" * 5_000, errors.NotANumber),
        (b'"\\u0000"', errors.BadText),
        (b'{"\\u0000": 1}', errors.BadText),
        (b'["\\ud800"]', errors.BadText),
        (b"[" * 10_000_000, errors.TooDeep),
        (b'{"a":' * 1_000_000 + b"1" + b"}" * 1_000_000, errors.TooDeep),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), errors.TooDeep),
    ],
    ids=range(17),
)
def test_what_is_dishonest_is_refused_by_name(body, refusal):
    with pytest.raises(refusal):
        read(body)


def test_brackets_inside_text_are_text():
    text = "[{" * 1_000 + '"\\'
    assert read(json.dumps({"a": text}).encode()) == {"a": text}
    assert read(b"[" * DEEPEST + b"]" * DEEPEST)


def test_a_text_without_end_is_no_json():
    with pytest.raises(errors.NotJson):
        read(b'"' + b"[" * DEEPEST)


def test_brackets_in_texts_are_no_depth():
    text = '[{"\\"' * 40
    assert read(json.dumps([text, text]).encode()) == [text, text]


@pytest.mark.parametrize("body", ['"' + '\\"' * 50, '["' + "[" * 50, '"\\', '["a\\'])
def test_a_text_without_an_end_is_no_json(body):
    with pytest.raises(errors.NotJson):
        read(body.encode())


def test_brackets_behind_a_text_are_counted():
    with pytest.raises(errors.TooDeep):
        read(b'["\\"",' + b"[" * DEEPEST)

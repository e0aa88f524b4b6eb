"""Everybody writes the same bytes: the examples of RFC 8785, and what has no agreed bytes."""

import json

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation.canonical_json import encode


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (-1.7976931348623157e308, "-1.7976931348623157e+308"),
        (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (1e23, "1e+23"),
        (1.0000000000000001e23, "1.0000000000000001e+23"),
        (999999999999999700000.0, "999999999999999700000"),
        (1e21, "1e+21"),
        (9.999999999999997e-7, "9.999999999999997e-7"),
        (0.000001, "0.000001"),
        (333333333.3333332, "333333333.3333332"),
        (333333333.33333325, "333333333.33333325"),
        (-0.0000033333333333333333, "-0.0000033333333333333333"),
        (1424953923781206.2, "1424953923781206.2"),
        (4.50, "4.5"),
        (2e-3, "0.002"),
        (1e30, "1e+30"),
        (1e-27, "1e-27"),
    ],
)
def test_a_number_is_written_as_the_table_of_the_rfc_has_it(value, written):
    assert encode(value) == written.encode()


def test_the_example_of_the_rfc_is_written_byte_for_byte():
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert (
        encode(value)
        == (
            '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
            '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
        ).encode()
    )


def test_names_are_sorted_by_utf_16_and_not_by_code_point():
    value = {
        "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7,
    }  # fmt: skip
    assert list(json.loads(encode(value)).values()) == [2, 4, 6, 7, 1, 5, 3]


@given(VALUES)
def test_what_is_written_reads_back_and_is_written_the_same_again(value):
    written = encode(value)
    read = json.loads(written, parse_int=float)  # as ECMAScript does
    assert read == value
    assert encode(read) == written


@pytest.mark.parametrize("value", [2**53, -(2**53), float("nan"), float("inf"), "\ud800"])
def test_what_readers_would_not_agree_on_is_refused(value):
    with pytest.raises(ValueError):  # noqa: PT011 - of several kinds
        encode(value)


@pytest.mark.parametrize("value", [b"x", {1: 2}, {"a": object()}, {1, 2}])
def test_what_json_does_not_have_is_refused(value):
    with pytest.raises(TypeError):
        encode(value)

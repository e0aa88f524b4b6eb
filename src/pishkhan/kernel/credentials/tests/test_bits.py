"""Lists of bits, as the specification has them."""

import gzip

import pytest
from hypothesis import given, settings, strategies as st

from pishkhan.kernel.credentials.rules import bits
from pishkhan.kernel.signing.spec import base64url


PLACES = st.integers(0, bits.LEAST - 1)
# Of the specification (§ 3.3): a list of 131,072 entries in which none is marked.
EMPTY = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"


@settings(deadline=None)
@given(st.sets(PLACES, max_size=50), PLACES)
def test_what_is_marked_is_read_back_and_nothing_else(marked, other):
    text = bits.encoded(marked)
    assert all(bits.is_marked(text, index) for index in marked)
    assert bits.is_marked(text, other) == (other in marked)


def test_the_empty_list_of_the_specification_is_read():
    assert not any(bits.is_marked(EMPTY, index) for index in (0, 1, 94_567, bits.LEAST - 1))


def test_the_first_entry_is_the_highest_bit_of_the_first_octet():
    octets = gzip.decompress(bits.unbase64url(bits.encoded([0, 9])[1:]))
    assert octets[:2] == b"\x80\x40"
    assert len(octets) * 8 == bits.LEAST


@pytest.mark.parametrize("index", [-1, bits.LEAST])
def test_an_entry_beyond_the_list_is_an_error(index):
    for ask in (lambda: bits.encoded([index]), lambda: bits.is_marked(EMPTY, index)):
        with pytest.raises(IndexError):
            ask()


@pytest.mark.parametrize(
    "text",
    [
        "",
        EMPTY[1:],
        "uAAAA",
        "u" + base64url(gzip.compress(bytes(bits.LEAST // 8 - 1))),
        "u" + base64url(gzip.compress(bytes(bits.LONGEST + 1))),
        EMPTY + "=",
    ],
)
def test_a_list_that_is_too_short_too_long_or_none_is_refused(text):
    with pytest.raises(bits.NotAList):
        bits.is_marked(text, 0)

"""Every request has a number; a stranger cannot write into it."""

import re

import pytest
from django.test import RequestFactory
from hypothesis import given, strategies as st

from pishkhan.web.watching import numbers


def number_of(header):
    request = RequestFactory().get("/", headers={numbers.HEADER: header} if header else {})
    return numbers.given(request)


@pytest.mark.parametrize(
    "header", ["0f8fad5b-d9cb-469f-a165-70867728950e", "0F8FAD5BD9CB469FA16570867728950E"]
)
def test_a_number_of_the_proxy_is_taken(header):
    assert number_of(header) == header.lower()


@pytest.mark.parametrize(
    "header",
    [
        "",
        "0001010107",
        "مهسا",
        "a" * 31,
        "0f8fad5b-d9cb-469f-a165-70867728950e\n",
        "../../etc",
        "g" * 32,
    ],
)
def test_anything_else_is_replaced(header):
    made = number_of(header)
    assert made != header
    assert re.fullmatch(r"[0-9a-f]{32}", made)


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=200))
def test_whatever_is_sent_the_number_is_one(header):
    assert numbers.WELL_FORMED.fullmatch(number_of(header))


def test_a_request_keeps_its_number():
    request = RequestFactory().get("/")
    assert numbers.given(request) == numbers.given(request)


@given(st.uuids())
def test_the_reference_is_eight_digits_of_the_number(number):
    requests = [
        RequestFactory().get("/", headers={numbers.HEADER: text})
        for text in (str(number), number.hex)
    ]
    first, second = map(numbers.reference, requests)
    assert first == second
    assert re.fullmatch(r"[0-9]{8}", first)

"""Numbers of 63 bits come back from the server as they went."""

import pytest
from django.db.models import IntegerField, Value
from hypothesis import given, strategies as st
from psycopg.types.numeric import Int4, Int8

from pishkhan.kernel.persistence.models import Allowance
from pishkhan.kernel.persistence.numbers import whole


@given(st.integers(-(2**63), 2**63 - 1))
def test_only_a_number_of_32_bits_is_declared_as_one(number):
    kind = whole(number)
    assert kind == number
    assert isinstance(kind, Int4 if -(2**31) < number < 2**31 else Int8) or number == -(2**31)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 2**31 - 1, 2**31, 117833338466598912, 2**63 - 1])
def test_a_bare_number_in_an_expression_reaches_the_server_whole(number):
    Allowance.objects.create(key="a", window_ends_at="2026-01-01T00:00Z", hits=1)
    rows = Allowance.objects.annotate(same=Value(number, output_field=IntegerField()))
    assert rows.get().same == number

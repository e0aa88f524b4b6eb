"""A row written by hand is the row that the ORM would have written."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from pishkhan.kernel.persistence import api
from pishkhan.kernel.persistence.models import Allowance


pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 8, 0, 0, 123456, tzinfo=UTC)


def an_allowance(**more):
    return Allowance(**{"key": "a '%s' key", "window_ends_at": AT, "hits": 1} | more)


def test_an_inserted_row_is_there_with_every_column():
    row = an_allowance()
    api.insert(row)
    found = Allowance.objects.get()
    assert (found.key, found.window_ends_at, found.hits) == ("a '%s' key", AT, 1)
    row.hits = 2
    row.save()  # it knows that it is there
    assert Allowance.objects.get().hits == 2


def test_a_row_is_not_inserted_over_another():
    api.insert(an_allowance())
    with pytest.raises(IntegrityError):
        api.insert(an_allowance())


def test_only_the_named_fields_of_that_row_are_written():
    for key in ("one", "two"):
        api.insert(an_allowance(key=key))
    row = an_allowance(key="one", hits=5, window_ends_at=AT + timedelta(1))
    api.update(row, "hits")
    assert list(Allowance.objects.order_by("key").values_list("key", "hits", "window_ends_at")) == [
        ("one", 5, AT),
        ("two", 1, AT),
    ]


def test_a_field_that_is_none_is_refused():
    with pytest.raises(KeyError):
        api.update(an_allowance(), "nothing")

"""Limits of rate."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.persistence import api, throttle
from pishkhan.kernel.persistence.models import Allowance


AT = datetime(2026, 11, 21, 6, 54, tzinfo=UTC)
HOUR = timedelta(hours=1)


def tries(n, key="k", limit=3):
    return [api.allow(key, limit=limit, per=HOUR) for _ in range(n)]


@pytest.mark.django_db
def test_the_limit_is_reached_and_then_refused():
    with clock.frozen(AT):
        assert tries(5) == [True, True, True, False, False]


@pytest.mark.django_db
def test_keys_do_not_share_a_limit():
    tries(3)
    assert api.allow("other", limit=3, per=HOUR)


@pytest.mark.django_db
def test_the_window_begins_with_the_first_hit_and_not_with_the_last():
    with clock.frozen(AT):
        tries(2)
    with clock.frozen(AT + HOUR - timedelta(seconds=1)):
        assert tries(2) == [True, False]
    with clock.frozen(AT + HOUR):
        assert tries(1) == [True]


@pytest.mark.django_db
def test_a_key_that_is_forgotten_begins_afresh():
    tries(4)
    api.forget("k")
    assert tries(1) == [True]


@pytest.mark.django_db
def test_the_sweep_takes_only_windows_that_are_over():
    with clock.frozen(AT):
        tries(1, key="old")
    with clock.frozen(AT + HOUR):
        tries(1, key="new")
        assert throttle.sweep() == 1
    assert list(Allowance.objects.values_list("key", flat=True)) == ["new"]


@pytest.fixture
def remembers(settings, monkeypatch):
    settings.LIMITS_REMEMBERED_SECONDS = 5.0
    monkeypatch.setattr(throttle, "_over", {})


@pytest.mark.django_db
def test_a_flood_is_refused_from_memory_without_asking_the_table(
    remembers,  # noqa: ARG001 - as in production
    django_assert_num_queries,
):
    assert tries(4) == [True, True, True, False]
    with django_assert_num_queries(0):
        assert tries(1000) == [False] * 1000
    assert Allowance.objects.get().hits == 4


@pytest.mark.django_db
def test_memory_forgets_with_the_key_and_when_its_seconds_are_over(remembers, monkeypatch):  # noqa: ARG001 - as in production
    tries(4)
    api.forget("k")
    assert tries(1) == [True]
    tries(3)
    later = time.monotonic() + 6
    monkeypatch.setattr(throttle.time, "monotonic", lambda: later)
    Allowance.objects.all().delete()  # another process let the window end
    assert tries(1) == [True]


@pytest.mark.django_db
def test_memory_holds_only_so_many_keys(remembers, monkeypatch):  # noqa: ARG001 - as in production
    monkeypatch.setattr(throttle, "MOST_REMEMBERED", 10)
    for number in range(25):
        tries(2, key=f"k{number}", limit=1)
    assert len(throttle._over) <= 10


@pytest.mark.django_db(transaction=True)
def test_parallel_hits_are_all_counted():
    def hit(_):
        try:
            return api.allow("k", limit=10, per=HOUR)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(hit, range(40))) == 10

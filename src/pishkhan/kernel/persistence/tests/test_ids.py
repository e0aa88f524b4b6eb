"""Identifiers of the application."""

import threading
import time

import pytest
from django.db import transaction

from pishkhan.kernel.persistence import ids


def test_identifiers_are_positive_fit_63_bits_and_grow():
    source = ids.IdSource(lambda: 5)
    drawn = [source.new() for _ in range(10_000)]
    assert drawn == sorted(set(drawn))
    assert 0 < drawn[0] <= drawn[-1] < 2**63


def test_threads_of_one_process_never_draw_the_same():
    drawn = []
    source = ids.IdSource(lambda: 7)
    threads = [
        threading.Thread(target=lambda: drawn.extend([source.new() for _ in range(2_000)]))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == 16_000


def test_two_nodes_never_draw_the_same():
    one, other = ids.IdSource(lambda: 1), ids.IdSource(lambda: 2)
    drawn = [source.new() for _ in range(5_000) for source in (one, other)]
    assert len(set(drawn)) == 10_000


def test_a_clock_that_goes_back_repeats_nothing(monkeypatch):
    source = ids.IdSource(lambda: 1)
    now = time.time_ns()
    before = source.new()
    monkeypatch.setattr(ids.time, "time_ns", lambda: now - 60_000_000_000)
    assert source.new() > before


def test_a_millisecond_that_is_full_borrows_from_the_next(monkeypatch):
    now = time.time_ns()
    monkeypatch.setattr(ids.time, "time_ns", lambda: now)
    source = ids.IdSource(lambda: 1023)
    drawn = [source.new() for _ in range(3 << ids.SEQUENCE_BITS)]
    assert drawn == sorted(set(drawn))


def node_of(identifier):
    return identifier >> ids.SEQUENCE_BITS & (1 << ids.NODE_BITS) - 1


def test_the_node_is_leased_anew_after_an_hour(monkeypatch):
    nodes = iter([3, 4])
    source = ids.IdSource(lambda: next(nodes))
    assert node_of(source.new()) == node_of(source.new()) == 3
    later = time.monotonic() + ids.LEASE_SECONDS + 1
    monkeypatch.setattr(ids.time, "monotonic", lambda: later)
    assert node_of(source.new()) == 4


@pytest.mark.django_db
def test_each_process_draws_from_a_node_of_its_own(monkeypatch):
    monkeypatch.setattr(ids, "_sources", {})
    mine = ids.new_id()
    monkeypatch.setattr(ids.os, "getpid", lambda: 1024 + 2**22)
    theirs = ids.new_id()
    assert node_of(theirs) == (node_of(mine) + 1) % 1024


@pytest.mark.django_db
def test_a_rollback_gives_no_node_back():
    with transaction.atomic():
        first = ids._next_node()
        transaction.set_rollback(True)
    assert ids._next_node() == (first + 1) % 1024


def test_without_a_database_there_is_an_identifier_and_the_node_is_asked_for_again():
    answers = iter([None, 9])
    source = ids.IdSource(lambda: next(answers))
    source.new()
    assert node_of(source.new()) == 9

"""Identifiers of the application."""

import os
import threading
import time

from pishkhan.kernel.persistence import ids


def test_identifiers_are_positive_fit_63_bits_and_grow():
    source = ids.IdSource(node=5)
    drawn = [source.new() for _ in range(10_000)]
    assert drawn == sorted(set(drawn))
    assert 0 < drawn[0] <= drawn[-1] < 2**63


def test_threads_of_one_process_never_draw_the_same():
    drawn = []
    threads = [
        threading.Thread(target=lambda: drawn.extend([ids.new_id() for _ in range(2_000)]))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == 16_000


def test_two_nodes_never_draw_the_same():
    one, other = ids.IdSource(node=1), ids.IdSource(node=2)
    drawn = [source.new() for _ in range(5_000) for source in (one, other)]
    assert len(set(drawn)) == 10_000


def test_a_clock_that_goes_back_repeats_nothing(monkeypatch):
    source = ids.IdSource(node=1)
    now = time.time_ns()
    before = source.new()
    monkeypatch.setattr(ids.time, "time_ns", lambda: now - 60_000_000_000)
    assert source.new() > before


def test_a_millisecond_that_is_full_borrows_from_the_next(monkeypatch):
    now = time.time_ns()
    monkeypatch.setattr(ids.time, "time_ns", lambda: now)
    source = ids.IdSource(node=1023)
    drawn = [source.new() for _ in range(3 << ids.SEQUENCE_BITS)]
    assert drawn == sorted(set(drawn))


def test_a_forked_process_draws_from_a_source_of_its_own(monkeypatch):
    mine = ids.new_id()
    child = os.getpid() + 1
    monkeypatch.setattr(ids.os, "getpid", lambda: child)
    theirs = ids.new_id()
    node = (1 << ids.NODE_BITS) - 1
    assert mine >> ids.SEQUENCE_BITS & node != theirs >> ids.SEQUENCE_BITS & node

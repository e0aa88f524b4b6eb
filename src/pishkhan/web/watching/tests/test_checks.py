"""Checks end in time, whatever they ask."""

import threading

import pytest

from pishkhan.web.watching import checks
from pishkhan.web.watching.checks import Finding, NotReady


@pytest.fixture
def declared(monkeypatch):
    known = {}
    monkeypatch.setattr(checks, "_declared", known)
    return known


def refuse():
    raise NotReady("full")


def break_down():
    raise RuntimeError("somebody's name")


def test_each_check_is_well_or_says_why_not(declared):
    declared |= {"a": lambda: "fine", "b": refuse, "c": break_down}
    assert checks.findings() == [
        Finding(name="a", is_well=True, why="fine"),
        Finding(name="b", is_well=False, why="full"),
        Finding(name="c", is_well=False, why="RuntimeError"),
    ]


def test_a_check_that_hangs_is_left_and_starts_no_second_thread(declared):
    go_on = threading.Event()
    declared |= {"quick": lambda: "fine", "hangs": lambda: str(go_on.wait())}
    try:
        [quick, hangs] = checks.findings(within_seconds=0.1)
        assert quick.is_well
        assert hangs == Finding(name="hangs", is_well=False, why="no answer in time")
        before = threading.active_count()
        again = checks.findings(within_seconds=0.1)
        assert {one.why for one in again} == {"still being asked"}
        assert threading.active_count() == before
    finally:
        go_on.set()
    assert all(one.is_well for one in checks.findings())

"""The pure rules: votes, spans, ways, what a button wants."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation.clock import TEHRAN, in_tehran
from pishkhan.kernel.calendars.api import Calendar
from pishkhan.kernel.cases import errors
from pishkhan.kernel.cases.rules import spans
from pishkhan.kernel.cases.rules.parsing import parse
from pishkhan.kernel.cases.rules.pressing import require_no_open_defects, require_words, tally
from pishkhan.kernel.cases.rules.process import Action, Span, TimerRule
from pishkhan.kernel.cases.terms import CommentRule, TimerDeed, TimerMoment, VoteRule
from pishkhan.kernel.cases.tests.test_diagram import PROCESSES


class EvenDays(Calendar):
    """Offices that work on even days of the month."""

    def is_working_day(self, day):
        return day.day % 2 == 0


START = datetime(2026, 1, 1, tzinfo=TEHRAN)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=1500)).map(lambda span: START + span)


@given(st.sampled_from(VoteRule), st.integers(1, 9), st.data())
def test_a_vote_is_never_both_and_always_decided_when_all_have_voted(rule, seats, data):
    yes = data.draw(st.integers(0, seats))
    no = data.draw(st.integers(0, seats - yes))
    verdict = tally(rule, yes=yes, no=no, seats=seats)

    if yes + no == seats:
        assert verdict is not None
    if verdict is True:
        assert tally(rule, yes=yes, no=seats - yes, seats=seats) is True
    if verdict is False:
        assert tally(rule, yes=seats - no, no=no, seats=seats) is False


def test_the_vote_rules_say_what_they_are_called():
    assert tally(VoteRule.ALL, yes=2, no=1, seats=3) is False
    assert tally(VoteRule.ANY, yes=1, no=0, seats=3) is True
    assert tally(VoteRule.MAJORITY, yes=1, no=1, seats=3) is None
    assert tally(VoteRule.MAJORITY, yes=2, no=2, seats=4) is False


@given(MOMENTS, st.integers(1, 30))
def test_a_working_day_deadline_ends_a_working_day(moment, days):
    due = in_tehran(spans.after(moment, Span(working_days=days), EvenDays()))

    assert due.time() == spans.END_OF_DAY
    assert due.day % 2 == 0
    assert due > moment


@given(MOMENTS, st.integers(1, 10))
def test_a_reminder_never_comes_before_the_task_nor_after_the_deadline(born, days):
    due = spans.after(born, Span(working_days=2), EvenDays())
    rule = TimerRule(
        name="remind",
        moment=TimerMoment.BEFORE_DUE,
        span=Span(working_days=days),
        deed=TimerDeed.REMIND,
    )

    assert born <= spans.fires_at(rule, born=born, due_at=due, calendar=EvenDays()) < due


@given(MOMENTS, st.sampled_from([TimerDeed.REMIND, TimerDeed.ESCALATE]))
def test_nobody_is_alarmed_at_night_or_on_a_free_day(due, deed):
    rule = TimerRule(name="late", moment=TimerMoment.AT_DUE, span=Span(), deed=deed)
    fires = in_tehran(spans.fires_at(rule, born=due, due_at=due, calendar=EvenDays()))

    assert fires.day % 2 == 0
    assert spans.MORNING <= fires.time() < spans.EVENING
    assert due <= fires < due + timedelta(days=4)


@given(MOMENTS)
def test_what_a_deadline_itself_does_is_done_on_the_minute(due):
    rule = TimerRule(name="end", moment=TimerMoment.AT_DUE, span=Span(), deed=TimerDeed.TAKE)
    assert spans.fires_at(rule, born=due, due_at=due, calendar=EvenDays()) == due


def test_days_and_hours_are_added_as_they_are():
    born = datetime(2027, 5, 15, 10, tzinfo=TEHRAN)

    assert spans.after(born, Span(days=1, hours=2), EvenDays()) - born == timedelta(hours=26)


@pytest.mark.parametrize("process", PROCESSES, ids=["letter", "council"])
def test_the_expected_way_ends_and_repeats_nothing(process):
    for name in process.states:
        path = process.path_from(name)
        assert len(path) == len(set(path))


ACTION = Action(name="a", title="الف", to="b")


def test_an_action_that_wants_nothing_gets_nothing():
    require_words(ACTION, comment="", reason="", defects=0, params={})


@pytest.mark.parametrize(
    ("wants", "refusal"),
    [
        ({"comment": CommentRule.REQUIRED}, errors.CommentRequired),
        ({"reason": "LIST"}, errors.ReasonRequired),
        ({"raises_defects": True}, errors.DefectsRequired),
        ({"params": {"organisation": True}}, errors.ParamRequired),
    ],
)
def test_each_want_has_its_refusal(wants, refusal):
    action = Action(name="a", title="الف", to="b", **wants)

    with pytest.raises(refusal):
        require_words(action, comment="", reason="", defects=0, params={"organisation": ""})


def test_open_defects_block_all_but_those_that_pass_them_by():
    require_no_open_defects(ACTION, 0)
    require_no_open_defects(Action(name="a", title="الف", to="b", despite_defects=True), 2)
    with pytest.raises(errors.Blocked):
        require_no_open_defects(ACTION, 2)


def test_wrong_types_are_faults_with_their_place():
    _process, faults = parse(
        {
            "service": 5,
            "version": "one",
            "title": "t",
            "start": "a",
            "orgs": [1],
            "states": {"a": {"kind": "dance", "title": "t", "timers": [{"name": "n"}], "due": 3}},
        }
    )

    assert len(faults) == 7
    assert any(fault.startswith("process.states.a.timers[0]") for fault in faults)

"""The rules of the commission, over everything that can be voted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import clock
from pishkhan.services.international_commission import rules
from pishkhan.services.international_commission.rules import Cast
from pishkhan.services.international_commission.terms import Ballot, Level, Presence, Verdict


seats = st.integers(1, 9)
ballots = st.sampled_from(list(Ballot))
votes = st.dictionaries(seats, ballots, max_size=9).map(
    lambda said: [Cast(seat_id=seat, ballot=ballot) for seat, ballot in said.items()]
)
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
distances = st.lists(st.integers(1, 400), unique=True, max_size=5)
SIDES = {
    Verdict.AGREE: {Ballot.AGREE, Ballot.CONDITIONS},
    Verdict.CONDITIONS: {Ballot.AGREE, Ballot.CONDITIONS},
    Verdict.REFUSE: {Ballot.REFUSE},
    Verdict.REFER: {Ballot.REFER},
}


first_moment = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(0), timedelta(days=2000)).map(lambda past: first_moment + past)


@given(moments, moments)
def test_a_session_is_called_for_now_or_later_and_never_for_a_day_that_is_over(at, now):
    assert rules.may_be_called(at, now) == (now - at <= rules.GRACE)
    assert rules.may_be_called(now, now)
    if at < clock.start_of(clock.in_tehran(now).date()) - rules.GRACE:
        assert not rules.may_be_called(at, now)


@given(moments, moments)
def test_a_session_begins_from_the_first_moment_of_its_day_in_tehran_on(at, now):
    first = clock.start_of(clock.in_tehran(at).date())
    assert rules.may_begin(at, now) == (now >= first)
    assert rules.may_begin(at, first)
    assert not rules.may_begin(at, first - timedelta(microseconds=1))


@given(st.sets(seats), st.sets(seats), st.integers(0, 9))
def test_there_is_a_quorum_only_of_those_who_may_vote(taken, barred, quorum):
    assert rules.has_quorum(taken, barred, quorum=quorum) == (len(taken - barred) >= max(1, quorum))


@given(st.sets(seats), st.sets(seats), st.integers(0, 9), seats)
def test_barring_somebody_never_makes_a_quorum(taken, barred, quorum, seat):
    if not rules.has_quorum(taken, barred, quorum=quorum):
        assert not rules.has_quorum(taken, barred | {seat}, quorum=quorum)


@given(st.sets(seats), votes, st.integers(0, 9))
def test_votes_are_counted_once_all_present_have_voted_and_they_reach_the_quorum(
    present, said, quorum
):
    missing = rules.votes_missing(present, said, quorum=quorum)
    voted = {vote.seat_id for vote in said} & present
    assert (missing == 0) == (voted == present and len(voted) >= max(1, quorum))
    assert missing >= len(present - voted)


@given(st.sets(seats, min_size=1), ballots, st.integers(0, 9))
def test_every_ballot_that_comes_leaves_one_less_missing(present, ballot, quorum):
    missing, said = rules.votes_missing(present, [], quorum=quorum), []
    for seat in sorted(present):
        said.append(Cast(seat_id=seat, ballot=ballot))
        assert rules.votes_missing(present, said, quorum=quorum) == missing - len(said)


@given(votes, seats)
def test_a_side_that_decides_has_half_of_the_votes_cast_and_more_unless_the_chair_is_on_it(
    said, chair
):
    verdict = rules.verdict_of(said, chair_id=chair)
    cast = [vote for vote in said if vote.ballot is not Ballot.ABSTAIN]
    if verdict is None:
        sizes = [sum(v.ballot in side for v in cast) for side in SIDES.values()]
        assert all(2 * size <= len(cast) for size in sizes)
        return
    own = [vote for vote in cast if vote.ballot in SIDES[verdict]]
    assert own
    assert 2 * len(own) > len(cast) or (
        2 * len(own) == len(cast) and chair in {vote.seat_id for vote in own}
    )


@given(votes, seats)
def test_abstaining_changes_nothing(said, chair):
    without = [vote for vote in said if vote.ballot is not Ballot.ABSTAIN]
    assert rules.verdict_of(said, chair_id=chair) == rules.verdict_of(without, chair_id=chair)


@given(votes, seats, st.randoms())
def test_the_order_of_votes_changes_nothing(said, chair, chance):
    turned = said[:]
    chance.shuffle(turned)
    assert rules.verdict_of(turned, chair_id=chair) == rules.verdict_of(said, chair_id=chair)


@given(votes, seats)
def test_one_more_refusal_never_turns_a_refusal(said, chair):
    if rules.verdict_of(said, chair_id=chair) is Verdict.REFUSE:
        more = [*said, Cast(seat_id=10, ballot=Ballot.REFUSE)]
        assert rules.verdict_of(more, chair_id=chair) is Verdict.REFUSE


def test_nobody_decides_nothing():
    assert rules.verdict_of([], chair_id=1) is None


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("agree agree refuse", Verdict.AGREE),
        ("agree conditions refuse", Verdict.CONDITIONS),
        ("agree agree conditions refuse", Verdict.AGREE),
        ("refuse agree", Verdict.REFUSE),
        ("agree refuse", Verdict.AGREE),
        ("abstain agree refuse", None),
        ("agree refuse refer", None),
        ("refer refer refuse", Verdict.REFER),
    ],
)
def test_known_sessions(said, verdict):
    cast = [Cast(seat_id=n, ballot=Ballot(word)) for n, word in enumerate(said.split(), start=1)]
    assert rules.verdict_of(cast, chair_id=1) == verdict


def test_only_the_university_refers():
    assert [one for one in Level if rules.may_refer(one)] == [Level.UNIVERSITY]


@given(st.dictionaries(seats, st.sampled_from(list(Presence))))
def test_a_seat_is_taken_unless_it_is_empty(presence):
    taken = rules.seats_taken(presence)
    assert taken == {seat for seat, how in presence.items() if how != "absent"}


@given(days, days, distances)
def test_a_notice_is_of_the_nearest_distance_reached(end, today, several):
    due, left = rules.notice_due(end, today, several), (end - today).days
    reached = [one for one in several if left <= one]
    assert due == (min(reached) if reached else None)


@given(days, st.lists(st.integers(1, 400), unique=True, min_size=1, max_size=5))
def test_watched_every_day_each_distance_is_told_once_in_falling_order(end, several):
    told = []
    for before in range(max(several) + 3, -3, -1):
        due = rules.notice_due(end, end - timedelta(days=before), several)
        if due is not None and (not told or due < told[-1]):
            told.append(due)
    assert told == sorted(several, reverse=True)


@given(st.text("A0123456789", min_size=1, max_size=20))
def test_of_a_number_only_the_end_can_be_read(number):
    shown = rules.masked(number)
    assert len(shown) == len(number)
    assert len(shown.replace("•", "")) <= rules.KEPT_OPEN


@pytest.mark.parametrize(
    ("fee", "outcome"), [(None, "none"), (0, "none"), (130_000, "due"), (True, "none")]
)
def test_a_fee_is_due_only_where_the_case_says_one(fee, outcome):
    decided = rules.FEE.decide({"fee_rials": fee})
    assert decided.outcome == outcome
    assert decided.because

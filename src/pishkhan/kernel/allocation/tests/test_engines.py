"""All engines give one outcome, and it has the properties that make people willing to tell the truth."""

import sys
from dataclasses import replace
from itertools import chain, permutations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from pishkhan.kernel.allocation.rules import (
    ceilings,
    checking,
    cutoffs,
    dictatorship,
    heaps,
    proposals,
    reasons,
    rounds,
    runs,
)
from pishkhan.kernel.allocation.rules.markets import NONE, Outcome, starts_of
from pishkhan.kernel.allocation.tests.markets import KINDS, lists_of, market


SEEDS = st.integers(0, 10**9)
MARKETS = 600  # of each kind and number of columns
TIMES = settings(max_examples=300, deadline=None)
FEW = settings(max_examples=40, deadline=None)


def places_of(outcome):
    """The place of each in the own list; whoever has none comes after all."""
    return np.where(outcome.choice == NONE, 999, outcome.choice)


def listing(made, lists):
    """The same people and seats with other lists."""
    return replace(
        made,
        start=starts_of(np.array([len(one) for one in lists], np.int64)),
        listed=np.array([*chain.from_iterable(lists)], np.int32),
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("columns", [1, 3])
def test_all_engines_and_the_checker_agree_on_thousands_of_markets(kind, columns):
    people = 0
    for seed in range(MARKETS):
        made, steps = market(seed, kind=kind, columns=columns)
        told = proposals.allocate(made)
        assert rounds.allocate(made).is_same_as(told), seed
        if not made.has_ceilings:
            assert heaps.allocate(made).is_same_as(told), seed
        if made.has_common_order:
            assert dictatorship.allocate(made).is_same_as(told), seed
        assert checking.check(made, told).are_none, seed
        assert runs.run(made, steps).outcome.is_same_as(told)
        people += made.count
    sys.stdout.write(
        f"\n{kind}, {columns} columns: {MARKETS} markets, {people} people: all engines agree"
    )


@TIMES
@given(SEEDS, st.sampled_from(KINDS), st.integers(1, 3))
def test_the_engines_agree_on_whatever_market(seed, kind, columns):
    made, steps = market(seed, kind=kind, columns=columns)
    told = runs.run(made, steps)
    assert told.outcome.is_same_as(proposals.allocate(made))
    assert told.findings == checking.GOOD


COMPILED = [
    (heaps, "_deferred_acceptance"),
    (heaps, "_rise"),
    (heaps, "_replace_weakest"),
    (dictatorship, "_in_turn"),
]


@pytest.fixture
def no_compiler(monkeypatch):
    """The engines as they are written, without machine code."""
    for module, name in COMPILED:
        made = getattr(module, name)
        monkeypatch.setattr(module, name, getattr(made, "py_func", made))


@pytest.mark.usefixtures("no_compiler")
@pytest.mark.parametrize("kind", ["plain", "open_first", "hard"])
def test_the_engines_are_the_same_without_the_compiler(kind):
    for seed in range(100):
        made, steps = market(seed, kind=kind, columns=seed % 2 + 1)
        told = proposals.allocate(made)
        assert heaps.allocate(made).is_same_as(told)
        assert runs.run(made, steps).outcome.is_same_as(told)


def test_without_numba_the_engine_stays_as_it_is_written(monkeypatch):
    monkeypatch.setattr(heaps, "find_spec", lambda _: None)
    assert heaps.compiled(market) is market


@TIMES
@given(SEEDS, st.sampled_from(KINDS))
def test_it_does_not_matter_in_which_order_people_are_counted(seed, kind):
    made, _ = market(seed, kind=kind, columns=2)
    new = np.random.default_rng(seed).permutation(made.count)  # the new place's old person
    old = np.argsort(new).astype(np.int32)
    people, lists = made.applicants, lists_of(made)
    moved = replace(
        listing(made, [lists[one] for one in new]),
        applicants=replace(
            people,
            rank=people.rank[new],
            order=old[people.order],
            score=people.score[new],
            groups=people.groups[new],
            is_female=people.is_female[new],
            draw=people.draw[new],
        ),
    )
    there, here = rounds.allocate(moved), rounds.allocate(made)
    assert np.array_equal(there.choice, here.choice[new])
    assert np.array_equal(there.bucket, here.bucket[new])
    assert proposals.allocate(moved).is_same_as(there)


@FEW
@given(SEEDS, st.sampled_from(KINDS))
def test_nobody_gains_by_any_other_list(seed, kind):
    made, _ = market(seed, kind=kind, columns=2, count=5, programmes=3)
    truth, honest = lists_of(made), rounds.allocate(made)
    reports = [list(one) for length in range(4) for one in permutations(range(3), length)]
    for person in range(made.count):
        for report in reports:
            lied = rounds.allocate(listing(made, [*truth[:person], report, *truth[person + 1 :]]))
            got = lied.choice[person]
            if got != NONE and report[got] in truth[person]:
                assert truth[person].index(report[got]) >= places_of(honest)[person]


@TIMES
@given(SEEDS, st.sampled_from(KINDS))
def test_one_more_seat_hurts_nobody(seed, kind):
    made, _ = market(seed, kind=kind, columns=2)
    seats = made.programmes.seats.copy()
    seats[seed % len(seats)] += 1
    more = replace(made, programmes=replace(made.programmes, seats=seats))
    assert (places_of(rounds.allocate(more)) <= places_of(rounds.allocate(made))).all()


@TIMES
@given(SEEDS, st.sampled_from(KINDS))
def test_who_stays_loses_nothing_when_others_leave(seed, kind):
    made, _ = market(seed, kind=kind, columns=2)
    gone = np.random.default_rng(seed).random(made.count) < 0.2
    before, after = rounds.allocate(made), rounds.allocate(made.without(gone))
    assert (after.choice[gone] == NONE).all()
    assert (places_of(after) <= places_of(before))[~gone].all()


@TIMES
@given(SEEDS, st.sampled_from(["plain", "hard"]))
def test_in_a_common_order_the_score_that_is_said_to_suffice_does(seed, kind):
    made, steps = market(seed, kind=kind)
    run = runs.run(made, steps)
    told = reasons.reasons(made, run.outcome, run.cutoffs, begin=0, end=len(made.listed))
    for choice in np.flatnonzero(told.enough != NONE)[:20].tolist():
        person = int(np.searchsorted(made.start, choice, side="right")) - 1
        assert with_score(made, person, int(told.enough[choice])) <= choice - made.start[person]


def with_score(made, person, score):
    """The place in the own list that the person would have with this score."""
    people = made.applicants
    scores = people.score.copy()
    scores[person, 0] = score
    order = np.lexsort((people.draw, ~people.is_female, -scores[:, 0])).astype(np.int32)
    rank = np.argsort(order).astype(np.int32)
    changed = replace(people, score=scores, order=order[None, :], rank=rank[:, None])
    return places_of(proposals.allocate(replace(made, applicants=changed)))[person]


def test_nothing_is_said_to_suffice_where_orders_differ():
    for seed in range(200):
        made, steps = market(seed, columns=2)
        run = runs.run(made, steps)
        told = reasons.reasons(made, run.outcome, run.cutoffs, begin=0, end=len(made.listed))
        assert made.has_common_order or (told.enough == NONE).all()


@TIMES
@given(SEEDS, st.sampled_from(KINDS))
def test_every_reason_is_true_of_the_outcome(seed, kind):
    made, steps = market(seed, kind=kind, columns=2)
    run = runs.run(made, steps)
    told = reasons.reasons(made, run.outcome, run.cutoffs, begin=0, end=len(made.listed))
    for choice, status in enumerate(told.status.tolist()):
        person = int(np.searchsorted(made.start, choice, side="right")) - 1
        number, got = choice - made.start[person], run.outcome.choice[person]
        assert (status == reasons.Status.ADMITTED) == (number == got)
        assert (status == reasons.Status.NOT_NEEDED) == (NONE != got < number)
        if status in {reasons.Status.BELOW_CUTOFF, reasons.Status.TIE_LOST}:
            last = run.cutoffs.last[told.bucket[choice]]
            column = made.programmes.column[made.listed[choice]]
            own, others = made.applicants.score[[person, last], column]
            assert last != NONE
            if status == reasons.Status.TIE_LOST:
                assert own == others
            elif not made.programmes.comes_first.any():
                assert own < others


PEOPLE = st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=8)


@settings(max_examples=1500, deadline=None)
@given(PEOPLE, st.integers(0, 5), st.integers(0, 5), st.randoms(use_true_random=False))
def test_the_ceiling_fills_the_seats_and_never_turns_on_somebody_when_another_leaves(
    people, seats, ceiling, random
):
    draw = np.array(random.sample(range(100), len(people)))
    score, female = (np.array(one) for one in zip(*people, strict=True))

    def taken(these):
        kept = ceilings.admitted(
            score[these], female[these], draw[these], seats=seats, ceiling=ceiling
        )
        return {*np.array(these)[kept].tolist()}

    everybody = [*range(len(people))]
    full = taken(everybody)
    assert len(full) == min(seats, len(people))
    for gone in everybody:
        assert full - {gone} <= taken([one for one in everybody if one != gone])
    if ceiling >= seats:
        plain = sorted(everybody, key=lambda one: (-score[one], not female[one], draw[one]))
        assert full == set(plain[:seats])


def test_of_two_equals_the_woman_is_taken_and_after_the_ceiling_the_lottery_decides():
    equal, women, draw = np.zeros(4, np.int64), np.array([False, True, True, False]), np.arange(4)
    one = ceilings.admitted(equal[:2], women[:2], draw[:2], seats=1, ceiling=1)
    assert one.tolist() == [False, True]
    two = ceilings.admitted(equal, women, draw, seats=2, ceiling=1)
    assert two.tolist() == [True, True, False, False]


def test_nobody_and_nothing_is_a_market_too():
    for count, programmes in [(0, 0), (0, 3), (3, 0)]:
        made, steps = market(1, count=count, programmes=programmes)
        run = runs.run(made, steps)
        assert (run.outcome.choice == NONE).all()


def test_the_cutoffs_name_the_last_admitted_and_the_step_that_decided():
    ends = set()
    for seed in range(300):
        made, steps = market(seed, columns=2)
        run = runs.run(made, steps)
        placed, programme, _ = run.outcome.seats(made)
        for bucket in range(made.programmes.count):
            inside = placed[programme == bucket]
            seats = made.programmes.seats[bucket]
            assert run.cutoffs.filled[bucket] == len(inside)
            if seats and len(inside) == seats:
                rank = made.applicants.rank[inside, made.programmes.column[bucket]]
                assert run.cutoffs.last[bucket] == inside[rank.argmax()]
            else:
                assert run.cutoffs.last[bucket] == NONE
        ends |= {*run.cutoffs.decided_by.tolist()}
    assert ends == {NONE, 0, 1}  # by score, by sex, by lottery


def test_a_run_gives_nothing_when_an_engine_is_wrong(monkeypatch):
    made, steps = market(3)
    nobody = np.full(made.count, NONE, np.int32)
    monkeypatch.setattr(rounds, "allocate", lambda _: Outcome(choice=nobody, bucket=nobody))
    with pytest.raises(runs.EnginesDisagree):
        runs.run(made, steps)
    monkeypatch.setattr(dictatorship, "allocate", rounds.allocate)
    with pytest.raises(runs.OutcomeUnsound):
        runs.run(made, steps)


def test_the_cutoffs_of_nobody_are_empty():
    made, steps = market(1, count=0, programmes=2)
    found = cutoffs.cutoffs(made, rounds.allocate(made), steps)
    assert found.filled.tolist() == [0, 0]
    assert found.last.tolist() == [NONE, NONE]

"""The checker finds each kind of wrong outcome."""

from dataclasses import replace

import numpy as np
import pytest

from pishkhan.kernel.allocation.rules import checking, rounds
from pishkhan.kernel.allocation.rules.markets import NONE
from pishkhan.kernel.allocation.tests.markets import KINDS, market


def outcomes(kind):
    """Good outcomes with somebody placed and somebody refused."""
    for seed in range(60):
        made, _ = market(seed, kind=kind, columns=2)
        outcome = rounds.allocate(made)
        if (outcome.choice > NONE).any():
            yield made, outcome


def changed(outcome, person, choice, bucket):
    one = replace(outcome, choice=outcome.choice.copy(), bucket=outcome.bucket.copy())
    one.choice[person], one.bucket[person] = choice, bucket
    return one


@pytest.mark.parametrize("kind", KINDS)
def test_a_seat_taken_away_is_waste(kind):
    for made, outcome in outcomes(kind):
        person = np.flatnonzero(outcome.choice != NONE)[0]
        found = checking.check(made, changed(outcome, person, NONE, NONE))
        assert found.waste > 0


@pytest.mark.parametrize(("choice", "bucket"), [(99, 0), (0, 9), (NONE, 0), (0, NONE)])
def test_a_place_that_nobody_listed_or_that_does_not_exist_is_found(choice, bucket):
    for made, outcome in outcomes("open_first"):
        person = np.flatnonzero(outcome.choice != NONE)[0]
        assert checking.check(made, changed(outcome, person, choice, bucket)).unlisted == 1


@pytest.mark.parametrize("kind", KINDS)
def test_one_too_many_is_over_the_capacity(kind):
    tried = 0
    for made, outcome in outcomes(kind):
        refused = np.flatnonzero((outcome.choice == NONE) & (np.diff(made.start) > 0))
        for person in refused[:1]:
            assert checking.check(made, changed(outcome, person, 0, 0)).over_capacity == 1
            tried += 1
    assert tried


@pytest.mark.parametrize("kind", KINDS)
def test_the_seat_of_somebody_stronger_is_envied(kind):
    """Whoever is refused takes the seat of the one before whom they come last."""
    tried = 0
    for made, outcome in outcomes(kind):
        placed, programme, _ = outcome.seats(made)
        for person in np.flatnonzero(outcome.choice == NONE):
            listed = made.listed[made.start[person] : made.start[person + 1]]
            for holder in placed[programme == listed[0]][:1] if len(listed) else []:
                swapped = changed(outcome, person, 0, outcome.bucket[holder])
                swapped = changed(swapped, holder, NONE, NONE)
                assert not checking.check(made, swapped).are_none
                tried += 1
    assert tried


def test_a_bucket_that_is_not_open_to_somebody_is_found():
    tried = 0
    for made, outcome in outcomes("hard"):
        placed, programme, _ = outcome.seats(made)
        for number, person in enumerate(placed):
            reserved = made.programmes.first_bucket[programme[number]] + 1
            one = np.array([person])
            if not made.may_sit(one, np.array([reserved]))[0]:
                moved = changed(outcome, person, outcome.choice[person], 1)
                assert checking.check(made, moved).not_open == 1
                tried += 1
    assert tried

"""Other people's programs give the same places on random markets."""

import sys
import warnings

from matching.games import HospitalResident
from matching_algorithms import school_choice_da

from pishkhan.kernel.allocation.rules import heaps, rounds
from pishkhan.kernel.allocation.rules.markets import NONE
from pishkhan.kernel.allocation.tests.markets import lists_of, market


MARKETS = 1000


def priorities(made):
    """For each programme with a seat those who listed it, best first."""
    people, programmes, lists = made.applicants, made.programmes, lists_of(made)
    return {
        p: [int(a) for a in people.order[programmes.column[p]] if p in lists[a]]
        for p in range(programmes.count)
        if programmes.seats[p]
    }


def ours(made):
    """Who sits where, by two engines."""
    outcome = heaps.allocate(made)
    assert rounds.allocate(made).is_same_as(outcome)
    return {
        a: one[outcome.choice[a]]
        for a, one in enumerate(lists_of(made))
        if outcome.choice[a] != NONE
    }


def sensible(made):
    """The lists without programmes that have no seat, for programs that know only others."""
    return {
        a: wanted
        for a, one in enumerate(lists_of(made))
        if (wanted := [p for p in one if made.programmes.seats[p]])
    }


def test_the_package_matching_agrees():
    compared = 0
    for seed in range(MARKETS):
        made, _ = market(seed, columns=seed % 3 + 1)
        wanted = {p: those for p, those in priorities(made).items() if those}
        if not wanted:
            continue
        seats = {f"p{p}": int(made.programmes.seats[p]) for p in wanted}
        residents = {f"a{a}": [f"p{p}" for p in one] for a, one in sensible(made).items()}
        hospitals = {f"p{p}": [f"a{a}" for a in those] for p, those in wanted.items()}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of seats without takers
            game = HospitalResident.create_from_dictionaries(residents, hospitals, seats)
            solved = game.solve(optimal="resident")
        theirs = {int(a.name[1:]): int(p.name[1:]) for p, those in solved.items() for a in those}
        assert theirs == ours(made), seed
        compared += 1
    sys.stdout.write(f"\nmatching: the same places in {compared} random markets")
    assert compared > MARKETS * 0.9


def test_the_package_matching_algorithms_agrees():
    compared = 0
    for seed in range(MARKETS, 2 * MARKETS):
        made, _ = market(seed, columns=seed % 3 + 1)
        schools = {
            str(p): {
                "capacity": int(made.programmes.seats[p]),
                "priorities": [str(a) for a in those],
            }
            for p, those in priorities(made).items()
        }
        students = {str(a): [str(p) for p in one] for a, one in sensible(made).items()}
        found = school_choice_da(students, schools)
        theirs = {int(a): int(p) for p, those in found.items() for a in those}
        assert theirs == ours(made), seed
        compared += 1
    sys.stdout.write(f"\nmatching-algorithms: the same places in {compared} random markets")

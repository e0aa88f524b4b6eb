"""Which choices stand: each choice gets the number of the first rule that it fails, or STANDS.

Facts are whole numbers that stand for texts of one vocabulary, so that two facts are the same
text exactly when they are the same number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch

import numpy as np
from numpy.typing import NDArray

from pishkhan.kernel.allocation.rules.markets import NONE, Flags, Numbers, Small
from pishkhan.kernel.allocation.rules.schemes import (
    APPLICANT,
    GROUP_WITHOUT_RULE,
    NO_REFERENCE,
    PROGRAMME,
    Among,
    Fact,
    Matrix,
    Rule,
    Same,
    Scheme,
    Threshold,
)


STANDS = 0
BUILT_IN = ("", "OVER_MAXIMUM", "REPEATED_CODE", "UNKNOWN_CODE", "NO_SCORE", GROUP_WITHOUT_RULE,
            NO_REFERENCE)  # fmt: skip
OVER_MAXIMUM, REPEATED, UNKNOWN, NO_SCORE, NO_GROUP, NO_LAST = range(1, len(BUILT_IN))
Numbered = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What the rules look at.

    `of[APPLICANT]["city"]` holds for each applicant the number of the city in `vocabulary`.
    `references["last"][p, q]` is the reference score of programme `p` in quota `q` of the
    vocabulary's `quotas`, NONE where there is none.
    """

    vocabulary: Mapping[str, int]
    of: Mapping[str, Mapping[str, Small]]
    references: Mapping[str, Numbers]
    quotas: Mapping[str, int]
    quota: Small
    score: Numbers
    column: Small


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """Some choices: who, the place in their list from 1, and the programme or NONE."""

    who: Small
    rank: Small
    programme: Small
    is_repeated: Flags


def codes_of(scheme: Scheme) -> list[str]:
    """The code that each number stands for."""
    return [*BUILT_IN, *(rule.code for rule in scheme.rules)]


def verdicts(scheme: Scheme, facts: Facts, choices: Choices) -> Numbered:
    """For each choice the number of the first rule that it fails, or STANDS."""
    failed = np.zeros(len(choices.who), np.uint8)
    for number, rule in enumerate(scheme.applicant_rules, start=len(BUILT_IN)):
        _put(failed, np.arange(len(failed)), ~holds(rule, facts, choices), number)
    _put(failed, np.arange(len(failed)), choices.rank > scheme.maximum_choices, OVER_MAXIMUM)
    _put(failed, np.arange(len(failed)), choices.is_repeated, REPEATED)
    _put(failed, np.arange(len(failed)), choices.programme == NONE, UNKNOWN)
    known = np.flatnonzero(choices.programme != NONE)
    those = part(choices, known)
    _put(failed, known, own_score(facts, those) == NONE, NO_SCORE)
    first = len(BUILT_IN) + len(scheme.applicant_rules)
    for number, rule in enumerate(scheme.choice_rules, start=first):
        if isinstance(rule, Threshold):
            percent, reference = percent_and_reference(rule, facts, those)
            _put(failed, known, percent == NONE, NO_GROUP)
            _put(failed, known, reference == NONE, NO_LAST)
        _put(failed, known, ~holds(rule, facts, those), number)
    return failed


def part(choices: Choices, these: Numbers) -> Choices:
    """Only these of the choices."""
    return Choices(
        who=choices.who[these],
        rank=choices.rank[these],
        programme=choices.programme[these],
        is_repeated=choices.is_repeated[these],
    )


def own_score(facts: Facts, choices: Choices) -> Numbers:
    """The score that counts for each choice."""
    return facts.score[choices.who, facts.column[choices.programme]]


def need(rule: Threshold, facts: Facts, choices: Choices) -> Numbers:
    """The least score that suffices, in whole numbers: percent of the reference, rounded up."""
    percent, reference = percent_and_reference(rule, facts, choices)
    return -(-percent * reference // 100)


def percent_and_reference(
    rule: Threshold, facts: Facts, choices: Choices
) -> tuple[Numbers, Numbers]:
    """For each choice the percent of its group and the reference score, NONE where missing."""
    by_group = np.full(len(facts.vocabulary), NONE, np.int64)
    for name, percent in rule.percents.items():
        if name in facts.vocabulary and percent is not None:
            by_group[facts.vocabulary[name]] = percent
    group = facts.of[PROGRAMME][rule.by.name][choices.programme]
    reference = facts.references[rule.reference][choices.programme, facts.quota[choices.who]]
    return by_group[group], reference


def values_of(fact: Fact, facts: Facts, choices: Choices) -> Small:
    """The fact of each choice, as numbers of the vocabulary."""
    index = choices.who if fact.of == APPLICANT else choices.programme
    return facts.of[fact.of][fact.name][index]


@singledispatch
def holds(rule: Rule, facts: Facts, choices: Choices) -> Flags:
    """Whether the rule holds for each choice."""
    raise TypeError(type(rule), facts, choices)


@holds.register
def _(rule: Among, facts: Facts, choices: Choices) -> Flags:
    is_listed = _flags(facts.vocabulary, rule.values)
    return is_listed[values_of(rule.fact, facts, choices)] ^ rule.is_negated


@holds.register
def _(rule: Same, facts: Facts, choices: Choices) -> Flags:
    one = values_of(rule.fact, facts, choices)
    is_same: Flags = one == values_of(rule.other, facts, choices)
    return is_same ^ rule.is_negated


@holds.register
def _(rule: Matrix, facts: Facts, choices: Choices) -> Flags:
    row_of = np.zeros(len(facts.vocabulary), np.int64)  # row 0 reaches nothing
    rows = [np.zeros(len(facts.vocabulary), np.bool_)]
    for row, reached in rule.reaches.items():
        if row in facts.vocabulary:
            row_of[facts.vocabulary[row]] = len(rows)
            rows.append(_flags(facts.vocabulary, reached))
    start = row_of[values_of(rule.fact, facts, choices)]
    reaches: Flags = np.stack(rows)[start, values_of(rule.other, facts, choices)]
    return reaches


@holds.register
def _(rule: Threshold, facts: Facts, choices: Choices) -> Flags:
    percent, reference = percent_and_reference(rule, facts, choices)
    suffices: Flags = 100 * own_score(facts, choices) >= percent * reference
    return suffices


def _put(failed: Numbered, at: Numbers, fails: Flags, number: int) -> None:
    """Note the rule where it fails and no rule before it did."""
    new = at[fails]
    failed[new[failed[new] == STANDS]] = number


def _flags(vocabulary: Mapping[str, int], words: Sequence[str] | frozenset[str]) -> Flags:
    flags = np.zeros(len(vocabulary), np.bool_)
    flags[[vocabulary[word] for word in words if word in vocabulary]] = True
    return flags

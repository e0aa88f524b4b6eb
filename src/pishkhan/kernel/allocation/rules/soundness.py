"""What a scheme and its programmes must satisfy together, before anything is allocated."""

from collections.abc import Mapping, Sequence

import numpy as np

from pishkhan.kernel.allocation.rules.markets import NONE, Programmes
from pishkhan.kernel.allocation.rules.ranking import FEMALE, ID, LOTTERY
from pishkhan.kernel.allocation.rules.schemes import (
    PROGRAMME,
    Matrix,
    Scheme,
    Threshold,
    UnsoundScheme,
)


MOST_GROUPS = 63
MOST_RULES = 200
_WITH_CEILING = {(FEMALE, LOTTERY), (FEMALE, LOTTERY, ID)}


def check_rules(scheme: Scheme, values: Mapping[str, Sequence[str]]) -> None:
    """Raises UnsoundScheme where a programme's fact (`values` by column) has no rule."""
    if len(scheme.rules) > MOST_RULES:
        raise UnsoundScheme(f"More than {MOST_RULES} rules.")
    for rule in scheme.choice_rules:
        if isinstance(rule, Threshold):
            missing = sorted(set(values[rule.by.name]) - set(rule.percents))
            _refuse_gap(rule.code, rule.by.name, missing)
        if isinstance(rule, Matrix) and rule.other.of == PROGRAMME:
            missing = sorted(set(values[rule.other.name]) - set(rule.reaches))
            _refuse_gap(rule.code, rule.other.name, missing)


def _refuse_gap(code: str, column: str, missing: Sequence[str]) -> None:
    if missing:
        named = ", ".join(word or "(empty)" for word in missing)
        raise UnsoundScheme(
            f"{code} has a gap: programmes have {column} {named}, for which it says nothing. "
            'Give it a row; a percent of "refused" closes the group.'
        )


def check_seats(
    scheme: Scheme, programmes: Programmes, names: Sequence[str], capacity: Sequence[int]
) -> None:
    """Raises UnsoundScheme where buckets do not make up a capacity, or a ceiling has no meaning."""
    total = np.zeros(len(names), np.int64)
    np.add.at(total, programmes.programme_of_bucket, programmes.seats)
    for name, seats, own in zip(names, total.tolist(), capacity, strict=True):
        if seats != own:
            raise UnsoundScheme(f"Programme {name}: its buckets have {seats} of {own} seats.")
    with_ceiling = np.flatnonzero(programmes.female_ceiling != NONE)
    several = with_ceiling[np.diff(programmes.first_bucket)[with_ceiling] > 1]
    if len(several):
        raise UnsoundScheme(
            f"Programme {names[several[0]]} has several buckets and a ceiling on women: "
            "no rule says in which bucket the ceiling counts."
        )
    if len(with_ceiling) and scheme.tie_break not in _WITH_CEILING:
        raise UnsoundScheme(
            'A ceiling on women needs the tie-break list ["female", "lottery"]: '
            "above the ceiling only the lottery may decide."
        )

"""Random markets for the tests, and what other people's programs say of them."""

import numpy as np

from pishkhan.kernel.allocation.rules import ranking
from pishkhan.kernel.allocation.rules.markets import (
    NONE,
    Applicants,
    Market,
    Programmes,
    starts_of,
)


KINDS = ("plain", "open_first", "reserved_first", "hard", "ceilings")


def people(random, *, count, columns=1, scores=6):
    """Applicants with many equal scores, and the steps that decide between equals."""
    score = random.integers(0, scores, (count, columns)).astype(np.int64)
    is_female = random.random(count) < 0.5
    lottery = random.integers(0, 2**64, count, dtype=np.uint64)
    steps = [ranking.women_first(is_female), ranking.by_lottery(lottery)]
    rank, order = ranking.orders(score, steps)
    applicants = Applicants(
        rank=rank,
        order=order,
        score=score,
        groups=np.uint64(1) << random.integers(0, 4, count).astype(np.uint64),
        is_female=is_female,
        draw=ranking.places(steps[1]),
    )
    return applicants, steps


def seats(random, *, count, columns=1, kind="plain", most=5):
    """Programmes: buckets of the kind; two of four groups are protected."""
    capacity = random.integers(0, most, count)
    reserved = random.integers(0, capacity + 1)
    protected = np.uint64(0b1100)
    may_sit, first = np.zeros((count, 2), np.uint64), np.zeros((count, 2), np.uint64)
    ceiling = np.full(count, NONE, np.int64)
    pair = np.stack([capacity - reserved, reserved], 1)
    if kind == "reserved_first":
        pair = pair[:, ::-1]
        first[:, 0] = protected
    elif kind == "open_first":
        first[:, 1] = protected
    elif kind == "hard":
        may_sit[:, 1] = protected
    else:
        pair, may_sit, first = capacity[:, None], may_sit[:, :1], first[:, :1]
    if kind == "ceilings":
        ceiling = random.integers(-1, most, count)
    return Programmes(
        column=random.integers(0, columns, count).astype(np.int32),
        first_bucket=np.arange(count + 1, dtype=np.int64) * pair.shape[1],
        seats=np.ascontiguousarray(pair).reshape(-1).astype(np.int64),
        may_sit=may_sit.reshape(-1),
        comes_first=first.reshape(-1),
        female_ceiling=ceiling.astype(np.int64),
    )


def market(seed, *, kind="plain", columns=1, count=None, programmes=None):
    """A small market, the same for the same seed, with its steps."""
    random = np.random.default_rng(seed)
    count = int(random.integers(1, 40)) if count is None else count
    programmes = int(random.integers(1, 9)) if programmes is None else programmes
    applicants, steps = people(random, count=count, columns=columns)
    lists = [
        random.permutation(programmes)[: int(random.integers(0, programmes + 1))]
        for _ in range(count)
    ]
    made = Market(
        applicants=applicants,
        programmes=seats(random, count=programmes, columns=columns, kind=kind),
        start=starts_of(np.array([len(one) for one in lists], np.int64)),
        listed=np.concatenate([*lists, np.empty(0, np.int32)]).astype(np.int32),
    )
    return made, steps


def lists_of(market):
    """The choices of each applicant."""
    start = market.start
    return [market.listed[start[a] : start[a + 1]].tolist() for a in range(market.count)]

"""The frozen market: who listed what, who comes before whom, and which seats there are.

Everything is an array of whole numbers. Applicants, programmes and buckets are 0, 1, 2 …;
`start` and `first_bucket` say where the choices of an applicant and the buckets of a programme
begin in the long arrays, and where the last one's end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray


Numbers = NDArray[np.int64]
Small = NDArray[np.int32]
Masks = NDArray[np.uint64]
Flags = NDArray[np.bool_]
NONE = -1
EVERYBODY = np.uint64(0)
AFTER_THOSE_FIRST = np.int64(1) << 32  # added to the rank of whoever is not among those first
BEYOND = np.int64(1) << 40  # later than any key


@dataclass(frozen=True, kw_only=True, slots=True)
class Applicants:
    """What decides between people; the index of an applicant is the order of the ids.

    `rank[a, c]` is the place of `a` in the strict order of score column `c`, 0 is best;
    `order[c]` is the same order read the other way. `groups` has a bit for each quota and flag.
    `score` is NONE where there is none; `draw` is the place in the lottery.
    """

    rank: Small
    order: Small
    score: Numbers
    groups: Masks
    is_female: Flags
    draw: Small


@dataclass(frozen=True, kw_only=True, slots=True)
class Programmes:
    """Seats. A programme's buckets are filled in their order.

    A mask of EVERYBODY in `may_sit` shuts nobody out, in `comes_first` prefers nobody.
    `female_ceiling` is NONE, or how many women may come first among equals.
    """

    column: Small
    first_bucket: Numbers
    seats: Numbers
    may_sit: Masks
    comes_first: Masks
    female_ceiling: Numbers

    @property
    def count(self) -> int:
        """How many programmes."""
        return len(self.column)

    @property
    def programme_of_bucket(self) -> Small:
        """Which programme each bucket belongs to."""
        many = np.diff(self.first_bucket)
        return np.repeat(np.arange(self.count, dtype=np.int32), many)


@dataclass(frozen=True, kw_only=True, slots=True)
class Market:
    """Applicants with the choices that stand, best first, and the programmes."""

    applicants: Applicants
    programmes: Programmes
    start: Numbers
    listed: Small

    @property
    def count(self) -> int:
        """How many applicants."""
        return len(self.start) - 1

    @property
    def has_ceilings(self) -> bool:
        """Whether women come first among equals only up to a number, somewhere."""
        return bool((self.programmes.female_ceiling != NONE).any())

    @property
    def has_common_order(self) -> bool:
        """Whether all seats are taken in one and the same order of the applicants.

        Then, and only then, "with this score you would have been placed here or better" is true.
        """
        columns = np.unique(self.programmes.column)
        prefers = (self.programmes.comes_first != EVERYBODY).any()
        return len(columns) <= 1 and not prefers and not self.has_ceilings

    def key(self, applicants: Small | Numbers, buckets: Numbers) -> Numbers:
        """The place of each applicant in the order of the bucket beside it; lower comes first."""
        column = self.programmes.column[self.programmes.programme_of_bucket[buckets]]
        rank = self.applicants.rank[applicants, column].astype(np.int64)
        first = self.programmes.comes_first[buckets]
        is_after = (first != EVERYBODY) & ((first & self.applicants.groups[applicants]) == 0)
        return rank + np.where(is_after, AFTER_THOSE_FIRST, 0)

    def may_sit(self, applicants: Small | Numbers, buckets: Numbers) -> Flags:
        """Whether the bucket is open to the applicant beside it."""
        mask = self.programmes.may_sit[buckets]
        is_open: Flags = (mask == EVERYBODY) | ((mask & self.applicants.groups[applicants]) != 0)
        return is_open

    def without(self, gone: Flags) -> "Market":
        """The market of a later round: those who left list nothing."""
        keep = ~np.repeat(gone, np.diff(self.start))
        length = np.where(gone, 0, np.diff(self.start))
        return replace(self, start=starts_of(length), listed=self.listed[keep])


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """For each applicant the choice obtained and the bucket inside its programme, or NONE."""

    choice: Small
    bucket: Small

    def is_same_as(self, other: "Outcome") -> bool:
        """Whether everybody sits in the same seat."""
        return bool(
            np.array_equal(self.choice, other.choice) and np.array_equal(self.bucket, other.bucket)
        )

    def seats(self, market: Market) -> tuple[Small, Numbers, Numbers]:
        """Those who are placed, their programmes, and their buckets counted over all."""
        placed = np.flatnonzero(self.choice != NONE).astype(np.int32)
        programme = market.listed[market.start[placed] + self.choice[placed]].astype(np.int64)
        bucket = market.programmes.first_bucket[programme] + self.bucket[placed]
        return placed, programme, bucket


def starts_of(lengths: NDArray[np.signedinteger]) -> Numbers:
    """Where each run begins, and where the last ends."""
    start = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=start[1:])
    return start


def buckets_of_choices(market: Market, choices: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """First buckets, second buckets … of these choices' programmes: positions, and the buckets."""
    programme = market.listed[choices]
    first = market.programmes.first_bucket
    many = first[programme + 1] - first[programme]
    for number in range(int(many.max(initial=0))):
        have = np.flatnonzero(many > number)
        yield have, first[programme[have]] + number

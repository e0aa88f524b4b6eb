"""From the texts of a folder to the arrays of a market: facts, groups, seats, eligibility, order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pishkhan.kernel.allocation.folder.reading import SCORE, YES, Inputs, words_of
from pishkhan.kernel.allocation.folder.tables import Part, Texts, as_flags, whole_numbers
from pishkhan.kernel.allocation.rules import eligibility, lottery, ranking, soundness
from pishkhan.kernel.allocation.rules.markets import (
    NONE,
    Applicants,
    Flags,
    Market,
    Masks,
    Numbers,
    Programmes,
    Small,
    starts_of,
)
from pishkhan.kernel.allocation.rules.schemes import (
    APPLICANT,
    PROGRAMME,
    PROGRAMME_ID,
    QUOTA,
    Scheme,
    Share,
    UnsoundScheme,
)


CHOICES_A_PART = 500_000
WHOLE = "all"  # the one bucket of a programme without buckets


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """A market with what its answers must be told in: names, and choices that do not stand.

    `verdict` has for each choice, counted as in the inputs, the first rule that it fails;
    `standing` are the choices of the market, counted as in the inputs.
    """

    market: Market
    steps: tuple[ranking.Step, ...]
    facts: eligibility.Facts
    verdict: eligibility.Numbered
    standing: Numbers
    bucket_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Bucket:
    name: str
    seats: int
    may_sit: frozenset[str]
    comes_first: frozenset[str]


def prepare(inputs: Inputs, seed: bytes) -> Prepared:
    """The market after eligibility and draw; raises UnsoundScheme where there is no sound answer."""
    soundness.check_rules(
        inputs.scheme,
        {
            name: values.unique().to_pylist()
            for name, values in {
                **inputs.programmes.columns,
                PROGRAMME_ID: inputs.programme_ids,
            }.items()
        },
    )
    score = _scores(inputs)
    buckets = [*_buckets_of(inputs)]
    bits = _bits(one for those in buckets for one in those)
    programmes = _seats(inputs, buckets, bits)
    names = tuple(one.name for those in buckets for one in those)
    soundness.check_seats(
        inputs.scheme,
        programmes,
        inputs.programme_ids.to_pylist(),
        _whole(inputs.programmes, "capacity").tolist(),
    )
    steps = _steps(inputs, seed)
    rank, order = ranking.orders(score, steps)
    people = Applicants(
        rank=rank,
        order=order,
        score=score,
        groups=_groups(inputs.applicants, bits),
        is_female=_is_female(inputs),
        draw=_draw(steps, len(score)),
    )
    facts = _facts(inputs, score, programmes.column)
    verdict = np.concatenate(
        [np.empty(0, np.uint8)]
        + [eligibility.verdicts(inputs.scheme, facts, one) for one in choices_in_parts(inputs)]
    )
    standing = np.flatnonzero(verdict == eligibility.STANDS)
    many = np.diff(np.searchsorted(standing, inputs.choices.start))
    market = Market(
        applicants=people,
        programmes=programmes,
        start=starts_of(many),
        listed=inputs.choices.programme[standing],
    )
    return Prepared(
        market=market,
        steps=steps,
        facts=facts,
        verdict=verdict,
        standing=standing,
        bucket_names=names,
    )


def choices_in_parts(inputs: Inputs) -> Iterator[eligibility.Choices]:
    """The choices as the rules look at them, some at a time, all of an applicant together."""
    start = inputs.choices.start
    begin = 0
    while begin < len(start) - 1:
        end = int(np.searchsorted(start, start[begin] + CHOICES_A_PART, side="right")) - 1
        end = max(begin + 1, min(end, len(start) - 1))
        own = slice(start[begin], start[end])
        who = np.repeat(np.arange(begin, end, dtype=np.int32), np.diff(start[begin : end + 1]))
        programme = inputs.choices.programme[own]
        is_known = programme < len(inputs.programme_ids)
        yield eligibility.Choices(
            who=who,
            rank=inputs.choices.rank[own],
            programme=np.where(is_known, programme, NONE).astype(np.int32),
            is_repeated=_repeated(who, programme),
        )
        begin = end


def _repeated(who: Small, programme: Small) -> Flags:
    """Whether the applicant has listed the programme before."""
    sort = np.lexsort((programme, who))  # stable: the earlier rank stays first
    again = np.zeros(len(who), np.bool_)
    is_same = (np.diff(who[sort]) == 0) & (np.diff(programme[sort]) == 0)
    again[sort[1:][is_same]] = True
    return again


def _scores(inputs: Inputs) -> Numbers:
    digits = inputs.scheme.score_digits
    return np.stack(
        [_whole(inputs.applicants, name, digits=digits) for name in inputs.score_columns], axis=1
    )


def _whole(part: Part, name: str, *, digits: int = 0) -> Numbers:
    """A column of numbers, NONE where it is empty."""
    texts = part.columns[name]
    numbers, _ = whole_numbers(texts, digits=digits)
    return np.where(as_flags(pc.equal(texts, "")), NONE, numbers)


def _is_female(inputs: Inputs) -> Flags:
    return as_flags(pc.is_in(inputs.applicants.columns["female"], pa.array(YES)))


def _steps(inputs: Inputs, seed: bytes) -> tuple[ranking.Step, ...]:
    steps = []
    for named in inputs.scheme.tie_break:
        how, _, fact = named.partition(" ")
        if named == ranking.FEMALE:
            steps.append(ranking.women_first(_is_female(inputs)))
        elif named == ranking.LOTTERY:
            drawn = lottery.numbers_of(seed, inputs.applicant_ids.to_pylist())
            steps.append(ranking.by_lottery(drawn))
        elif fact:
            values = _whole(inputs.applicants, fact.strip())
            steps.append(ranking.by_fact(fact.strip(), values, highest=how == ranking.HIGHEST))
    return tuple(steps)  # the id comes last, whether it is named or not


def _draw(steps: Iterable[ranking.Step], count: int) -> Small:
    for step in steps:
        if step.name == ranking.LOTTERY:
            return ranking.places(step)
    return np.arange(count, dtype=np.int32)


def _buckets_of(inputs: Inputs) -> Iterator[list[_Bucket]]:
    """The buckets of each programme: its own rows, else the scheme's shares, else one of all."""
    own: dict[str, list[_Bucket]] = {}
    if inputs.buckets is not None:
        columns = {name: values.to_pylist() for name, values in inputs.buckets.columns.items()}
        for number, programme in enumerate(columns["programme_id"]):
            bucket = _Bucket(
                columns["name"][number],
                int(columns["seats"][number]),
                frozenset(words_of(columns["may_sit"][number])),
                frozenset(words_of(columns["comes_first"][number])),
            )
            own.setdefault(programme, []).append(bucket)
    capacity = _whole(inputs.programmes, "capacity").tolist()
    for programme, seats in zip(inputs.programme_ids.to_pylist(), capacity, strict=True):
        found = own.get(programme) or _shared(inputs.scheme, seats)
        if len({one.name for one in found}) != len(found):
            raise UnsoundScheme(f"Programme {programme}: two buckets have the same name.")
        yield found


def _shared(scheme: Scheme, capacity: int) -> list[_Bucket]:
    if not scheme.shares:
        return [_Bucket(WHOLE, capacity, frozenset(), frozenset())]
    left = capacity
    seats: dict[Share, int] = {}
    for one in scheme.shares:
        if one.percent is not None:
            product = one.percent * capacity
            seats[one] = min(left, -(-product // 100) if one.rounds_up else product // 100)
            left -= seats[one]
    return [_Bucket(s.name, seats.get(s, left), s.may_sit, s.comes_first) for s in scheme.shares]


def _bits(buckets: Iterable[_Bucket]) -> Mapping[str, np.uint64]:
    """A bit for each group that a bucket names."""
    groups = sorted({name for one in buckets for name in one.may_sit | one.comes_first})
    if len(groups) > soundness.MOST_GROUPS:
        raise UnsoundScheme(f"The buckets name more than {soundness.MOST_GROUPS} groups.")
    return {name: np.uint64(1) << np.uint64(bit) for bit, name in enumerate(groups)}


def _mask(names: Iterable[str], bits: Mapping[str, np.uint64]) -> np.uint64:
    mask = np.uint64(0)
    for name in names:
        mask |= bits.get(name, np.uint64(0))
    return mask


def _groups(applicants: Part, bits: Mapping[str, np.uint64]) -> Masks:
    """The groups of each applicant: the quota, and each of the flags."""
    joined = pc.binary_join_element_wise(
        applicants.columns["quota"], applicants.columns["flags"], " "
    )
    distinct = pc.dictionary_encode(joined)
    masks = [_mask(words_of(text), bits) for text in distinct.dictionary.to_pylist()]
    groups: Masks = np.array([*masks, 0], np.uint64)[distinct.indices.to_numpy()]
    return groups


def _seats(
    inputs: Inputs, buckets: list[list[_Bucket]], bits: Mapping[str, np.uint64]
) -> Programmes:
    every = [one for those in buckets for one in those]
    columns = {
        name.removeprefix(SCORE).removeprefix("_"): n for n, name in enumerate(inputs.score_columns)
    }
    only = 0 if len(inputs.score_columns) == 1 else NONE
    named = inputs.programmes.columns["score_column"].to_pylist()
    return Programmes(
        column=np.array([columns.get(name, only) for name in named], np.int32),
        first_bucket=starts_of(np.array([len(those) for those in buckets], np.int64)),
        seats=np.array([one.seats for one in every], np.int64),
        may_sit=np.array([_mask(one.may_sit, bits) for one in every], np.uint64),
        comes_first=np.array([_mask(one.comes_first, bits) for one in every], np.uint64),
        female_ceiling=_whole(inputs.programmes, "female_ceiling"),
    )


def _facts(inputs: Inputs, score: Numbers, column: Small) -> eligibility.Facts:
    scheme = inputs.scheme
    vocabulary: dict[str, int] = {"": 0}
    named: dict[str, Mapping[str, Texts]] = {
        APPLICANT: {n: inputs.applicants.columns[n] for n in [*scheme.facts_of(APPLICANT), QUOTA]},
        PROGRAMME: {
            n: inputs.programmes.columns[n] for n in [*scheme.facts_of(PROGRAMME), PROGRAMME_ID]
        },
    }
    of = {
        who: {name: _in_vocabulary(texts, vocabulary) for name, texts in facts.items()}
        for who, facts in named.items()
    }
    distinct = pc.dictionary_encode(inputs.applicants.columns[QUOTA])
    quotas = {name: number for number, name in enumerate(distinct.dictionary.to_pylist())}
    return eligibility.Facts(
        vocabulary=vocabulary,
        of=of,
        references={name: _references(inputs, name, quotas) for name in scheme.references()},
        quotas=quotas,
        quota=distinct.indices.to_numpy(),
        score=score,
        column=column,
    )


def _references(inputs: Inputs, reference: str, quotas: Mapping[str, int]) -> Numbers:
    found = np.full((len(inputs.programme_ids), max(1, len(quotas))), NONE, np.int64)
    for quota, number in quotas.items():
        name = f"{reference}_{quota}"
        if name in inputs.programmes.columns:
            found[:, number] = _whole(inputs.programmes, name, digits=inputs.scheme.score_digits)
    return found


def _in_vocabulary(texts: Texts, vocabulary: dict[str, int]) -> Small:
    distinct = pc.dictionary_encode(texts)
    numbers = [
        vocabulary.setdefault(word, len(vocabulary)) for word in distinct.dictionary.to_pylist()
    ]
    facts: Small = np.array([*numbers, 0], np.int32)[distinct.indices.to_numpy()]
    return facts

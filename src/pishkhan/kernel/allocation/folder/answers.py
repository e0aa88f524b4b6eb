"""The answers as lines: places, cutoffs, and the reason of every choice."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pishkhan.kernel.allocation.folder.lines import joined, texts_of
from pishkhan.kernel.allocation.folder.preparing import Prepared, choices_in_parts
from pishkhan.kernel.allocation.folder.reading import Inputs
from pishkhan.kernel.allocation.folder.tables import Texts
from pishkhan.kernel.allocation.rules import eligibility, ranking, schemes
from pishkhan.kernel.allocation.rules.markets import NONE, Flags, Numbers, Small
from pishkhan.kernel.allocation.rules.reasons import Status, reasons as reasons_of
from pishkhan.kernel.allocation.rules.runs import Run


_STATUS = pa.array([one.name for one in Status])


def places(inputs: Inputs, prepared: Prepared, run: Run) -> Iterator[bytes]:
    """Who sits where: a line for each applicant who obtained a choice."""
    yield b"applicant_id,rank,programme_id,bucket\n"
    market, outcome = prepared.market, run.outcome
    placed, programme, bucket = outcome.seats(market)
    given = prepared.standing[market.start[placed] + outcome.choice[placed]]
    yield from joined(
        [
            inputs.applicant_ids.take(pa.array(placed)),
            texts_of(inputs.choices.rank[given]),
            inputs.programme_ids.take(pa.array(programme)),
            pa.array(prepared.bucket_names, pa.string()).take(pa.array(bucket)),
        ]
    )


def cutoffs(inputs: Inputs, prepared: Prepared, run: Run) -> Iterator[bytes]:
    """The last admitted of every bucket; empty where a seat is left, or there is none."""
    yield (
        b"programme_id,bucket,seats,filled,last_score,last_rank,"
        b"equal_scores,decided_by,last_lottery\n"
    )
    market, found = prepared.market, run.cutoffs
    programme = market.programmes.programme_of_bucket
    last = _Last.of(prepared, run, np.arange(len(programme)))
    steps = pa.array([*(step.name for step in prepared.steps), ranking.ID])
    yield from joined(
        [
            inputs.programme_ids.take(pa.array(programme)),
            pa.array(prepared.bucket_names, pa.string()),
            texts_of(market.programmes.seats),
            texts_of(found.filled),
            texts_of(last.score, digits=inputs.scheme.score_digits),
            texts_of(last.rank),
            texts_of(np.where(last.score == NONE, NONE, found.equals)),
            _named(steps, found.decided_by),
            _lottery(prepared, last.person),
        ]
    )


class _Last:
    """The last admitted of some buckets: person, score, and rank from 1; NONE of nobody."""

    def __init__(self, person: Numbers, score: Numbers, rank: Numbers) -> None:
        self.person, self.score, self.rank = person, score, rank

    @classmethod
    def of(cls, prepared: Prepared, run: Run, buckets: Numbers) -> "_Last":
        """Of these buckets; NONE is no bucket."""
        market = prepared.market
        if not market.count or not market.programmes.count:
            none = np.full(len(buckets), NONE, np.int64)
            return cls(none, none, none)
        person = np.where(buckets == NONE, NONE, run.cutoffs.last[buckets])
        column = market.programmes.column[market.programmes.programme_of_bucket[buckets]]
        people = market.applicants
        is_there = person != NONE
        score = np.where(is_there, people.score[person, column], NONE)
        rank = np.where(is_there, people.rank[person, column].astype(np.int64) + 1, NONE)
        return cls(person, score, rank)


def reasons(inputs: Inputs, prepared: Prepared, run: Run) -> Iterator[bytes]:
    """What became of every choice, with the numbers that decided; in the order of the choices."""
    yield (
        b"applicant_id,rank,programme_id,status,rule,have,need,bucket,"
        b"own_rank,last_rank,last_score,own_lottery,last_lottery,enough_score\n"
    )
    codes = pa.array(eligibility.codes_of(inputs.scheme))
    names = pa.concat_arrays([inputs.programme_ids, pa.array(inputs.choices.unknown, pa.string())])
    begin = 0
    for part in choices_in_parts(inputs):
        own = slice(begin, begin + len(part.who))
        begin = own.stop
        told = _Told.of(prepared, run, part, own)
        have, need = _have_and_need(inputs, prepared, part, told.verdict)
        yield b"".join(
            joined(
                [
                    inputs.applicant_ids.take(pa.array(part.who)),
                    texts_of(part.rank),
                    names.take(pa.array(inputs.choices.programme[own])),
                    _STATUS.take(pa.array(told.status)),
                    codes.take(pa.array(told.verdict)),
                    have,
                    need,
                    _named(pa.array(prepared.bucket_names, pa.string()), told.bucket),
                    texts_of(told.rank),
                    texts_of(told.last.rank),
                    texts_of(told.last.score, digits=inputs.scheme.score_digits),
                    _lottery(prepared, told.tied),
                    _lottery(prepared, np.where(told.tied == NONE, NONE, told.last.person)),
                    texts_of(told.enough, digits=inputs.scheme.score_digits),
                ]
            )
        )


class _Told:
    """The reasons of a part of the choices, those that do not stand among them."""

    verdict: eligibility.Numbered
    status: Small
    bucket: Numbers
    rank: Numbers
    tied: Numbers
    enough: Numbers
    last: _Last

    @classmethod
    def of(cls, prepared: Prepared, run: Run, part: eligibility.Choices, own: slice) -> "_Told":
        """Put together what the rules, the market and the cutoffs say."""
        market, told = prepared.market, cls()
        first, last = np.searchsorted(prepared.standing, [own.start, own.stop]).tolist()
        found = reasons_of(market, run.outcome, run.cutoffs, begin=first, end=last)
        stands = prepared.standing[first:last] - own.start
        count = len(part.who)
        told.verdict = prepared.verdict[own]
        told.status = np.full(count, Status.INELIGIBLE, np.int32)
        told.status[stands] = found.status
        told.bucket, told.enough = np.full((2, count), NONE, np.int64)
        told.bucket[stands], told.enough[stands] = found.bucket, found.enough
        told.rank = np.full(count, NONE, np.int64)
        column = market.programmes.column[part.programme[stands]]
        told.rank[stands] = market.applicants.rank[part.who[stands], column].astype(np.int64) + 1
        told.last = _Last.of(prepared, run, told.bucket)
        told.tied = np.where(told.status == Status.TIE_LOST, part.who, NONE).astype(np.int64)
        return told


def _have_and_need(
    inputs: Inputs, prepared: Prepared, part: eligibility.Choices, verdict: eligibility.Numbered
) -> tuple[Texts, Texts]:
    """What the applicant has and what the rule that failed asks; empty where nothing failed."""
    have = np.full(len(verdict), "", object)
    need = np.full(len(verdict), "", object)
    for number, rule in enumerate(inputs.scheme.rules, start=len(eligibility.BUILT_IN)):
        failed = np.flatnonzero(verdict == number)
        if len(failed):
            those = eligibility.part(part, failed)
            have[failed], need[failed] = _arithmetic(inputs, prepared, rule, those)
    over = verdict == eligibility.OVER_MAXIMUM
    have[over], need[over] = part.rank[over].astype(str), str(inputs.scheme.maximum_choices)
    return pa.array(have, pa.string()), pa.array(need, pa.string())


def _arithmetic(
    inputs: Inputs, prepared: Prepared, rule: schemes.Rule, those: eligibility.Choices
) -> tuple[list[str], list[str] | str]:
    facts = prepared.facts
    if isinstance(rule, schemes.Threshold):
        digits = inputs.scheme.score_digits
        own = texts_of(eligibility.own_score(facts, those), digits=digits)
        least = texts_of(eligibility.need(rule, facts, those), digits=digits)
        return own.to_pylist(), least.to_pylist()
    words = [*facts.vocabulary]
    have = [words[one] for one in eligibility.values_of(rule.fact, facts, those)]
    if isinstance(rule, schemes.Among):
        named = " ".join(sorted(rule.values))
        return have, f"not {named}" if rule.is_negated else named
    other = [words[one] for one in eligibility.values_of(rule.other, facts, those)]
    is_negated = isinstance(rule, schemes.Same) and rule.is_negated
    return have, [f"not {one}" for one in other] if is_negated else other


def _named(names: Texts, numbers: Numbers) -> Texts:
    """The name of each number; empty for NONE."""
    with_empty = pa.concat_arrays([names, pa.array([""])])
    return with_empty.take(pa.array(np.where(numbers == NONE, len(names), numbers)))


def _lottery(prepared: Prepared, people: Numbers) -> Texts:
    """The lottery number of each, as it was drawn; empty for NONE or without a lottery."""
    for step in prepared.steps:
        if step.name == ranking.LOTTERY and len(step.key):
            is_there: Flags = people != NONE
            drawn = pa.array(step.key[people]).cast(pa.string())
            return pc.if_else(pa.array(is_there), drawn, "")
    return pa.array([""] * len(people), pa.string())

"""One run: two engines that must agree, the checker that must find nothing, cutoffs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pishkhan.kernel.allocation.rules import dictatorship, heaps, proposals, rounds
from pishkhan.kernel.allocation.rules.checking import Findings, check
from pishkhan.kernel.allocation.rules.cutoffs import Cutoffs, cutoffs
from pishkhan.kernel.allocation.rules.markets import Market, Outcome
from pishkhan.kernel.allocation.rules.ranking import Step


class EnginesDisagree(RuntimeError):
    """Two engines gave two outcomes: a bug of ours, and no outcome at all."""


class OutcomeUnsound(RuntimeError):
    """The checker found something in what the engines agreed on: a bug of ours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """An outcome that two engines gave and the checker found nothing in."""

    outcome: Outcome
    cutoffs: Cutoffs
    findings: Findings


def run(market: Market, steps: Sequence[Step]) -> Run:
    """Allocate; raises EnginesDisagree or OutcomeUnsound rather than give a doubtful outcome."""
    outcome = engine_of(market)(market)
    if not outcome.is_same_as(rounds.allocate(market)):
        message = "The two engines gave different outcomes; nothing is allocated."
        raise EnginesDisagree(message)
    findings = check(market, outcome)
    if not findings.are_none:
        message = f"The checker refuses the outcome: {findings}; nothing is allocated."
        raise OutcomeUnsound(message)
    return Run(outcome=outcome, cutoffs=cutoffs(market, outcome, steps), findings=findings)


def engine_of(market: Market) -> Callable[[Market], Outcome]:
    """The first engine for this market; the second is always the one of rounds."""
    if market.has_ceilings:
        return proposals.allocate
    return dictatorship.allocate if market.has_common_order else heaps.allocate

"""Records that two people bring by hand: out of an old book, or a degree that is being issued."""

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.records.actions.batches import take_in
from pishkhan.kernel.records.actions.sources import source
from pishkhan.kernel.records.actions.taking import Sent
from pishkhan.kernel.records.errors import BecauseNeeded, Implausible, TwoPeople
from pishkhan.kernel.records.permission import are_two
from pishkhan.kernel.records.rules.reading import Flat, read
from pishkhan.kernel.records.spec import RecordResult, SourceOf
from pishkhan.kernel.records.terms import Fact, Finding, Outcome


# What two people may let pass who have the book before them. The rest is settled in the register.
FOR_TWO = frozenset({
    Finding.LATE_ROLL, Finding.NO_ADMISSION, Finding.TOO_FAST, Finding.OVERLAP,
})  # fmt: skip
ENTERED = frozenset({Outcome.ACCEPTED, Outcome.NOTED, Outcome.UNCHANGED})


@transaction.atomic
def enter(
    flat: Flat,
    *,
    institution_id: int,
    because: str,
    origin: SourceOf,
    by: Actor,
    second: Actor,
) -> RecordResult:
    """Take in what `by` wrote and `second` compared; what is late is late for everybody.

    The same record again changes nothing. That these two may is for the caller to have seen to: the
    way of a case names them. Raises BecauseNeeded, TwoPeople, and Implausible with what was found
    where it contradicts itself or the register.
    """
    if not because.strip():
        raise BecauseNeeded
    if not are_two(by, second):
        raise TwoPeople
    sent = Sent(1, dict(flat), read(flat, today=clock.today()))
    [result] = take_in(
        [sent], institution_id=institution_id, source_id=source(origin, by=by), passed=FOR_TWO
    )
    if result.outcome not in ENTERED:
        raise Implausible(findings="، ".join(one.code.label for one in result.found))
    record(
        "records.fact_added",
        target=Fact.DOCUMENT,
        target_id=result.document_id or 0,
        by=by,
        because=because,
        after={"second": second.account_id, "found": [one.code.value for one in result.found]},
    )
    return result

"""Records that were held: two people look, and let one in, or not."""

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act
from pishkhan.kernel.records.actions.batches import take_in
from pishkhan.kernel.records.actions.sources import source
from pishkhan.kernel.records.actions.taking import Sent
from pishkhan.kernel.records.errors import BecauseNeeded, NoSuchRecord, Settled, TwoPeople
from pishkhan.kernel.records.models import TakenRecord
from pishkhan.kernel.records.permission import of_institution
from pishkhan.kernel.records.queries.doors import require_open
from pishkhan.kernel.records.rules.reading import read
from pishkhan.kernel.records.spec import RecordResult, SourceOf
from pishkhan.kernel.records.terms import HOLDS, Door, Finding, Origin, Outcome


@transaction.atomic
def settle_held(
    taken_id: int,
    *,
    accept: bool,
    learner_id: int | None = None,
    because: str,
    by: Actor,
    second: Actor,
) -> RecordResult | None:
    """Let a held record in, of the person `learner_id` where they chose one, or refuse it (None).

    What was found is noted with it, not forgotten; a late one stays late for everybody. Raises
    NotAllowed, NoSuchRecord, Settled, TwoPeople, BecauseNeeded.
    """
    if not because.strip():
        raise BecauseNeeded
    row = TakenRecord.objects.select_for_update().filter(id=taken_id, outcome=Outcome.HELD).first()
    if row is None or row.sent is None:
        raise NoSuchRecord
    if row.settled_at is not None:
        raise Settled
    place = of_institution(row.institution_id)
    organisations.require(by, Act.KEEP_RECORDS, place)
    organisations.require(second, Act.SIGN_RECORDS, place)
    if by.account_id is None or second.account_id in {None, by.account_id}:
        raise TwoPeople
    row.settled_at, row.settled_by = clock.now(), by.account_id
    row.save(update_fields=["settled_at", "settled_by"])
    record(
        "records.held_settled",
        target="taken_record",
        target_id=row.id,
        by=by,
        because=because,
        after={"accept": accept, "second": second.account_id, "learner_id": learner_id},
    )
    return _let_in(row, learner_id, because, by) if accept else None


def _let_in(row: TakenRecord, learner_id: int | None, because: str, by: Actor) -> RecordResult:
    if Finding.LATE_ROLL in {code for code, _ in row.found}:
        require_open(Door.LATE, row.institution_id, by=by)
    told = SourceOf(
        origin=Origin.OFFICE,
        institution_id=row.institution_id,
        batch_id=row.batch_id,
        place=because[:200],
    )
    sent = Sent(row.line, row.sent or {}, read(row.sent or {}, today=clock.today()))
    [result] = take_in(
        [sent],
        institution_id=row.institution_id,
        source_id=source(told, by=by),
        passed=HOLDS,
        learner_id=learner_id,
    )
    row.learner_id, row.award_id = result.learner_id, result.award_id
    row.document_id = result.document_id
    row.save(update_fields=["learner_id", "award_id", "document_id"])
    return result

"""Records that were held: one person proposes, another decides; so one is let in, or not."""

from django.db import IntegrityError, transaction

from pishkhan.foundation import clock
from pishkhan.foundation.text import tidy
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act
from pishkhan.kernel.records.actions.batches import take_in
from pishkhan.kernel.records.actions.sources import source
from pishkhan.kernel.records.actions.taking import Sent
from pishkhan.kernel.records.errors import (
    BecauseNeeded,
    CodeExists,
    Implausible,
    NoSuchRecord,
    NothingProposed,
    NumberOfAnother,
    OwnRecord,
    PaperThere,
    ProposedAlready,
    ProposerLeft,
    RefusalNeeded,
    Settled,
    TwoPeople,
)
from pishkhan.kernel.records.models import Settlement, TakenRecord
from pishkhan.kernel.records.permission import are_two, of_institution
from pishkhan.kernel.records.queries.doors import require_open
from pishkhan.kernel.records.queries.register import learner_of, learner_view
from pishkhan.kernel.records.rules.reading import read
from pishkhan.kernel.records.rules.rows import Identity
from pishkhan.kernel.records.spec import RecordResult, SourceOf
from pishkhan.kernel.records.terms import (
    HOLDS,
    Decision,
    Door,
    Finding,
    Origin,
    Outcome,
    Refusal,
)


@transaction.atomic
def propose_settling(
    taken_id: int,
    *,
    accept: bool,
    learner_id: int | None = None,
    refusal: Refusal | None = None,
    because: str = "",
    by: Actor,
) -> int:
    """Say what is to become of a held record: let in of a person of the register, or of a new one
    (None), or refused with a reason; one who signs decides.

    What the same person proposed before is withdrawn. Raises NotAllowed, NoSuchRecord, Settled,
    ProposedAlready, RefusalNeeded, BecauseNeeded, OwnRecord, DoorClosed, CodeExists where the
    document has a code, NumberOfAnother where the new person would have the number of another.
    """
    row = _held(taken_id)
    organisations.require(by, Act.KEEP_RECORDS, of_institution(row.institution_id))
    if by.account_id is None:
        raise TwoPeople
    _require_reason(accept=accept, refusal=refusal, because=because)
    _require_of_another(row, learner_id, by)
    if accept:
        _require_possible(row, learner_id, by)
    _withdraw(row, by)
    made = Settlement.objects.create(
        taken_id=row.id,
        accept=accept,
        learner_id=learner_id if accept else None,
        refusal="" if accept or refusal is None else refusal,
        because=tidy(because)[:500],
        proposed_at=clock.now(),
        proposed_by=by.account_id,
    )
    record("records.settling_proposed", target="taken_record", target_id=row.id, by=by,
           because=made.because, after=_said(made))  # fmt: skip
    return made.id


@transaction.atomic
def approve_settling(taken_id: int, *, by: Actor) -> RecordResult | None:
    """The second person agrees: the record is let in (what came of it) or refused (None).

    Raises NotAllowed, NoSuchRecord, Settled, NothingProposed, ProposerLeft, TwoPeople, OwnRecord,
    DoorClosed, NumberOfAnother, and Implausible or PaperThere where the register contradicts it;
    whatever refuses, the proposal stands.
    """
    row = _held(taken_id)
    place = of_institution(row.institution_id)
    organisations.require(by, Act.SIGN_RECORDS, place)
    made = _proposed(row)
    first = organisations.actor_for_account(made.proposed_by)
    if not organisations.may(first, Act.KEEP_RECORDS, place):
        raise ProposerLeft
    if made.accept:
        _require_possible(row, made.learner_id, first)
    because = ": ".join(filter(None, (made.refusal, made.because)))
    result = settle_held(
        row.id,
        accept=made.accept,
        learner_id=made.learner_id,
        because=because,
        by=first,
        second=by,
    )
    _decide(made, Decision.APPROVED, "", by)
    return result


@transaction.atomic
def return_settling(taken_id: int, *, because: str, by: Actor) -> None:
    """The second person does not agree: it goes back with why, and may be proposed otherwise.

    Raises NotAllowed, NoSuchRecord, Settled, NothingProposed, BecauseNeeded.
    """
    row = _held(taken_id)
    organisations.require(by, Act.SIGN_RECORDS, of_institution(row.institution_id))
    made = _proposed(row)
    if not because.strip():
        raise BecauseNeeded
    _decide(made, Decision.RETURNED, because, by)
    record("records.settling_returned", target="taken_record", target_id=row.id, by=by,
           because=made.answer, before=_said(made))  # fmt: skip


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
    NotAllowed, NoSuchRecord, Settled, TwoPeople, OwnRecord, BecauseNeeded, DoorClosed, and
    Implausible or PaperThere where it contradicts the register: then it is held as before.
    """
    because = tidy(because)
    if not because:
        raise BecauseNeeded
    row = _held(taken_id)
    place = of_institution(row.institution_id)
    organisations.require(by, Act.KEEP_RECORDS, place)
    organisations.require(second, Act.SIGN_RECORDS, place)
    if not are_two(by, second):
        raise TwoPeople
    for one in (by, second):
        _require_of_another(row, learner_id, one)
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
    _require_doors(row, by)
    told = SourceOf(
        origin=Origin.OFFICE,
        institution_id=row.institution_id,
        batch_id=row.batch_id,
        place=because[:200],
    )
    sent = Sent(row.line, row.sent or {}, read(row.sent or {}, today=clock.today()))
    try:
        with transaction.atomic():
            [result] = take_in(
                [sent],
                institution_id=row.institution_id,
                source_id=source(told, by=by),
                passed=HOLDS,
                learner_id=learner_id,
            )
    except IntegrityError as error:
        raise PaperThere from error
    if result.outcome is Outcome.REJECTED:
        raise Implausible(findings="، ".join(one.code.label for one in result.found))
    row.learner_id, row.award_id = result.learner_id, result.award_id
    row.document_id = result.document_id
    row.save(update_fields=["learner_id", "award_id", "document_id"])
    return result


def _held(taken_id: int) -> TakenRecord:
    row = TakenRecord.objects.select_for_update().filter(id=taken_id, outcome=Outcome.HELD).first()
    if row is None or row.sent is None:
        raise NoSuchRecord
    if row.settled_at is not None:
        raise Settled
    return row


def _require_reason(*, accept: bool, refusal: Refusal | None, because: str) -> None:
    if not accept and refusal is None:
        raise RefusalNeeded
    if not because.strip() and (accept or refusal is Refusal.OTHER):
        raise BecauseNeeded


def _require_possible(row: TakenRecord, learner_id: int | None, by: Actor) -> None:
    """What lets a record in at all; whether it then stands is seen when it is taken in."""
    if Finding.HAS_CODE in {code for code, _ in row.found}:
        raise CodeExists
    _require_doors(row, by)
    number = _number(row)
    if learner_id is None:
        if number is not None and learner_of(number) is not None:
            raise NumberOfAnother
    elif learner_view(learner_id) is None:
        raise NoSuchRecord


def _require_doors(row: TakenRecord, by: Actor) -> None:
    is_late = Finding.LATE_ROLL in {code for code, _ in row.found}
    for door in (Door.OFFICE, Door.LATE)[: 1 + is_late]:
        require_open(door, row.institution_id, by=by)


def _require_of_another(row: TakenRecord, learner_id: int | None, by: Actor) -> None:
    """Nobody decides about themselves, under whichever account."""
    if by.person_id is None:
        return
    chosen = learner_view(learner_id) if learner_id is not None else None
    person, number = identity.person(by.person_id), _number(row)
    is_own = chosen is not None and chosen.person_id == by.person_id
    if person is not None and number is not None:
        is_own = is_own or person.identifier(number.kind) == number.value
    if is_own:
        raise OwnRecord


def _number(row: TakenRecord) -> Identity | None:
    reading = read(row.sent or {}, today=clock.today())
    return reading.row.person.identity if reading.row else None


def _proposed(row: TakenRecord) -> Settlement:
    made = Settlement.objects.select_for_update().filter(taken_id=row.id, decided_at=None).first()
    if made is None:
        raise NothingProposed
    return made


def _withdraw(row: TakenRecord, by: Actor) -> None:
    """What this person proposed before; what another did stands in the way."""
    made = Settlement.objects.select_for_update().filter(taken_id=row.id, decided_at=None).first()
    if made is None:
        return
    if made.proposed_by != by.account_id:
        raise ProposedAlready
    _decide(made, Decision.WITHDRAWN, "", by)
    record("records.settling_withdrawn", target="taken_record", target_id=row.id, by=by,
           before=_said(made))  # fmt: skip


def _decide(made: Settlement, decision: Decision, answer: str, by: Actor) -> None:
    made.decision, made.decided_at = decision, clock.now()
    made.decided_by, made.answer = by.account_id, tidy(answer)[:500]
    made.save(update_fields=["decision", "decided_at", "decided_by", "answer"])


def _said(made: Settlement) -> dict[str, object]:
    return {"accept": made.accept, "learner_id": made.learner_id, "refusal": str(made.refusal)}

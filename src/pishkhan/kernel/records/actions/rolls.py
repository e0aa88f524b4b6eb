"""Graduation rolls: opened by one, signed by one, closed by another; each in the public log.

What is entered while a roll is open is of its year; what comes after its closing is late, and
everybody sees that. Nothing opens a closed roll again.
"""

from django.db import IntegrityError, transaction

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act
from pishkhan.kernel.persistence.api import defer, new_id
from pishkhan.kernel.records.errors import (
    NoSuchRecord,
    RollChanged,
    RollClosed,
    RollNotYet,
    RollOpenAlready,
    RollUnsigned,
    TwoPeople,
)
from pishkhan.kernel.records.models import Roll
from pishkhan.kernel.records.permission import is_another, of_institution
from pishkhan.kernel.records.queries.logged import closing, opening
from pishkhan.kernel.records.queries.rolls import roll_view, sealed_as
from pishkhan.kernel.records.spec import RollView
from pishkhan.kernel.records.terms import RollState
from pishkhan.kernel.transparency import api as log
from pishkhan.kernel.transparency.terms import LogEvent


ISSUING = "records.issue_roll"


@transaction.atomic
def roll_open(institution_id: int, year: int, *, by: Actor) -> RollView:
    """Open the roll of a Jalali year. Raises NotAllowed, RollOpenAlready, RollNotYet."""
    organisations.require(by, Act.KEEP_RECORDS, of_institution(institution_id))
    if year > jalali.of(clock.today()).year:
        raise RollNotYet
    row = Roll(
        id=new_id(),
        institution_id=institution_id,
        year=year,
        state=RollState.OPEN,
        opened_at=clock.now(),
        opened_by=by.account_id,
    )
    kept = log.enter(LogEvent.ROLL_OPEN, institution_id=institution_id, record=opening(row))
    row.open_entry_id, row.open_salt = kept.entry_id, kept.salt
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise RollOpenAlready from error
    record("records.roll_opened", target="roll", target_id=row.id, by=by)
    return roll_view(row)


@transaction.atomic
def roll_sign(roll_id: int, *, by: Actor) -> RollView:
    """The first signature, of a person, over what stands in the roll now; given anew it is a new one.

    Raises NotAllowed, RollClosed, TwoPeople where no person signs.
    """
    row = _locked(roll_id)
    organisations.require(by, Act.KEEP_RECORDS, of_institution(row.institution_id))
    if row.state == RollState.CLOSED:
        raise RollClosed
    if by.account_id is None:
        raise TwoPeople
    row.count, row.root = sealed_as(row.institution_id, row.year)
    row.state, row.signed_at, row.signed_by = RollState.SIGNED, clock.now(), by.account_id
    row.save()
    _note("records.roll_signed", row, by)
    return roll_view(row)


@transaction.atomic
def roll_close(roll_id: int, *, by: Actor) -> RollView:
    """The second signature, of another person: the roll is sealed with its count and root.

    Its documents then get their codes. Raises NotAllowed, RollClosed, RollUnsigned, TwoPeople, and
    RollChanged where it is no longer what the first signed: then that one signs anew.
    """
    row = _locked(roll_id)
    organisations.require(by, Act.SIGN_RECORDS, of_institution(row.institution_id))
    if row.state == RollState.CLOSED:
        raise RollClosed
    if row.state != RollState.SIGNED:
        raise RollUnsigned
    if not is_another(by, row.signed_by):
        raise TwoPeople
    if (row.count, row.root) != sealed_as(row.institution_id, row.year):
        raise RollChanged
    row.state, row.closed_at, row.closed_by = RollState.CLOSED, clock.now(), by.account_id
    kept = log.enter(LogEvent.ROLL_CLOSE, institution_id=row.institution_id, record=closing(row))
    row.close_entry_id, row.close_salt = kept.entry_id, kept.salt
    row.save()
    _note("records.roll_closed", row, by)
    defer(ISSUING, key=f"{ISSUING}:{row.id}", roll_id=row.id)
    return roll_view(row)


def _locked(roll_id: int) -> Roll:
    row = Roll.objects.select_for_update().filter(id=roll_id).first()
    if row is None:
        raise NoSuchRecord
    return row


def _note(verb: str, row: Roll, by: Actor) -> None:
    record(verb, target="roll", target_id=row.id, by=by,
           after={"year": row.year, "count": row.count, "root": row.root})  # fmt: skip

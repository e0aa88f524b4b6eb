"""Writing letters in the book, and voiding them."""

from datetime import datetime

from django.db import connection, transaction

from pishkhan.foundation import clock, jalali, tracking_code
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.audit.api import By
from pishkhan.kernel.numbering import events
from pishkhan.kernel.numbering.actions.books import book
from pishkhan.kernel.numbering.errors import AlreadyVoid, NoSuchLetter
from pishkhan.kernel.numbering.models import Letter
from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.persistence.api import new_id


# One statement takes the number and writes the letter, so that the counter's row is locked for
# no round trip but the commit's (measured: research/stack.md § 2).
NUMBER_AND_INSERT = """
    WITH counter AS (
        INSERT INTO numbering_lettercounter AS c (id, office_id, direction, year, last)
        VALUES (%(counter_id)s, %(office_id)s, %(direction)s, %(year)s, 1)
        ON CONFLICT (office_id, direction, year) DO UPDATE SET last = c.last + 1
        RETURNING last
    )
    INSERT INTO numbering_letter (
        id, office_id, direction, year, number, pattern, unit, case_id, subject,
        reply_to_id, tracking_code, registered_at, voided_because
    )
    SELECT %(id)s, %(office_id)s, %(direction)s, %(year)s, last, %(pattern)s, %(unit)s,
           %(case_id)s, %(subject)s, %(reply_to_id)s, %(tracking_code)s, %(registered_at)s, ''
    FROM counter
    RETURNING number
"""


@transaction.atomic
def register(  # noqa: PLR0913 - what a line of the book has
    *,
    office_id: int,
    direction: str,
    case_id: int,
    subject: str,
    at: datetime | None = None,
    reply_to: int | None = None,
    by: By | None = None,
) -> Letter:
    """Give the letter the next number of its book and Jalali year (Tehran), starting at 1.

    Call it last in the transaction: until the commit no other letter of the book gets a number,
    and a rollback gives the number back. `reply_to` is the id of the letter answered. Incoming
    letters also get a tracking code.
    """
    moment = at or clock.now()
    written_in = book(office_id, direction)
    letter = Letter(
        id=new_id(),
        office_id=office_id,
        direction=Direction(direction),
        year=jalali.year_of(moment),
        pattern=written_in.pattern,
        unit=written_in.unit,
        case_id=case_id,
        subject=subject,
        reply_to_id=reply_to,
        tracking_code=_free_code() if direction == Direction.INCOMING else "",
        registered_at=moment,
    )
    audit.record(events.LETTER_REGISTERED, target="letter", target_id=letter.id, by=by)
    letter.number = _number_and_insert(letter)
    letter._state.adding = False
    return letter


@transaction.atomic
def void(letter_id: int, *, because: str, by: By | None, at: datetime | None = None) -> Letter:
    """Void a letter: it stays in the book with its number, which nobody else gets.

    Raises NoSuchLetter or AlreadyVoid.
    """
    letter = Letter.objects.select_for_update(of=("self",)).filter(id=letter_id).first()
    if letter is None:
        raise NoSuchLetter
    if letter.voided_at:
        raise AlreadyVoid
    letter.voided_at, letter.voided_because = at or clock.now(), because
    letter.save(update_fields=["voided_at", "voided_because"])
    audit.record(events.LETTER_VOIDED, target="letter", target_id=letter.id, by=by, because=because)
    return letter


def _free_code() -> str:
    # Asked before the counter is locked. The constraint stands behind the sliver between.
    code = tracking_code.new()
    while Letter.objects.filter(tracking_code=code).exists():
        code = tracking_code.new()
    return code


def _number_and_insert(letter: Letter) -> int:
    columns = (
        "id", "office_id", "direction", "year", "pattern", "unit", "case_id", "subject",
        "reply_to_id", "tracking_code", "registered_at",
    )  # fmt: skip
    values = {column: getattr(letter, column) for column in columns}
    with connection.cursor() as cursor:
        cursor.execute(NUMBER_AND_INSERT, values | {"counter_id": new_id()})
        return int(cursor.fetchone()[0])

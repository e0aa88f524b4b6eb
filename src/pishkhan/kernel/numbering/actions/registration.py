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


# One statement reads the book, takes the number and writes the letter, so that the counter's row
# is locked for no round trip but the commit's (measured: research/stack.md § 2). Where there is no
# book yet, or the tracking code is taken, it touches no counter and gives no row.
NUMBER_AND_INSERT = """
    WITH book AS (
        SELECT pattern, unit FROM numbering_letterbook
        WHERE office_id = %(office_id)s AND direction = %(direction)s AND NOT EXISTS (
            SELECT FROM numbering_letter
            WHERE tracking_code = %(tracking_code)s AND tracking_code <> '')
    ), counter AS (
        INSERT INTO numbering_lettercounter AS c (id, office_id, direction, year, last)
        SELECT %(counter_id)s::bigint, %(office_id)s::bigint, %(direction)s::text,
               %(year)s::smallint, 1 FROM book
        ON CONFLICT (office_id, direction, year) DO UPDATE SET last = c.last + 1
        RETURNING last
    )
    INSERT INTO numbering_letter (
        id, office_id, direction, year, number, pattern, unit, case_id, subject,
        reply_to_id, tracking_code, registered_at, voided_because
    )
    SELECT %(id)s::bigint, %(office_id)s::bigint, %(direction)s::text, %(year)s::smallint, last,
           pattern, unit, %(case_id)s::bigint, %(subject)s::text, %(reply_to_id)s::bigint,
           %(tracking_code)s::text, %(registered_at)s::timestamptz, ''
    FROM counter, book
    RETURNING number, pattern, unit
"""
TRIES = 20  # a taken code is one in thousands of millions: more is no chance


@transaction.atomic(savepoint=False)
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
    letter = Letter(
        id=new_id(),
        office_id=office_id,
        direction=Direction(direction),
        year=jalali.year_of(moment),
        case_id=case_id,
        subject=subject,
        reply_to_id=reply_to,
        registered_at=moment,
    )
    audit.record(events.LETTER_REGISTERED, target="letter", target_id=letter.id, by=by)
    _number_and_insert(letter)
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


def _number_and_insert(letter: Letter) -> None:
    columns = (
        "id", "office_id", "direction", "year", "case_id", "subject", "reply_to_id",
        "registered_at",
    )  # fmt: skip
    values = {column: getattr(letter, column) for column in columns}
    is_incoming = letter.direction == Direction.INCOMING
    with connection.cursor() as cursor:
        for _try in range(TRIES):
            letter.tracking_code = tracking_code.new() if is_incoming else ""
            own = {"tracking_code": letter.tracking_code, "counter_id": new_id()}
            cursor.execute(NUMBER_AND_INSERT, values | own)
            if row := cursor.fetchone():
                letter.number, letter.pattern, letter.unit = row
                return
            book(letter.office_id, letter.direction)
    raise RuntimeError(f"no tracking code was free for office {letter.office_id}")

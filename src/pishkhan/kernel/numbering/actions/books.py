"""Opening letter books."""

from django.db import transaction

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.audit.api import By
from pishkhan.kernel.numbering import events
from pishkhan.kernel.numbering.models import LetterBook
from pishkhan.kernel.numbering.rules import display


def book(office_id: int, direction: str) -> LetterBook:
    """The book of an office in one direction; made with bare numbers if nobody opened it yet."""
    found = LetterBook.objects.filter(office_id=office_id, direction=direction).first()
    if found is None:
        # Two who meet here both go on: the constraint lets one row in and neither fails.
        fresh = LetterBook(office_id=office_id, direction=direction)
        LetterBook.objects.bulk_create([fresh], ignore_conflicts=True)
        found = LetterBook.objects.get(office_id=office_id, direction=direction)
    return found


@transaction.atomic
def open_book(
    *, office_id: int, direction: str, unit: str, pattern: str = "{seq}/{unit}", by: By | None
) -> LetterBook:
    """Open a book, or change how its coming numbers are written; letters in it stay as they are.

    Raises BadPattern.
    """
    display.check_pattern(pattern)
    opened = book(office_id, direction)
    before = {"unit": opened.unit, "pattern": opened.pattern}
    opened.unit, opened.pattern = unit, pattern
    opened.save(update_fields=["unit", "pattern"])
    audit.record(
        events.BOOK_OPENED,
        target="letter_book",
        target_id=opened.id,
        by=by,
        before=before,
        after={"unit": unit, "pattern": pattern},
    )
    return opened

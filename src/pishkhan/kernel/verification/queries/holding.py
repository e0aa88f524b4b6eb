"""What holders see: who asked for their documents, their share links; and receipts."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from pishkhan.foundation import clock
from pishkhan.foundation.digits import to_latin
from pishkhan.kernel.verification import identities, ports
from pishkhan.kernel.verification.errors import NoSuchReceipt
from pishkhan.kernel.verification.models import Inquiry, Missed, Share
from pishkhan.kernel.verification.ports import Signed
from pishkhan.kernel.verification.queries.reading import rows_of_person
from pishkhan.kernel.verification.rules import receipts
from pishkhan.kernel.verification.spec import InquiryView, ShareView
from pishkhan.kernel.verification.terms import Purpose, ShareField, Tier, VerdictState


PER_PAGE = 50
log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What was told, and the signature over it (`receipts.to_sign`)."""

    told: Mapping[str, object]
    signed: Signed


def holder_log(
    person_id: int, *, before: int | None = None, limit: int = PER_PAGE
) -> list[InquiryView]:
    """Every inquiry about the documents of a person, the newest first; three statements.

    Those that met a closed code are in it too. `before` is the id of the last line seen.
    """
    documents = {row.id: row.document_id for row in rows_of_person(person_id)}
    until = {} if before is None else {"id__lt": before}
    asked = Inquiry.objects.filter(code_id__in=list(documents), **until).order_by("-id")[:limit]
    missed = Missed.objects.filter(code_id__in=list(documents), **until).order_by("-id")[:limit]
    lines = [_line(row, documents[row.code_id]) for row in asked]
    lines += [_closed(row, documents) for row in missed]
    return sorted(lines, key=lambda line: -line.id)[:limit]


def shares_of(person_id: int) -> list[ShareView]:
    """The share links of a person, the newest first."""
    codes = [row.id for row in rows_of_person(person_id)]
    rows = Share.objects.filter(code_id__in=codes).order_by("-id")
    return [share_view(row) for row in rows]


def receipt(number: str) -> Receipt:
    """What was told under this number, signed anew; raises NoSuchReceipt.

    Nothing is signed that was changed since it was told.
    """
    digits = to_latin(number).replace(" ", "").replace("-", "")
    if len(digits) != receipts.DIGITS or not digits.isdecimal():
        raise NoSuchReceipt
    row = Inquiry.objects.filter(receipt=digits).first()
    if row is None:
        raise NoSuchReceipt
    if row.mark not in identities.marks(receipts.TYPE, receipts.text_of(row.told)):
        log.error("receipt_altered", inquiry=row.id)
        raise NoSuchReceipt
    return Receipt(told=row.told, signed=ports.wiring().signer.sign(receipts.to_sign(row.told)))


def receipt_keys() -> Mapping[str, str]:
    """The public keys that receipts were signed by, in hex, by name."""
    return ports.wiring().signer.public()


def share_view(row: Share, *, token: str = "") -> ShareView:
    """A row as others see it."""
    is_over = row.ended_at is not None or row.expires_at <= clock.now()
    return ShareView(
        id=row.id,
        code_id=row.code_id,
        title=row.title,
        fields=tuple(ShareField(one) for one in row.fields),
        has_pin=bool(row.pin_digest),
        created_at=row.created_at,
        expires_at=row.expires_at,
        most=row.most,
        openings=row.openings,
        is_open=not is_over and (row.most is None or row.openings < row.most),
        token=token,
    )


def _line(row: Inquiry, document_id: int) -> InquiryView:
    return InquiryView(
        id=row.id,
        code_id=row.code_id,
        document_id=document_id,
        at=row.at,
        tier=Tier(row.tier),
        state=VerdictState(row.state),
        who=row.who,
        purpose=Purpose(row.purpose).label if row.purpose else "",
        is_match=row.is_match,
    )


def _closed(row: Missed, documents: Mapping[int, int]) -> InquiryView:
    code_id = row.code_id or 0
    return InquiryView(
        id=row.id,
        code_id=code_id,
        document_id=documents[code_id],
        at=row.at,
        tier=Tier(row.tier),
        state=VerdictState.FROZEN,
        who="",
        purpose="",
        is_match=None,
    )

"""Money in a bank's file that is nobody's is handed to the invoice that it was paid for."""

from django.db import transaction

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.payments.actions.concluding import conclude_by_file
from pishkhan.kernel.payments.actions.differences import close
from pishkhan.kernel.payments.actions.reconciling import answer_of
from pishkhan.kernel.payments.errors import CannotClaim, NoSuchDifference
from pishkhan.kernel.payments.models import Attempt, BankLine, Difference, Payment
from pishkhan.kernel.payments.ports import Answer
from pishkhan.kernel.payments.queries.reaching import require_finance
from pishkhan.kernel.payments.rules.bank_file import BankState, Row
from pishkhan.kernel.payments.rules.reconciling import Resolution
from pishkhan.kernel.payments.terms import AttemptState, DifferenceKind


@transaction.atomic
def claim_orphan(*, line_id: int, attempt_id: int, note: str, by: Actor) -> int:
    """A row of a bank's file, nobody's so far, is the money of this attempt; the invoice's number.

    The invoice is then paid and served; or, if it was paid otherwise by then, the money goes to the
    queue of refunds. The difference closes. Raises NotAllowed, NoSuchDifference where nobody waits
    for that row any more, CannotClaim.
    """
    require_finance(by, Act.MANAGE_FINANCE)
    line = BankLine.objects.select_related("file").filter(id=line_id).first()
    if line is None:
        raise NoSuchDifference
    waiting = Difference.objects.select_for_update().filter(
        gateway=line.file.gateway,
        kind=DifferenceKind.ONLY_AT_BANK,
        reference=line.reference,
        resolved_at=None,
    )
    row = waiting.first()
    if row is None:
        raise NoSuchDifference
    attempt = Attempt.objects.filter(id=attempt_id).first()
    fault = _fault(line, attempt) if attempt else _("چنین پرداختی نیست.")
    if attempt is None or fault:
        raise CannotClaim(why=fault)
    if not conclude_by_file(attempt.id, _answer(line)):
        raise CannotClaim(why=_("این پرداخت همین اکنون تغییر کرد؛ دوباره ببینید."))
    record(
        "payments.orphan_claimed",
        target="invoice",
        target_id=attempt.invoice_id,
        by=by,
        because=note,
        after={"reference": line.reference, "amount": line.amount, "attempt": attempt.id},
    )
    close(row, Resolution.CLAIMED.label, by=by)
    return attempt.invoice_id


def _fault(line: BankLine, attempt: Attempt) -> str:
    """Why the row cannot be the attempt's; "" if it can."""
    has_money = Payment.objects.filter(attempt_id=attempt.id).exists()
    checked = (
        (line.state == BankState.REVERSED, _("بانک این پول را برگردانده است.")),
        (attempt.gateway != line.file.gateway, _("از درگاه دیگری است.")),
        (attempt.amount != line.amount, _("مبلغ یکی نیست.")),
        (has_money, _("این پرداخت پول خود را دارد.")),
        (
            attempt.state == AttemptState.REVERSED,
            _("بانک گفته است که پول این پرداخت برگشته است."),
        ),
    )
    return next((why for is_wrong, why in checked if is_wrong), "")


def _answer(line: BankLine) -> Answer:
    """The row without the order number that the bank has: it may be wrong, or none of ours."""
    row = Row(
        reference=line.reference,
        rrn=line.rrn,
        order_number=None,
        amount=line.amount,
        state=BankState(line.state),
        card=line.card,
        at=line.at,
    )
    return answer_of(row)

"""The ledger: what lies where, and whatever in it does not tell its whole story."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, Sum

from pishkhan.foundation import clock
from pishkhan.foundation.money import Rials
from pishkhan.kernel.payments import ports
from pishkhan.kernel.payments.models import Payment, Transfer
from pishkhan.kernel.payments.queries.views import transfer_of
from pishkhan.kernel.payments.spec import Finding, TransferView
from pishkhan.kernel.payments.terms import Account


# A settlement that takes longer is looked at by people.
UNSETTLED_FOR = timedelta(hours=1)
MOST = 200
FINDINGS = {
    # As a list of (what, number); each of these must be empty.
    "verified and not settled": """
        SELECT p.id FROM payments_payment p
        WHERE p.settled_at IS NULL AND p.reversed_at IS NULL AND p.verified_at < %(since)s""",
    "served without a payment": """
        SELECT i.id FROM payments_invoice i
        WHERE i.served_at IS NOT NULL AND i.state = 'paid' AND NOT EXISTS (
            SELECT FROM payments_payment p
            WHERE p.invoice_id = i.id AND p.is_used AND p.settled_at IS NOT NULL)""",
    "paid and not served": """
        SELECT i.id FROM payments_invoice i
        WHERE i.state IN ('paid', 'waived') AND i.served_at IS NULL
          AND coalesce(i.paid_at, i.created_at) < %(since)s""",
    "used and its invoice not paid": """
        SELECT p.id FROM payments_payment p JOIN payments_invoice i ON i.id = p.invoice_id
        WHERE p.is_used AND p.settled_at IS NOT NULL AND i.state <> 'paid'""",
    "settled for nothing and not on its way back": """
        SELECT p.id FROM payments_payment p
        WHERE NOT p.is_used AND p.settled_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM payments_refund r
                          WHERE r.payment_id = p.id AND r.state <> 'refused')""",
    "under way at a gateway that is not connected": """
        SELECT a.id FROM payments_attempt a
        WHERE a.next_at IS NOT NULL AND NOT a.gateway = ANY(%(gateways)s)""",
    "a refund in the hands of a gateway that is not connected": """
        SELECT r.id FROM payments_refund r JOIN payments_payment p ON p.id = r.payment_id
        WHERE r.next_at IS NOT NULL AND NOT p.gateway = ANY(%(gateways)s)""",
    "two PINs for one payment or round": """
        SELECT min(id) FROM payments_pin WHERE replaced_at IS NULL
        GROUP BY person_id, service, round HAVING count(*) > 1
        UNION ALL SELECT min(id) FROM payments_pin
        WHERE payment_id IS NOT NULL GROUP BY payment_id HAVING count(*) > 1""",
    "a transfer of no payment": """
        SELECT t.id FROM payments_transfer t
        WHERE t.kind <> 'corrected' AND NOT EXISTS (
            SELECT FROM payments_payment p WHERE p.id = t.payment_id)""",
    "a payment that the ledger does not tell": """
        SELECT p.id FROM payments_payment p
        LEFT JOIN (
            SELECT payment_id,
                array_agg(kind::text ORDER BY kind)
                    FILTER (WHERE kind IN ('taken', 'used', 'settled', 'reversed')) AS kinds,
                bool_and(amount = max_amount) AS alike
            FROM (SELECT *, max(amount) OVER (PARTITION BY payment_id) AS max_amount
                  FROM payments_transfer
                  WHERE kind IN ('taken', 'used', 'settled', 'reversed')) AS told
            GROUP BY payment_id) AS t ON t.payment_id = p.id
        WHERE t.kinds IS DISTINCT FROM (
            SELECT array_agg(kind ORDER BY kind) FROM unnest(ARRAY[
                'taken',
                CASE WHEN p.reversed_at IS NOT NULL THEN 'reversed' END,
                CASE WHEN p.settled_at IS NOT NULL THEN 'settled' END,
                CASE WHEN p.settled_at IS NOT NULL AND p.is_used THEN 'used' END]) AS kind
            WHERE kind IS NOT NULL)
          OR NOT t.alike
          OR NOT EXISTS (SELECT FROM payments_transfer f
                         WHERE f.payment_id = p.id AND f.kind = 'taken' AND f.amount = p.amount)""",
    "a refund that the ledger does not tell": """
        SELECT r.id FROM payments_refund r
        WHERE (r.state IN ('approved', 'sending', 'paid_back')) IS DISTINCT FROM EXISTS (
                SELECT FROM payments_transfer t
                WHERE t.refund_id = r.id AND t.kind = 'owed_back' AND t.amount = r.amount)
           OR (r.state = 'paid_back') IS DISTINCT FROM EXISTS (
                SELECT FROM payments_transfer t
                WHERE t.refund_id = r.id AND t.kind = 'paid_back' AND t.amount = r.amount)""",
}


def balances() -> Mapping[str, Rials]:
    """What lies on each account that was ever moved; their sum is nothing. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account, sum(amount) FROM ("
            "SELECT debit AS account, amount FROM payments_transfer "
            "UNION ALL SELECT credit, -amount FROM payments_transfer) AS sides "
            "GROUP BY account ORDER BY account"
        )
        return {account: Rials(total) for account, total in cursor.fetchall()}


def findings(*, unsettled_for: timedelta = UNSETTLED_FOR) -> list[Finding]:
    """Whatever should not be, at most 200 of each kind; empty where every rial is explained."""
    since = clock.now() - unsettled_for
    gateways, found = [till.name for till in ports.tills()], list[Finding]()
    with connection.cursor() as cursor:
        for what, statement in FINDINGS.items():
            asked: dict[str, datetime | list[str]] = {"since": since, "gateways": gateways}
            cursor.execute(f"{statement} LIMIT {MOST}", asked)
            found += [Finding(what=what, id=number) for (number,) in cursor.fetchall()]
    return found


def unexplained_accounts(balances: Mapping[str, Rials]) -> Mapping[str, Rials]:
    """Of these balances the accounts of what is being looked into that are not at nothing."""
    kind = f"{Account.UNEXPLAINED.value}:"
    return {name: sum_ for name, sum_ in balances.items() if name.startswith(kind) and sum_}


def unexplained() -> list[int]:
    """Payments whose transfers do not tell their whole story."""
    return [one.id for one in findings() if one.what == "a payment that the ledger does not tell"]


def transfers_of(payment_id: int) -> list[TransferView]:
    """The lines of the ledger about a payment, in order. One query."""
    return [transfer_of(row) for row in Transfer.objects.filter(payment_id=payment_id)]


def verified_unsettled() -> Rials:
    """How much is verified and has not reached us yet. One query."""
    waiting = Payment.objects.filter(Q(settled_at=None) & Q(reversed_at=None))
    return Rials(waiting.aggregate(sum=Sum("amount"))["sum"] or 0)

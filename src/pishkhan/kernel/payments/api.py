"""Verbs of payments: what things cost, what is owed, how it is paid, what becomes of the money.

What a caller may count on: the same key is asked for once; nothing is served before its money is
settled, and nothing twice; whatever browser, bank and our own processes do to one another, every
rial that a bank took is a payment, and every payment is used, or goes back. Only the teller talks
to banks.
"""

from pishkhan.kernel.payments.actions.attempting import (
    WAKE_CHANNEL,
    begin,
    leave,
    redirected,
)
from pishkhan.kernel.payments.actions.concluding import grace
from pishkhan.kernel.payments.actions.invoicing import invoice, withdraw
from pishkhan.kernel.payments.actions.pins import rekey_pins, use_pin
from pishkhan.kernel.payments.actions.returning import returned
from pishkhan.kernel.payments.actions.scheduling import end_fee, schedule_fee
from pishkhan.kernel.payments.actions.serving import register, serve, serve_due
from pishkhan.kernel.payments.actions.sweeping import sweep
from pishkhan.kernel.payments.actions.teller import Teller
from pishkhan.kernel.payments.queries.books import (
    balances,
    findings,
    transfers_of,
    unexplained,
    verified_unsettled,
)
from pishkhan.kernel.payments.queries.fees import fee, fees, open_fees
from pishkhan.kernel.payments.queries.invoices import (
    attempts_of,
    by_id,
    by_key,
    invoice_view,
    invoices_of_case,
    invoices_of_person,
    payment_of,
    payments_of,
    receipt_of,
)
from pishkhan.kernel.payments.queries.pins import pin_of, recover_pins
from pishkhan.kernel.payments.rules.fees import due


__all__ = [
    "WAKE_CHANNEL",
    "Teller",
    "attempts_of",
    "balances",
    "begin",
    "by_id",
    "by_key",
    "due",
    "end_fee",
    "fee",
    "fees",
    "findings",
    "grace",
    "invoice",
    "invoice_view",
    "invoices_of_case",
    "invoices_of_person",
    "leave",
    "open_fees",
    "payment_of",
    "payments_of",
    "pin_of",
    "receipt_of",
    "recover_pins",
    "redirected",
    "register",
    "rekey_pins",
    "returned",
    "schedule_fee",
    "serve",
    "serve_due",
    "sweep",
    "transfers_of",
    "unexplained",
    "use_pin",
    "verified_unsettled",
    "withdraw",
]

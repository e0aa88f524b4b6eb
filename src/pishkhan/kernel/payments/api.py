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
from pishkhan.kernel.payments.actions.bank_files import take_bank_file
from pishkhan.kernel.payments.actions.concluding import grace
from pishkhan.kernel.payments.actions.differences import resolve_difference
from pishkhan.kernel.payments.actions.invoicing import invoice, withdraw
from pishkhan.kernel.payments.actions.orphans import claim_orphan
from pishkhan.kernel.payments.actions.owing import not_given
from pishkhan.kernel.payments.actions.pins import rekey_pins, use_pin
from pishkhan.kernel.payments.actions.reconciling import reconcile
from pishkhan.kernel.payments.actions.refunding import (
    approve_refund,
    ask_refund,
    due_refunds,
    mark_paid_back,
    note_refund,
    refuse_refund,
    second_refund,
    take_away,
)
from pishkhan.kernel.payments.actions.returning import returned
from pishkhan.kernel.payments.actions.scheduling import end_fee, schedule_fee
from pishkhan.kernel.payments.actions.serving import register, serve, serve_due
from pishkhan.kernel.payments.actions.sweeping import sweep
from pishkhan.kernel.payments.actions.teller import Teller
from pishkhan.kernel.payments.links import page_of
from pishkhan.kernel.payments.queries.books import (
    balances,
    findings,
    transfers_of,
    unexplained,
    unexplained_accounts,
    verified_unsettled,
)
from pishkhan.kernel.payments.queries.daybook import (
    GROUPS,
    UNDER_WAY,
    Asked as FinanceAsked,
    AttemptLine,
    Entry,
    Movement,
    PaymentLine,
    Row as SumRow,
    Totals,
    attempt_counts,
    attempt_lines,
    attempts_by_id,
    entries,
    entries_of,
    every_attempt_line,
    every_entry,
    every_payment_line,
    movements,
    payment_line,
    payment_line_of_attempt,
    payment_lines,
    payment_sums,
    payment_totals,
    places,
)
from pishkhan.kernel.payments.queries.differences import (
    BankFileView,
    BankLineView,
    DifferenceView,
    bank_file,
    bank_files,
    bank_line,
    bank_lines,
    difference,
    differences,
    differences_of,
    every_difference,
    last_days,
    open_differences,
)
from pishkhan.kernel.payments.queries.fees import fee, fees, open_fees
from pishkhan.kernel.payments.queries.invoices import (
    attempts_of,
    attempts_of_each,
    by_id,
    by_key,
    invoice_view,
    invoices_of_case,
    invoices_of_person,
    money_back_of_each,
    payment_of,
    payments_of,
    receipt_of,
    refund_of,
)
from pishkhan.kernel.payments.queries.orphans import Orphan, OrphanKind, candidates, find_orphan
from pishkhan.kernel.payments.queries.pins import may_be_bought_anew, pin_of, recover_pins
from pishkhan.kernel.payments.queries.reaching import (
    finance_services,
    may_finance,
    require_finance,
)
from pishkhan.kernel.payments.queries.refunding import (
    RefundView,
    every_refund,
    refund,
    refund_counts,
    refunds,
    refunds_of,
)
from pishkhan.kernel.payments.rules.bank_file import (
    COLUMNS as BANK_FILE_COLUMNS,
    BankState,
    RowFault,
)
from pishkhan.kernel.payments.rules.correcting import excess
from pishkhan.kernel.payments.rules.fees import due, read as read_exemptions
from pishkhan.kernel.payments.rules.reconciling import ORDER, Stage


__all__ = [
    "BANK_FILE_COLUMNS",
    "GROUPS",
    "ORDER",
    "UNDER_WAY",
    "WAKE_CHANNEL",
    "AttemptLine",
    "BankFileView",
    "BankLineView",
    "BankState",
    "DifferenceView",
    "Entry",
    "FinanceAsked",
    "Movement",
    "Orphan",
    "OrphanKind",
    "PaymentLine",
    "RefundView",
    "RowFault",
    "Stage",
    "SumRow",
    "Teller",
    "Totals",
    "approve_refund",
    "ask_refund",
    "attempt_counts",
    "attempt_lines",
    "attempts_by_id",
    "attempts_of",
    "attempts_of_each",
    "balances",
    "bank_file",
    "bank_files",
    "bank_line",
    "bank_lines",
    "begin",
    "by_id",
    "by_key",
    "candidates",
    "claim_orphan",
    "difference",
    "differences",
    "differences_of",
    "due",
    "due_refunds",
    "end_fee",
    "entries",
    "entries_of",
    "every_attempt_line",
    "every_difference",
    "every_entry",
    "every_payment_line",
    "every_refund",
    "excess",
    "fee",
    "fees",
    "finance_services",
    "find_orphan",
    "findings",
    "grace",
    "invoice",
    "invoice_view",
    "invoices_of_case",
    "invoices_of_person",
    "last_days",
    "leave",
    "mark_paid_back",
    "may_be_bought_anew",
    "may_finance",
    "money_back_of_each",
    "movements",
    "not_given",
    "note_refund",
    "open_differences",
    "open_fees",
    "page_of",
    "payment_line",
    "payment_line_of_attempt",
    "payment_lines",
    "payment_of",
    "payment_sums",
    "payment_totals",
    "payments_of",
    "pin_of",
    "places",
    "read_exemptions",
    "receipt_of",
    "reconcile",
    "recover_pins",
    "redirected",
    "refund",
    "refund_counts",
    "refund_of",
    "refunds",
    "refunds_of",
    "refuse_refund",
    "register",
    "rekey_pins",
    "require_finance",
    "resolve_difference",
    "returned",
    "schedule_fee",
    "second_refund",
    "serve",
    "serve_due",
    "sweep",
    "take_away",
    "take_bank_file",
    "transfers_of",
    "unexplained",
    "unexplained_accounts",
    "use_pin",
    "verified_unsettled",
    "withdraw",
]

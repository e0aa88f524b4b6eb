"""Fees, invoices, attempts, payments, refunds, the ledger, banks' files, PINs."""

from pishkhan.kernel.payments.models.fees import Fee
from pishkhan.kernel.payments.models.invoices import Attempt, Invoice, Payment
from pishkhan.kernel.payments.models.ledger import Transfer
from pishkhan.kernel.payments.models.pins import Pin
from pishkhan.kernel.payments.models.reconciliation import BankFile, BankLine, Difference
from pishkhan.kernel.payments.models.refunds import Refund


__all__ = [
    "Attempt",
    "BankFile",
    "BankLine",
    "Difference",
    "Fee",
    "Invoice",
    "Payment",
    "Pin",
    "Refund",
    "Transfer",
]

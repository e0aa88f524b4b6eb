"""A receipt: what was asked and told, in a form that is signed and that others can check."""

from collections.abc import Mapping

from pishkhan.foundation import canonical_json


VERSION = 1
TYPE = "pishkhan.inquiry"
# Another purpose has another beginning, so a signature over a receipt is none over anything else.
PREFIX = b"pishkhan.receipt.v1\n"
DIGITS = 16


def to_sign(told: Mapping[str, object]) -> bytes:
    """The octets that are signed."""
    return PREFIX + canonical_json.encode(told)


def text_of(told: Mapping[str, object]) -> str:
    """The same as text, for a mark of it."""
    return canonical_json.encode(told).decode()

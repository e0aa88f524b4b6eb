"""Numbers that come in addresses and forms."""

LONGEST = len(str(2**63)) - 1


def row_id(text: str) -> int | None:
    """The identifier that a text is, in Latin digits; None if it is none, however long it is."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None

"""Identifiers of rows: whole numbers below 2**63, of nineteen digits from the year 2033 on."""

LARGEST = 2**63 - 1
_LONGEST = len(str(LARGEST))  # Python itself refuses to read thousands of digits


def row_id(text: str) -> int | None:
    """The identifier that a text is, in Latin digits; None if it is none, however long it is."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST):
        return None
    number = int(text)
    return number if number <= LARGEST else None

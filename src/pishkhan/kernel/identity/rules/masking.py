"""How a number of a person is shown where the whole is not needed (domain.md § 2.12)."""

HEAD, TAIL, HIDDEN = 3, 3, "•"


def masked(number: str) -> str:
    """The first and last three signs; short numbers are hidden whole."""
    middle = len(number) - HEAD - TAIL
    if middle < HEAD:
        return HIDDEN * len(number)
    return number[:HEAD] + HIDDEN * middle + number[-TAIL:]

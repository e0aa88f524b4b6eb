"""Latin, Persian and Arabic digits."""

LATIN, PERSIAN, ARABIC = "0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"
_TO_LATIN = str.maketrans(PERSIAN + ARABIC, LATIN * 2)
_TO_PERSIAN = str.maketrans(LATIN + ARABIC, PERSIAN * 2)
_TO_ARABIC = str.maketrans(LATIN + PERSIAN, ARABIC * 2)


def to_latin(text: str) -> str:
    """Persian and Arabic digits as 0–9; the rest of the text as it is."""
    return text.translate(_TO_LATIN)


def to_persian(text: str) -> str:
    """All digits as ۰–۹."""
    return text.translate(_TO_PERSIAN)


def to_arabic(text: str) -> str:
    """All digits as ٠–٩."""
    return text.translate(_TO_ARABIC)


def for_language(text: str, language: str) -> str:
    """Digits as readers of `language` expect them: fa Persian, ar Arabic, any other Latin."""
    table = {"fa": _TO_PERSIAN, "ar": _TO_ARABIC}.get(language, _TO_LATIN)
    return text.translate(table)

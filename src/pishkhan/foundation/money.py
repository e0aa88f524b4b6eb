"""Money: whole rials in storage and arithmetic; toman only where it is shown."""

from decimal import Decimal

from pishkhan.foundation import digits


SEPARATOR = {"fa": "٬", "ar": "٬"}


class Rials(int):
    """A whole number of rials."""

    @property
    def as_toman(self) -> Decimal:
        """The amount in toman (ten rials), exact."""
        return Decimal(self) / 10


def format_amount(amount: int | Decimal, language: str = "fa") -> str:
    """The figure with separators of thousands, in the digits of `language`; without a unit."""
    grouped = f"{amount:,}".replace(",", SEPARATOR.get(language, ","))
    return digits.for_language(grouped, language)

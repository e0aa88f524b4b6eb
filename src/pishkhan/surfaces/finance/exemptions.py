"""Exemptions as an officer types them, one a line: fact = value or value ; percent ; because of what."""

from collections.abc import Iterator

from pishkhan.foundation.digits import to_latin
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.spec import Exemption
from pishkhan.surfaces.finance.errors import BadExemptionLine


PARTS, LONGEST_FIGURE = 3, 9
WORDS = {
    "بله": True, "نعم": True, "yes": True, "خیر": False, "لا": False, "no": False,
}  # fmt: skip


def read(typed: str) -> tuple[Exemption, ...]:
    """`veteran = بله ; 100 ; ایثارگران`, values joined by |. Raises BadExemptionLine."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    return tuple(_read(number, line) for number, line in enumerate(lines, start=1))


def _read(number: int, line: str) -> Exemption:
    parts = [part.strip() for part in line.replace("؛", ";").split(";", PARTS - 1)]
    name, equals, values = parts[0].partition("=")
    percent = to_latin(parts[1]).removesuffix("%") if len(parts) == PARTS else ""
    known = [value for one in values.split("|") for value in _meant(one.strip())]
    if not (equals and name.strip() and known and percent.isascii() and percent.isdigit()):
        raise BadExemptionLine(line=number)
    said = {"when": {name.strip(): known}, "percent": int(percent), "because": {"fa": parts[2]}}
    try:
        [found] = payments.read_exemptions([said])
    except ValueError as error:
        raise BadExemptionLine(line=number) from error
    return found


def _meant(value: str) -> Iterator[str | int | bool]:
    """A figure is meant as a number and as a text of it: answers of forms are texts."""
    latin = to_latin(value)
    if value.lower() in WORDS:
        yield WORDS[value.lower()]
    elif latin.isascii() and latin.isdigit() and len(latin) <= LONGEST_FIGURE:
        yield from (latin, int(latin))
    elif value:
        yield value

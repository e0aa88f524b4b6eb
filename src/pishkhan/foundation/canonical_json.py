"""The one way to write a JSON value as bytes (RFC 8785), so that everybody hashes the same."""

import json
import math
from collections.abc import Mapping
from decimal import Decimal


MOST_INTEGER = 2**53 - 1  # beyond it a reader with doubles sees another number
PLAIN_UP_TO, PLAIN_FROM = 21, -6  # powers of ten between which no exponent is written
_text = json.JSONEncoder(ensure_ascii=False).encode


def encode(value: object) -> bytes:
    """The canonical bytes of a value of mappings, lists, texts, numbers, booleans and None.

    Raises ValueError for a number that readers would not agree on, a text that is no Unicode, and
    TypeError for anything that JSON does not have.
    """
    return _written(value).encode()


def _written(value: object) -> str:
    match value:
        case None | bool() | str():
            return _text(value)
        case int() | float():
            return _number(value)
        case Mapping():
            return _object(value)
        case list() | tuple():
            return f"[{','.join(map(_written, value))}]"
    message = f"JSON has no {type(value).__name__}"
    raise TypeError(message)


def _object(value: Mapping[object, object]) -> str:
    named = {name: one for name, one in value.items() if isinstance(name, str)}
    if len(named) != len(value):
        message = "names in JSON are texts"
        raise TypeError(message)
    # By UTF-16 code units, as RFC 8785 has it: not quite the order of code points.
    order = sorted(named, key=lambda name: name.encode("utf-16-be"))
    return f"{{{','.join(f'{_text(name)}:{_written(named[name])}' for name in order)}}}"


def _number(value: float) -> str:
    """As ECMAScript writes it; the shortest digits that read back are those of `repr`."""
    if isinstance(value, int):
        if abs(value) > MOST_INTEGER:
            message = "an integer that JSON's readers would not agree on: write it as a text"
            raise ValueError(message)
        return str(value)
    return _exact(value)


def _exact(value: float) -> str:
    if not math.isfinite(value):
        message = "JSON has no infinity and no NaN"
        raise ValueError(message)
    if value == 0:
        return "0"
    written = Decimal(repr(value)).as_tuple()
    digits = "".join(map(str, written.digits)).rstrip("0")
    point = len(written.digits) + int(written.exponent)
    sign = "-" if written.sign else ""
    if len(digits) <= point <= PLAIN_UP_TO:
        return f"{sign}{digits.ljust(point, '0')}"
    if 0 < point <= PLAIN_UP_TO:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if PLAIN_FROM < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if digits[1:] else ""
    return f"{sign}{digits[0]}{rest}e{point - 1:+d}"

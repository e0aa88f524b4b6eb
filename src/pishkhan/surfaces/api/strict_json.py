"""JSON as strangers send it: read cheaply, or refused with the reason."""

import json
import math
import re
from collections.abc import Iterable

from pishkhan.surfaces.api.errors import BadText, NotANumber, NotJson, RepeatedName, TooDeep


DEEPEST = 32
LARGEST = 10**15
# A text may lack its end: else each quote in it would be tried as the beginning of another one.
_MARKS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]


def read(body: bytes) -> Value:
    """The value of a body; raises NotJson, RepeatedName, NotANumber, TooDeep, BadText."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotJson from error
    _refuse_depth(text)
    try:
        value: Value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=_whole,
            parse_float=_fraction,
        )
    except ValueError as error:
        raise NotJson from error
    _refuse_bad_text(value)
    return value


def _refuse_depth(text: str) -> None:
    """Before parsing, because the parser itself goes as deep as the stack."""
    depth = 0
    for found in _MARKS.finditer(text):
        mark = found[0]
        depth += (mark in "[{") - (mark in "]}")
        if depth > DEEPEST:
            raise TooDeep(limit=DEEPEST)


def _object(pairs: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, value in pairs:
        if name in found:
            raise RepeatedName
        found[name] = value
    return found


def _refuse_constant(_name: str) -> Value:
    raise NotANumber


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > len(str(LARGEST)):
        raise NotANumber
    return int(text)


def _fraction(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise NotANumber
    return number


def _refuse_bad_text(value: Value) -> None:
    if isinstance(value, str):
        if "\0" in value or (not value.isprintable() and _has_surrogate(value)):
            raise BadText
    elif isinstance(value, list):
        for one in value:
            _refuse_bad_text(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            _refuse_bad_text(name)
            _refuse_bad_text(one)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)

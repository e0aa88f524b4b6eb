"""From a template and values to the text a person reads."""

import re
from collections.abc import Mapping

from pishkhan.foundation.digits import for_language
from pishkhan.kernel.notifications.errors import (
    BrokenPlaceholder,
    EmptyText,
    PlaceholderMissing,
    UnknownPlaceholder,
)


PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
SPACE_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def placeholders(text: str) -> frozenset[str]:
    """Names in braces of `text`; raises BrokenPlaceholder where a brace stands alone."""
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        raise BrokenPlaceholder
    return frozenset(PLACEHOLDER.findall(text))


def check(text: str, *, known: frozenset[str], required: frozenset[str]) -> None:
    """Refuse a new text that is empty, uses an unknown placeholder or lost a required one."""
    if not text.strip():
        raise EmptyText
    used = placeholders(text)
    if used - known:
        raise UnknownPlaceholder(names=_listed(used - known))
    if required - used:
        raise PlaceholderMissing(names=_listed(required - used))


def for_reading(value: str, language: str) -> str:
    """`value` in the digits of the language; groups of digits are held together.

    U+00A0 keeps a grouped code in one left-to-right run in right-to-left text.
    """
    return for_language(SPACE_BETWEEN_DIGITS.sub(NO_BREAK_SPACE, value), language)


def render(text: str, values: Mapping[str, str], *, language: str, verbatim: frozenset[str]) -> str:
    """`text` with its placeholders filled; those in `verbatim` stay as given (addresses).

    Raises KeyError if a value is missing: the caller forgot it.
    """

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        return values[name] if name in verbatim else for_reading(values[name], language)

    return PLACEHOLDER.sub(fill, text)


def _listed(names: frozenset[str]) -> str:
    return "، ".join(f"{{{name}}}" for name in sorted(names))

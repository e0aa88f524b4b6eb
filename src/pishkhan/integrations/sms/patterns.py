"""Texts that operators keep registered ("patterns"): quicker lanes, and open to blocked numbers."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from pishkhan.kernel.notifications.ports import SmsOut


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """A registered text: its name at the operator, and which value of ours fills which parameter."""

    template: str
    parameters: Mapping[str, str]

    def filled(self, message: SmsOut) -> dict[str, str] | None:
        """The parameters for `message`; None if it lacks a value."""
        if not set(self.parameters.values()) <= message.values.keys():
            return None
        return {name: message.values[value] for name, value in self.parameters.items()}


PLAIN, ALL = "plain", "*"
AS_PLAIN_TEXT = Pattern(template="", parameters={})
# By event and language: `identity.one_time_code/fa`.
Patterns = Mapping[str, Pattern]


def pattern_of(patterns: Patterns, message: SmsOut) -> Pattern | None:
    """The pattern registered for the event of `message` in its language."""
    found = patterns.get(f"{message.event}/{message.language}")
    return found if found and found.template else None


def check(operator: str, patterns: Patterns, wanted: Mapping[str, Collection[str]]) -> None:
    """Every message of `wanted` (event/language → its values) has a pattern or is said to go plain.

    Raises ValueError naming what is missing, or whose parameters nothing fills: an operator would
    send such messages late, or to nobody who blocks advertisements.
    """
    missing = [] if ALL in patterns else sorted(wanted.keys() - patterns.keys())
    unfilled = sorted(
        f"{key} ({value})"
        for key, pattern in patterns.items()
        for value in pattern.parameters.values()
        if key in wanted and value not in wanted[key]
    )
    if missing:
        message = (
            f'PISHKHAN_SMS_PATTERNS: {operator} has neither a pattern nor "{PLAIN}" for '
            f'{", ".join(missing)} ("{ALL}": "{PLAIN}" lets all others go as plain text).'
        )
        raise ValueError(message)
    if unfilled:
        message = (
            f"PISHKHAN_SMS_PATTERNS: {operator} is to fill what is no value: {', '.join(unfilled)}."
        )
        raise ValueError(message)


def read(path: str) -> dict[str, Patterns]:
    """The file of PISHKHAN_SMS_PATTERNS by operator; none where `path` is empty.

    `{"kavenegar": {"identity.one_time_code/fa": {"template": "code", "parameters": {"token": "code"}}}}`
    "plain" instead of a pattern says that the message goes as it is; for "*" that all others do.
    Raises ValueError naming the setting if it cannot be read so.
    """
    if not path:
        return {}
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        return {
            operator: {
                event: AS_PLAIN_TEXT if one == PLAIN else _pattern(one)
                for event, one in patterns.items()
            }
            for operator, patterns in content.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"PISHKHAN_SMS_PATTERNS cannot be read: {type(error).__name__} {error}"
        raise ValueError(message) from error


def _pattern(one: Mapping[str, object]) -> Pattern:
    parameters = one["parameters"]
    if not isinstance(parameters, Mapping):
        raise TypeError("parameters are an object")
    return Pattern(
        template=str(one["template"]),
        parameters={str(name): str(value) for name, value in parameters.items()},
    )

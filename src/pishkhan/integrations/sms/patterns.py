"""Texts that operators keep registered ("patterns"): quicker lanes, and open to blocked numbers."""

import json
from collections.abc import Mapping
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


# By event and language: `identity.one_time_code/fa`.
Patterns = Mapping[str, Pattern]


def pattern_of(patterns: Patterns, message: SmsOut) -> Pattern | None:
    """The pattern registered for the event of `message` in its language."""
    return patterns.get(f"{message.event}/{message.language}")


def read(path: str) -> dict[str, Patterns]:
    """The file of PISHKHAN_SMS_PATTERNS by operator; none where `path` is empty.

    `{"kavenegar": {"identity.one_time_code/fa": {"template": "code", "parameters": {"token": "code"}}}}`
    Raises ValueError naming the setting if it cannot be read so.
    """
    if not path:
        return {}
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        return {
            operator: {
                event: Pattern(
                    template=str(one["template"]),
                    parameters={str(name): str(value) for name, value in one["parameters"].items()},
                )
                for event, one in patterns.items()
            }
            for operator, patterns in content.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"PISHKHAN_SMS_PATTERNS cannot be read: {type(error).__name__} {error}"
        raise ValueError(message) from error

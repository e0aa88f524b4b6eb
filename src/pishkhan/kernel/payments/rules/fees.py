"""What somebody owes of a fee, by the exemptions of the schedule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pishkhan.foundation.money import Rials


WHOLE = 100
Fact = str | int | bool | None
LANGUAGES = ("fa", "en", "ar")


class BadExemption(ValueError):
    """A line of data that is no exemption; the text says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exemption:
    """Who meets all of `when` (each fact is one of the listed values) is spared `percent`."""

    when: Mapping[str, tuple[Fact, ...]]
    percent: int
    because: Mapping[str, str]

    def fits(self, facts: Mapping[str, Fact]) -> bool:
        """Whether all facts are as it says; a fact that nobody told is as no value."""
        return all(_is_among(facts.get(name), values) for name, values in self.when.items())


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """What is owed of the full amount, and because of what it is less."""

    amount: Rials
    full: Rials
    because: Mapping[str, str] | None = None


def read(lines: Iterable[object]) -> tuple[Exemption, ...]:
    """Exemptions from the data of a fee. Raises BadExemption."""
    return tuple(map(_read, lines))


def written(exemption: Exemption) -> dict[str, object]:
    """An exemption as the data of a fee."""
    return {
        "when": {name: list(values) for name, values in exemption.when.items()},
        "percent": exemption.percent,
        "because": dict(exemption.because),
    }


def due(amount: int, exemptions: Iterable[Exemption], facts: Mapping[str, Fact]) -> Due:
    """What is owed: the first exemption that fits counts; a broken rial is not asked for."""
    for exemption in exemptions:
        if exemption.fits(facts):
            spared = -(-amount * exemption.percent // WHOLE)
            return Due(amount=Rials(amount - spared), full=Rials(amount), because=exemption.because)
    return Due(amount=Rials(amount), full=Rials(amount))


def _read(line: object) -> Exemption:
    if not isinstance(line, Mapping):
        raise BadExemption("an exemption is a mapping")
    when, percent, because = line.get("when"), line.get("percent"), line.get("because")
    if not isinstance(when, Mapping) or not when:
        raise BadExemption("an exemption without a condition")
    if isinstance(percent, bool) or not isinstance(percent, int) or not 0 <= percent <= WHOLE:
        raise BadExemption("percent is a whole number from 0 to 100")
    if not isinstance(because, Mapping) or not because.get("fa"):
        raise BadExemption("an exemption says in Persian because of what it is")
    if unknown := set(because) - set(LANGUAGES):
        raise BadExemption(f"a language we do not speak: {sorted(unknown)}")
    conditions = {str(name): _values(values) for name, values in when.items()}
    texts = {str(language): str(text) for language, text in because.items()}
    return Exemption(when=conditions, percent=percent, because=texts)


def _values(values: object) -> tuple[Fact, ...]:
    listed = tuple(values) if isinstance(values, list | tuple) else (values,)
    if not listed or not all(isinstance(one, str | int | bool | None) for one in listed):
        raise BadExemption("a fact is a text, a whole number, yes or no")
    return listed


def _is_among(fact: Fact, values: tuple[Fact, ...]) -> bool:
    # `True == 1` in Python, and "male" is not 1 anywhere.
    return any(fact == one and isinstance(fact, bool) is isinstance(one, bool) for one in values)

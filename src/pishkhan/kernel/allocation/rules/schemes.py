"""A scheme: the rules of a round as data, read from the values of a TOML file.

Without a scheme every listed choice stands. A word that is not known is refused, so that a slip
of the pen never silently drops a rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pishkhan.kernel.allocation.rules.ranking import FEMALE, HIGHEST, ID, LOTTERY, LOWEST


class UnsoundScheme(ValueError):
    """A scheme that has no sound answer, with the reason in words."""


Table = Mapping[str, object]
APPLICANT, PROGRAMME = "applicant", "programme"
QUOTA, PROGRAMME_ID = "quota", "programme_id"
MOST_CHOICES, MOST_DIGITS = 1000, 6


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the applicant or of the programme, by the name of its column."""

    of: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Among:
    """The fact is (or is not) one of the values."""

    code: str
    fact: Fact
    values: frozenset[str]
    is_negated: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Same:
    """Two facts are (or are not) the same."""

    code: str
    fact: Fact
    other: Fact
    is_negated: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Matrix:
    """From the row of one fact the column of the other may be reached."""

    code: str
    fact: Fact
    other: Fact
    reaches: Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Threshold:
    """The score is at least so many percent of a reference of the programme and the quota.

    The percent goes by `by`, a fact of the programme; None refuses choices of that group. The
    reference is the programme's column `reference` + "_" + quota, empty where there is none.
    """

    code: str
    by: Fact
    percents: Mapping[str, int | None]
    reference: str


Rule = Among | Same | Matrix | Threshold
GROUP_WITHOUT_RULE, NO_REFERENCE = "GROUP_WITHOUT_RULE", "NO_REFERENCE_SCORE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """A bucket of every programme that has none of its own; `percent` None takes the rest."""

    name: str
    percent: int | None
    rounds_up: bool
    may_sit: frozenset[str]
    comes_first: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scheme:
    """The rules of a round."""

    name: str = ""
    tie_break: tuple[str, ...] = (FEMALE, LOTTERY)
    maximum_choices: int = MOST_CHOICES
    score_digits: int = 0
    applicant_rules: tuple[Rule, ...] = ()
    choice_rules: tuple[Rule, ...] = ()
    shares: tuple[Share, ...] = field(default=())

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, those of the applicant first."""
        return self.applicant_rules + self.choice_rules

    @property
    def has_lottery(self) -> bool:
        """Whether chance decides anything."""
        return LOTTERY in self.tie_break

    def facts_of(self, who: str) -> list[str]:
        """The columns that the rules and the tie-break list need of applicants or programmes."""
        named = {fact.name for rule in self.rules for fact in _facts(rule) if fact.of == who}
        if who == APPLICANT:
            named |= {step.split()[1] for step in self.tie_break if " " in step}
        return sorted(named - {QUOTA, PROGRAMME_ID})

    def references(self) -> list[str]:
        """Beginnings of the programmes' columns that hold reference scores."""
        return sorted({rule.reference for rule in self.rules if isinstance(rule, Threshold)})


def read(values: Table) -> Scheme:
    """The scheme; raises UnsoundScheme for what is not understood or has no sound answer."""
    known = {
        "name", "tie_break", "maximum_choices", "score_digits", "applicant_rules",
        "choice_rules", "matrices", "buckets", "caps",
    }  # fmt: skip
    _only(values, known, "the scheme")
    _refuse_joint_caps(values)
    matrices = {
        name: _matrix(f"matrix {name}", rows) for name, rows in _table(values, "matrices").items()
    }
    scheme = Scheme(
        name=_text(values, "name", ""),
        tie_break=_tie_break(values),
        maximum_choices=_whole(values, "maximum_choices", MOST_CHOICES, low=1, high=MOST_CHOICES),
        score_digits=_whole(values, "score_digits", 0, low=0, high=MOST_DIGITS),
        applicant_rules=tuple(_rule(one, matrices) for one in _tables(values, "applicant_rules")),
        choice_rules=tuple(_rule(one, matrices) for one in _tables(values, "choice_rules")),
        shares=_shares(_tables(values, "buckets")),
    )
    codes = [rule.code for rule in scheme.rules]
    _refuse(len(codes) != len(set(codes)), "Two rules have the same code.")
    for rule in scheme.applicant_rules:
        strange = isinstance(rule, Threshold) or any(one.of != APPLICANT for one in _facts(rule))
        _refuse(strange, f"{rule.code}: a rule of the applicant looks at the applicant alone.")
    return scheme


def _facts(rule: Rule) -> tuple[Fact, ...]:
    match rule:
        case Among():
            return (rule.fact,)
        case Same() | Matrix():
            return rule.fact, rule.other
        case Threshold():
            return (rule.by,)


def _rule(values: Table, matrices: Mapping[str, Mapping[str, frozenset[str]]]) -> Rule:
    code = _text(values, "code")
    if "percents" in values:
        _only(values, {"code", "because", "percents", "by", "reference"}, code)
        by, percents = _fact(_text(values, "by")), _table(values, "percents")
        _refuse(by.of != PROGRAMME, f"{code}: percents go by a fact of the programme.")
        read_percents = {group: _percent(code, one) for group, one in percents.items()}
        reference = _text(values, "reference")
        return Threshold(code=code, by=by, percents=read_percents, reference=reference)
    if "matrix" in values:
        _only(values, {"code", "because", "matrix", "fact", "to"}, code)
        name = _text(values, "matrix")
        _refuse(name not in matrices, f"{code}: there is no matrix {name}.")
        fact, other = _fact(_text(values, "fact")), _fact(_text(values, "to"))
        return Matrix(code=code, fact=fact, other=other, reaches=matrices[name])
    return _comparison(code, values)


def _comparison(code: str, values: Table) -> Rule:
    fact = _fact(_text(values, "fact"))
    asked = {"one_of", "none_of", "same_as", "differs_from"} & set(values)
    _only(values, {"code", "because", "fact"} | asked, code)
    _refuse(len(asked) != 1, f"{code}: one of one_of, none_of, same_as, differs_from is needed.")
    (how,) = asked
    if how in {"one_of", "none_of"}:
        listed = frozenset(_texts(values, how))
        return Among(code=code, fact=fact, values=listed, is_negated=how == "none_of")
    other = _fact(_text(values, how))
    return Same(code=code, fact=fact, other=other, is_negated=how == "differs_from")


def _fact(name: str) -> Fact:
    of, dot, column = name.partition(".")
    is_known = dot and of in {APPLICANT, PROGRAMME} and column
    _refuse(not is_known, f"{name}: a fact is applicant.COLUMN or programme.COLUMN.")
    return Fact(of, column)


def _matrix(name: str, rows: object) -> Mapping[str, frozenset[str]]:
    if not isinstance(rows, Mapping):
        raise UnsoundScheme(f"{name} is no table of rows.")
    found = {str(row): frozenset(_texts(rows, str(row))) for row in rows}
    strange = sorted(frozenset().union(*found.values()) - set(found))
    _refuse(bool(strange), f"{name} has a gap: no row for {', '.join(strange)}.")
    return found


def _percent(code: str, value: object) -> int | None:
    """A whole percent, or "refused"."""
    if value == "refused":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1000:  # noqa: PLR2004 - percents
        raise UnsoundScheme(f'{code}: {value!r} is no whole percent and not "refused".')
    return value


def _tie_break(values: Table) -> tuple[str, ...]:
    steps = tuple(_texts(values, "tie_break")) if "tie_break" in values else (FEMALE, LOTTERY)
    for step in steps:
        how, _, name = step.partition(" ")
        is_known = step in {FEMALE, LOTTERY, ID} or (how in {HIGHEST, LOWEST} and name.strip())
        _refuse(not is_known, f"tie_break: {step!r} is not known.")
    _refuse(len(steps) != len(set(steps)), "tie_break: a step is named twice.")
    needless = any(step in {LOTTERY, ID} for step in steps[:-1]) and steps[-2:] != (LOTTERY, ID)
    _refuse(needless, "tie_break: nothing can come after the lottery or the id.")
    return steps


def _shares(tables: Sequence[Table]) -> tuple[Share, ...]:
    if not tables:
        return ()
    found = []
    for one in tables:
        _only(one, {"name", "percent", "rest", "rounding", "may_sit", "comes_first"}, "buckets")
        name = _text(one, "name")
        takes_rest = one.get("rest", False) is True
        _refuse(takes_rest == ("percent" in one), f"Bucket {name}: either percent or rest = true.")
        rounding = _text(one, "rounding", "down")
        _refuse(rounding not in {"down", "up"}, f"Bucket {name}: rounding is down or up.")
        found.append(
            Share(
                name=name,
                percent=None if takes_rest else _whole(one, "percent", 0, low=0, high=100),
                rounds_up=rounding == "up",
                may_sit=frozenset(_texts(one, "may_sit")),
                comes_first=frozenset(_texts(one, "comes_first")),
            )
        )
    rests = sum(one.percent is None for one in found)
    _refuse(rests != 1, "Exactly one bucket takes the rest of the seats.")
    total = sum(one.percent or 0 for one in found)
    _refuse(total > 100, f"The buckets take {total} percent of the seats.")  # noqa: PLR2004 - percents
    _refuse(len({one.name for one in found}) != len(found), "Two buckets have the same name.")
    return tuple(found)


def _refuse_joint_caps(values: Table) -> None:
    """Caps over several programmes: whether an answer exists is not known in reasonable time."""
    caps = [(_text(one, "name"), set(_texts(one, "programmes"))) for one in _tables(values, "caps")]
    for number, (name, programmes) in enumerate(caps):
        for other, those in caps[:number]:
            is_crossing = programmes & those and not (programmes <= those or those <= programmes)
            _refuse(
                bool(is_crossing),
                f"The caps {other} and {name} overlap and neither holds the other: a stable "
                "allocation may not exist, and to find out takes unreasonable time (NP-hard).",
            )
    _refuse(
        bool(caps),
        "Caps over several programmes are not computed by this version; "
        "give each programme its capacity.",
    )


def _only(values: Table, known: set[str], where: str) -> None:
    strange = sorted(set(values) - known)
    _refuse(bool(strange), f"{where}: {', '.join(strange)} is not known.")


def _refuse(condition: bool, reason: str) -> None:  # noqa: FBT001 - a guard, read with its reason
    if condition:
        raise UnsoundScheme(reason)


def _text(values: Table, name: str, otherwise: str | None = None) -> str:
    value = values.get(name, otherwise)
    if not isinstance(value, str) or (otherwise is None and not value):
        raise UnsoundScheme(f"{name} is missing or no text.")
    return value


def _texts(values: Table, name: str) -> list[str]:
    value = values.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str | int) for one in value):
        raise UnsoundScheme(f"{name} is no list of texts.")
    return [str(one) for one in value]


def _whole(values: Table, name: str, otherwise: int, *, low: int, high: int) -> int:
    value = values.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise UnsoundScheme(f"{name} is no whole number from {low} to {high}.")
    return value


def _table(values: Table, name: str) -> Mapping[str, object]:
    value = values.get(name, {})
    if not isinstance(value, Mapping):
        raise UnsoundScheme(f"{name} is no table.")
    return {str(key): one for key, one in value.items()}


def _tables(values: Table, name: str) -> list[Mapping[str, object]]:
    value = values.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise UnsoundScheme(f"{name} is no list of tables.")
    return value

"""A folder of inputs: the scheme, the applicants, the programmes, the buckets, the choices.

What is read is the same whatever the order of the rows, whichever digits they are written with,
CSV or Parquet. Of a key that comes twice with two contents no row counts, for nobody can tell
which was meant; twice with the same content it counts once.
"""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pishkhan.kernel.allocation.folder.lines import texts_of
from pishkhan.kernel.allocation.folder.tables import (
    Part,
    Rejected,
    Sieve,
    Table,
    TableUnreadable,
    Texts,
    as_flags,
    open_table,
    whole_numbers,
)
from pishkhan.kernel.allocation.rules import schemes
from pishkhan.kernel.allocation.rules.markets import NONE, Flags, Numbers, Small, starts_of
from pishkhan.kernel.allocation.rules.ranking import FEMALE
from pishkhan.kernel.allocation.rules.schemes import APPLICANT, PROGRAMME, Scheme


SCHEME = "scheme.toml"
SCORE = "score"
YES, NO = ("1", "true", "yes"), ("0", "false", "no")
LONGEST_ID = 100
_RANKS = 1 << 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """All choices, by applicant and then by rank; `programme` from their count on is unknown."""

    start: Numbers
    rank: Small
    programme: Small
    unknown: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """What the folder says, in the order of the ids; columns are texts."""

    scheme: Scheme
    scheme_octets: bytes
    score_columns: tuple[str, ...]
    applicants: Part
    programmes: Part
    buckets: Part | None
    choices: Choices
    rejected: tuple[Rejected, ...]

    @property
    def applicant_ids(self) -> Texts:
        """The applicants, as the engines count them."""
        return self.applicants.columns["applicant_id"]

    @property
    def programme_ids(self) -> Texts:
        """The programmes, as the engines count them."""
        return self.programmes.columns["programme_id"]


class _Found(NamedTuple):
    """Choices of one part of the file: applicant and rank in one number, programme, line."""

    key: Numbers
    programme: Small
    lines: Small


def read_folder(folder: Path) -> Inputs:
    """The inputs; raises TableUnreadable or UnsoundScheme where there is nothing to work with."""
    octets, scheme = _scheme(folder)
    sieves = {name: Sieve(name) for name in ("applicants", "programmes", "buckets", "choices")}
    columns, applicants = _applicants(folder, scheme, sieves["applicants"])
    programmes = _programmes(folder, scheme, columns, sieves["programmes"])
    buckets = _buckets(folder, programmes, sieves["buckets"])
    choices = _choices(folder, applicants, programmes, sieves["choices"])
    return Inputs(
        scheme=scheme,
        scheme_octets=octets,
        score_columns=columns,
        applicants=applicants,
        programmes=programmes,
        buckets=buckets,
        choices=choices,
        rejected=tuple(
            one
            for sieve in sieves.values()
            for one in sorted(sieve.rejected, key=lambda each: (each.line, each.reason))
        ),
    )


def _scheme(folder: Path) -> tuple[bytes, Scheme]:
    if not (folder / SCHEME).is_file():
        return b"", Scheme()
    octets = (folder / SCHEME).read_bytes()
    try:
        values = tomllib.loads(octets.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TableUnreadable(f"{SCHEME}: {error}.") from error
    return octets, schemes.read(values)


def _applicants(folder: Path, scheme: Scheme, sieve: Sieve) -> tuple[tuple[str, ...], Part]:
    facts = scheme.facts_of(APPLICANT)
    needed = ["applicant_id", *facts]
    needed += [FEMALE] if FEMALE in scheme.tie_break else []
    needed += ["quota"] if scheme.references() else []
    table = _needed(folder, "applicants", needed, sieve)
    scores = tuple(sorted(n for n in table.names if n == SCORE or n.startswith(f"{SCORE}_")))
    if not scores:
        raise TableUnreadable(f"{table.file}: there is no column score or score_….")
    whole_facts = [step.split()[1] for step in scheme.tie_break if " " in step]

    def judge(part: Part) -> Flags:
        good = _good_ids(part, "applicant_id", sieve)
        for name in scores:
            good &= _good_numbers(part, name, sieve, digits=scheme.score_digits, may_lack=True)
        for name in whole_facts:
            good &= _good_numbers(part, name, sieve, may_lack=True)
        allowed = [*YES, *NO] if FEMALE in table.names else [""]
        told = pc.utf8_lower(part.columns[FEMALE])
        is_known = as_flags(pc.is_in(told, pa.array(allowed)))
        return good & sieve.refuse(part.lines, ~is_known, "female is not 1 or 0")

    named = ["applicant_id", *scores, FEMALE, "quota", "flags", *facts]
    part = _collect(table, list(dict.fromkeys(named)), sieve, judge)
    part = _in_one_way(part, scores, digits=scheme.score_digits)
    part = _in_one_way(part, whole_facts)
    is_female = pc.is_in(pc.utf8_lower(part.columns[FEMALE]), pa.array(YES))
    if FEMALE in table.names:
        part.columns[FEMALE] = pc.if_else(is_female, "1", "0")
    part.columns["flags"] = _sorted_words(part.columns["flags"])
    return scores, _unique(part, ["applicant_id"], sieve)


def _programmes(folder: Path, scheme: Scheme, score_columns: Sequence[str], sieve: Sieve) -> Part:
    facts = scheme.facts_of(PROGRAMME)
    table = _needed(folder, "programmes", ["programme_id", "capacity", *facts], sieve)
    references = [
        name
        for name in table.names
        if any(name.startswith(f"{reference}_") for reference in scheme.references())
    ]
    named = ["", *(name.removeprefix(SCORE).removeprefix("_") for name in score_columns)]
    known = named[1:] if len(score_columns) > 1 else named

    def judge(part: Part) -> Flags:
        good = _good_ids(part, "programme_id", sieve)
        good &= _good_numbers(part, "capacity", sieve)
        good &= _good_numbers(part, "female_ceiling", sieve, may_lack=True)
        for name in references:
            good &= _good_numbers(part, name, sieve, digits=scheme.score_digits, may_lack=True)
        is_known = as_flags(pc.is_in(part.columns["score_column"], pa.array(known)))
        return good & sieve.refuse(part.lines, ~is_known, "there is no such score column")

    columns = ["programme_id", "capacity", "score_column", "female_ceiling", *facts, *references]
    part = _collect(table, list(dict.fromkeys(columns)), sieve, judge)
    part = _in_one_way(part, ["capacity", "female_ceiling"])
    part = _in_one_way(part, references, digits=scheme.score_digits)
    return _unique(part, ["programme_id"], sieve)


def _buckets(folder: Path, programmes: Part, sieve: Sieve) -> Part | None:
    needed = ["programme_id", "order", "name", "seats"]
    table = open_table(folder, "buckets", needed)
    if table is None:
        return None
    sieve.file = table.file

    def judge(part: Part) -> Flags:
        known = pc.is_in(part.columns["programme_id"], programmes.columns["programme_id"])
        good = sieve.refuse(part.lines, ~as_flags(known), "there is no such programme")
        good &= sieve.refuse(
            part.lines, as_flags(pc.equal(part.columns["name"], "")), "name is empty"
        )
        good &= _good_numbers(part, "order", sieve)
        return good & _good_numbers(part, "seats", sieve)

    part = _collect(table, [*needed, "may_sit", "comes_first"], sieve, judge)
    part = _in_one_way(part, ["order", "seats"])
    for name in ("may_sit", "comes_first"):
        part.columns[name] = _sorted_words(part.columns[name])
    by_number = {**part.columns, "order": pc.utf8_lpad(part.columns["order"], 12, "0")}
    unique = _unique(Part(part.lines, by_number), ["programme_id", "order"], sieve)
    return _in_one_way(unique, ["order"])


def _choices(folder: Path, applicants: Part, programmes: Part, sieve: Sieve) -> Choices:
    """The choices as numbers: ten million rows would be too many texts."""
    table = _needed(folder, "choices", ["applicant_id", "rank", "programme_id"], sieve)
    people = applicants.columns["applicant_id"]
    codes = programmes.columns["programme_id"]
    unknown: dict[str, int] = {}
    found: list[_Found] = []
    for part in table.parts(["applicant_id", "rank", "programme_id"], sieve):
        kept = _without_blank(part)
        rank, is_rank = whole_numbers(kept.columns["rank"])
        is_rank &= (rank >= 1) & (rank < _RANKS)
        who = _index(kept.columns["applicant_id"], people)
        programme = _index(kept.columns["programme_id"], codes)
        good = sieve.refuse(kept.lines, ~is_rank, "rank is no whole number from 1")
        good &= sieve.refuse(kept.lines, who == NONE, "there is no such applicant")
        for place in np.flatnonzero(programme == NONE).tolist():
            named = kept.columns["programme_id"][place].as_py()
            programme[place] = len(codes) + unknown.setdefault(named, len(unknown))
        key = who[good] * _RANKS + rank[good]
        lines = kept.lines[good].astype(np.int32)
        found.append(_Found(key, programme[good].astype(np.int32), lines))
    keys, numbers = _sorted_choices(found, sieve)
    start = starts_of(np.bincount(keys // _RANKS, minlength=len(people)))
    named = sorted(unknown)  # so that the order of the rows leaves no trace
    renumbered = np.arange(len(codes) + len(unknown), dtype=np.int32)
    renumbered[[len(codes) + unknown[one] for one in named]] = len(codes) + np.arange(len(named))
    return Choices(
        start=start,
        rank=(keys % _RANKS).astype(np.int32),
        programme=renumbered[numbers],
        unknown=tuple(named),
    )


def _sorted_choices(found: list[_Found], sieve: Sieve) -> tuple[Numbers, Small]:
    """By applicant and rank; of a rank that comes twice no choice counts, unless they are one.

    Takes the parts out of `found`, so that there is never more than one copy of them.
    """
    key = np.concatenate([np.empty(0, np.int64), *(one.key for one in found)])
    programme = np.concatenate([np.empty(0, np.int32), *(one.programme for one in found)])
    lines = np.concatenate([np.empty(0, np.int32), *(one.lines for one in found)])
    found.clear()
    if not (key[1:] > key[:-1]).all():
        sort = np.argsort(key, kind="stable")  # the first line of a key stays first
        key = key[sort]
        programme = programme[sort]
        lines = lines[sort]
        good = _refuse_twice(key, programme, lines, sieve)
        if not good.all():
            key, programme = key[good], programme[good]
    return key, programme


def _refuse_twice(
    key: Numbers, content: Numbers | Small, lines: Numbers | Small, sieve: Sieve
) -> Flags:
    """Which rows count where rows of one key stand together, the first line of it first."""
    is_first = np.ones(len(key), np.bool_)
    is_first[1:] = key[1:] != key[:-1]
    if is_first.all():
        return is_first
    group = np.cumsum(is_first) - 1
    differs = content != content[is_first][group] if len(key) else is_first
    is_torn = np.zeros(int(is_first.sum()), np.bool_)
    is_torn[group[differs]] = True
    good = sieve.refuse(lines, is_torn[group], "this key comes again with another content")
    return good & sieve.refuse(lines, ~is_first & ~is_torn[group], "this row has come before")


def _index(texts: Texts, among: Texts) -> Numbers:
    found = pc.fill_null(pc.index_in(texts, value_set=among), NONE)
    indices: Numbers = found.to_numpy(zero_copy_only=False).astype(np.int64)
    return indices


def _needed(folder: Path, name: str, columns: Sequence[str], sieve: Sieve) -> Table:
    table = open_table(folder, name, columns)
    if table is None:
        raise TableUnreadable(f"There is no {name}.csv or {name}.parquet in the folder.")
    sieve.file = table.file
    return table


def _collect(
    table: Table, columns: Sequence[str], sieve: Sieve, judge: Callable[[Part], Flags]
) -> Part:
    """All good rows of the file together."""
    parts = []
    for part in table.parts(columns, sieve):
        kept = _without_blank(part)
        parts.append(kept.only(judge(kept)))
    lines = np.concatenate([np.empty(0, np.int64), *(part.lines for part in parts)])
    gathered = {
        name: pa.concat_arrays([pa.array([], pa.string()), *(one.columns[name] for one in parts)])
        for name in columns
    }
    return Part(lines, gathered)


def _in_one_way(part: Part, names: Sequence[str], *, digits: int = 0) -> Part:
    """The same numbers in the same letters: 007, 7 and 7.0 are one score."""
    columns = dict(part.columns)
    for name in names:
        numbers, _ = whole_numbers(columns[name], digits=digits)
        is_empty = as_flags(pc.equal(columns[name], ""))
        columns[name] = texts_of(np.where(is_empty, NONE, numbers), digits=digits)
    return Part(part.lines, columns)


def _sorted_words(texts: Texts) -> Texts:
    """Names in one order, with spaces between."""
    distinct = pc.dictionary_encode(texts)
    named = [" ".join(sorted({*words_of(text)})) for text in distinct.dictionary.to_pylist()]
    return pa.array([*named, ""], pa.string()).take(distinct.indices)


def words_of(text: str) -> list[str]:
    """The names in a value, with spaces or semicolons between them."""
    return text.replace(";", " ").split()


def _without_blank(part: Part) -> Part:
    """An empty line is no row."""
    joined = pc.binary_join_element_wise(*part.columns.values(), "")
    return part.only(~as_flags(pc.equal(joined, "")))


def _unique(part: Part, keys: Sequence[str], sieve: Sieve) -> Part:
    """In the order of the keys, each once."""
    together = pa.table({**part.columns, "#line": part.lines})
    by = [(name, "ascending") for name in [*keys, "#line"]]
    sort = pc.sort_indices(together, sort_keys=by)
    lines = part.lines[sort.to_numpy()]
    columns = {name: values.take(sort) for name, values in part.columns.items()}
    key = _numbered(pc.binary_join_element_wise(*(columns[name] for name in keys), "\n"))
    content = _numbered(pc.binary_join_element_wise(*columns.values(), "\n"))
    good = _refuse_twice(key, content, lines, sieve)
    return Part(lines, columns).only(good)


def _numbered(texts: Texts) -> Numbers:
    """A number for each text, the same for the same."""
    numbers: Numbers = pc.dictionary_encode(texts).indices.to_numpy().astype(np.int64)
    return numbers


def _good_ids(part: Part, name: str, sieve: Sieve) -> Flags:
    length = pc.utf8_length(part.columns[name]).to_numpy(zero_copy_only=False)
    return sieve.refuse(
        part.lines, (length == 0) | (length > LONGEST_ID), f"{name} is empty or too long"
    )


def _good_numbers(
    part: Part, name: str, sieve: Sieve, *, digits: int = 0, may_lack: bool = False
) -> Flags:
    texts = part.columns[name]
    _, are_numbers = whole_numbers(texts, digits=digits)
    if may_lack:
        are_numbers |= as_flags(pc.equal(texts, ""))
    kind = f"number with at most {digits} decimals" if digits else "whole number"
    return sieve.refuse(part.lines, ~are_numbers, f"{name} is no {kind} from 0 that is in bounds")

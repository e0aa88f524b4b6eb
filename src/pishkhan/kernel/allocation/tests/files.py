"""A small round in files, for the tests."""

import csv
import io
import random
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pishkhan.kernel.allocation.folder import package
from pishkhan.kernel.allocation.folder.reading import read_folder


SCHEME = """
name = "guest-1390"
tie_break = ["female", "lottery"]
maximum_choices = 10
score_digits = 2

[[applicant_rules]]
code = "SAME_CITY"
fact = "applicant.origin_city"
differs_from = "applicant.home_city"

[[applicant_rules]]
code = "LEVEL"
fact = "applicant.level"
one_of = ["kardani", "karshenasi"]

[[choice_rules]]
code = "OWN_CODE"
fact = "programme.programme_id"
differs_from = "applicant.origin_code"

[[choice_rules]]
code = "OTHER_PROVINCE"
fact = "programme.province"
same_as = "applicant.home_province"

[[choice_rules]]
code = "COURSE_TYPE"
matrix = "course_types"
fact = "applicant.origin_type"
to = "programme.type"

[[choice_rules]]
code = "SCORE"
by = "programme.group"
reference = "last_score"
percents = { 1 = "refused", 2 = 85, 4 = 85, 7 = 90, 8 = 95 }

[matrices.course_types]
day = ["day", "evening"]
evening = ["evening"]
"""
PERSON = {
    "applicant_id": "", "score": "9000", "female": "0", "quota": "r1", "flags": "",
    "origin_city": "Qom", "home_city": "Shiraz", "home_province": "Fars", "level": "kardani",
    "origin_type": "day", "origin_code": "0",
}  # fmt: skip
PLACE = {
    "programme_id": "", "capacity": "1", "province": "Fars", "type": "day", "group": "4",
    "last_score_r1": "8000", "last_score_r2": "",
}  # fmt: skip


def person(name, **facts):
    return PERSON | {"applicant_id": name} | facts


def place(name, **facts):
    return PLACE | {"programme_id": name} | facts


def choices_of(**lists):
    """`A="P1 P2"`: the lists of the applicants."""
    return [
        {"applicant_id": name, "rank": str(rank), "programme_id": code}
        for name, codes in lists.items()
        for rank, code in enumerate(codes.split(), start=1)
    ]


def text_of(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, [*rows[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(folder: Path, *, scheme=SCHEME, **tables):
    """A folder of inputs; a table is rows, or the text of a file."""
    folder.mkdir(parents=True, exist_ok=True)
    if scheme is not None:
        (folder / "scheme.toml").write_text(scheme)
    for name, rows in tables.items():
        octets = rows if isinstance(rows, bytes) else text_of(rows).encode()
        (folder / f"{name}.csv").write_bytes(octets)
    return folder


def rows_of(file: Path):
    return [*csv.DictReader(io.StringIO(file.read_text()))]


KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


def chance(seed):
    return random.Random(seed)  # noqa: S311 - the same every time


def quiet(_):
    """Nobody listens."""


def published(folder, out, *, value="7th of Mehr", key=KEY):
    inputs = read_folder(folder)
    out.mkdir()
    package.publish(inputs, out, public_value=value, key=key, say=quiet)
    return inputs


def small_round(folder):
    return write(
        folder,
        applicants=[person(f"A{n}", score=str(8000 + n % 7), female=str(n % 2)) for n in range(60)],
        programmes=[place(f"P{n}", capacity=str(n)) for n in range(9)],
        choices=choices_of(
            **{f"A{n}": " ".join(f"P{(n * k) % 9}" for k in range(1, 5)) for n in range(60)}
        ),
    )

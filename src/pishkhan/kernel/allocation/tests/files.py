"""A small round in files, for the tests."""

import csv
import io
from pathlib import Path


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

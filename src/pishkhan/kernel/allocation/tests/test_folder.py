"""Files in, a package out: mistakes are answered, bytes are the same, a changed byte is found."""

import hashlib
import shutil

import pyarrow as pa
import pytest
from pyarrow import csv as arrow_csv, parquet

from pishkhan.kernel.allocation.folder import package, tables
from pishkhan.kernel.allocation.folder.reading import read_folder
from pishkhan.kernel.allocation.folder.tables import TableUnreadable
from pishkhan.kernel.allocation.rules import dictatorship, heaps, lottery, proposals, runs
from pishkhan.kernel.allocation.rules.schemes import UnsoundScheme
from pishkhan.kernel.allocation.tests.files import (
    chance,
    choices_of,
    person,
    place,
    published,
    quiet,
    rows_of,
    small_round,
    write,
)
from pishkhan.kernel.transparency.spec import leaf_hash, root_of


def reasons_in(out):
    return {(row["applicant_id"], row["programme_id"]): row for row in rows_of(out / "reasons.csv")}


def octets_in(folder):
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


# --- the rules, on files


@pytest.mark.parametrize(
    ("group", "score", "rule"),
    [
        ("4", "6800", ""), ("4", "6799.99", "SCORE"),
        ("7", "7200", ""), ("7", "7199.99", "SCORE"),
        ("8", "7600", ""), ("8", "7599.99", "SCORE"),
        ("1", "9999", "GROUP_WITHOUT_RULE"),
    ],
)  # fmt: skip
def test_the_threshold_is_exact_to_the_hundredth(tmp_path, group, score, rule):
    folder = write(
        tmp_path / "in",
        applicants=[person("A", score=score)],
        programmes=[place("P", group=group)],
        choices=choices_of(A="P"),
    )
    published(folder, tmp_path / "out")
    assert reasons_in(tmp_path / "out")["A", "P"]["rule"] == rule


def test_a_failed_threshold_says_what_was_had_and_what_was_needed(tmp_path):
    folder = write(
        tmp_path / "in",
        applicants=[person("A", score="6223.27")],
        programmes=[place("P", last_score_r1="7321.5")],
        choices=choices_of(A="P"),
    )
    published(folder, tmp_path / "out")
    row = reasons_in(tmp_path / "out")["A", "P"]
    assert (row["status"], row["have"], row["need"]) == ("INELIGIBLE", "6223.27", "6223.28")


@pytest.mark.parametrize(
    ("who", "where", "rule"),
    [
        ({"home_city": "Qom"}, {}, "SAME_CITY"),
        ({"level": "phd"}, {}, "LEVEL"),
        ({"origin_code": "P"}, {}, "OWN_CODE"),
        ({}, {"province": "Tehran"}, "OTHER_PROVINCE"),
        ({"origin_type": "evening"}, {}, "COURSE_TYPE"),
        ({"origin_type": "evening"}, {"type": "evening"}, ""),
        ({"origin_type": "of its own"}, {}, "COURSE_TYPE"),
        ({"quota": "r2"}, {}, "NO_REFERENCE_SCORE"),
        ({"quota": "r9"}, {}, "NO_REFERENCE_SCORE"),
        ({"score": ""}, {}, "NO_SCORE"),
    ],
)
def test_each_rule_names_itself(tmp_path, who, where, rule):
    folder = write(
        tmp_path / "in",
        applicants=[person("A", **who)],
        programmes=[place("P", **where)],
        choices=choices_of(A="P"),
    )
    published(folder, tmp_path / "out")
    assert reasons_in(tmp_path / "out")["A", "P"]["rule"] == rule


@pytest.mark.parametrize(("count", "standing"), [(0, 0), (1, 1), (10, 10), (11, 10)])
def test_ten_choices_stand_and_the_eleventh_does_not(tmp_path, count, standing):
    folder = write(
        tmp_path / "in",
        applicants=[person("A"), person("B")],
        programmes=[place(f"P{n}") for n in range(11)],
        choices=choices_of(A=" ".join(f"P{n}" for n in range(count)), B="P0"),
    )
    published(folder, tmp_path / "out")
    rows = [row for row in rows_of(tmp_path / "out" / "reasons.csv") if row["applicant_id"] == "A"]
    assert sum(row["status"] != "INELIGIBLE" for row in rows) == standing
    assert {row["rule"] for row in rows[10:]} <= {"OVER_MAXIMUM"}


def test_a_choice_that_is_dropped_leaves_the_later_ones_in_their_order(tmp_path):
    folder = write(
        tmp_path / "in",
        applicants=[person("A")],
        programmes=[place("P1", capacity="0"), place("P2"), place("P3")],
        choices=choices_of(A="P9 P1 P1 P2 P3"),
    )
    published(folder, tmp_path / "out")
    rows = rows_of(tmp_path / "out" / "reasons.csv")
    assert [(row["status"], row["rule"]) for row in rows] == [
        ("INELIGIBLE", "UNKNOWN_CODE"),
        ("NO_SEATS", ""),
        ("INELIGIBLE", "REPEATED_CODE"),
        ("ADMITTED", ""),
        ("NOT_NEEDED", ""),
    ]
    assert rows_of(tmp_path / "out" / "places.csv") == [
        {"applicant_id": "A", "rank": "4", "programme_id": "P2", "bucket": "all"}
    ]


def test_of_two_equals_the_woman_is_introduced_and_the_man_is_told_why(tmp_path):
    folder = write(
        tmp_path / "in",
        applicants=[person("A", female="0"), person("B", female="1")],
        programmes=[place("P")],
        choices=choices_of(A="P", B="P"),
    )
    published(folder, tmp_path / "out")
    told = reasons_in(tmp_path / "out")
    assert (told["B", "P"]["status"], told["A", "P"]["status"]) == ("ADMITTED", "TIE_LOST")
    assert rows_of(tmp_path / "out" / "cutoffs.csv")[0]["decided_by"] == "female"


@pytest.mark.parametrize(("ceiling", "women"), [("", 2), ("2", 2), ("0", 0)])
def test_women_come_first_only_up_to_the_ceiling(tmp_path, ceiling, women):
    """With a seed for which both men have the lower numbers, so that the lottery shows."""
    people = [person(f"M{n}") for n in range(2)] + [person(f"W{n}", female="1") for n in range(2)]
    folder = write(
        tmp_path / "in",
        applicants=people,
        programmes=[place("P", capacity="2", female_ceiling=ceiling)],
        choices=choices_of(M0="P", M1="P", W0="P", W1="P"),
    )
    root, _ = package.freeze(read_folder(folder), tmp_path / "frozen")
    value = next(
        str(tried)
        for tried in range(1000)
        if {"M0", "M1"} == set(drawn(lottery.seed_of(root, str(tried)), people)[:2])
    )
    published(folder, tmp_path / "out", value=value)
    placed = [row["applicant_id"] for row in rows_of(tmp_path / "out" / "places.csv")]
    assert len(placed) == 2
    assert sum(name.startswith("W") for name in placed) == women


def drawn(seed, people):
    names = [one["applicant_id"] for one in people]
    return sorted(names, key=lambda name: lottery.number_of(seed, name))


def test_reserved_seats_come_from_the_scheme_and_from_rows(tmp_path):
    shares = (
        '[[buckets]]\nname = "open"\nrest = true\n'
        '[[buckets]]\nname = "veterans"\npercent = 25\nmay_sit = ["veteran"]\n'
    )
    own = {"order": "", "name": "", "seats": "1", "may_sit": "", "comes_first": ""}
    folder = write(
        tmp_path / "in",
        scheme=shares,
        applicants=[
            *(person(f"A{n}", score="9000") for n in range(4)),
            person("V", score="10", flags="veteran"),
        ],
        programmes=[place("P", capacity="4"), place("Q", capacity="2")],
        buckets=[
            own | {"programme_id": "Q", "order": "10", "name": "last"},
            own | {"programme_id": "Q", "order": "9", "name": "first", "comes_first": "veteran"},
        ],
        choices=choices_of(A0="P", A1="P", A2="P", A3="P Q", V="Q"),
    )
    published(folder, tmp_path / "out")
    placed = {
        row["applicant_id"]: row["bucket"] for row in rows_of(tmp_path / "out" / "places.csv")
    }
    assert [placed.get(f"A{n}") for n in range(4)].count("open") == 3
    assert placed["V"] == "first"
    assert {row["bucket"]: row["seats"] for row in rows_of(tmp_path / "out" / "cutoffs.csv")} == {
        "open": "3", "veterans": "1", "first": "1", "last": "1",
    }  # fmt: skip


# --- mistakes in files

PEOPLE = b"applicant_id,score,female\nA,5,1\nB,6,0\n"
PLACES = b"programme_id,capacity\nP,1\n"
LISTS = b"applicant_id,rank,programme_id\nA,1,P\nB,1,P\n"


def rejected_of(tmp_path, **octets):
    tables_of = {"applicants": PEOPLE, "programmes": PLACES, "choices": LISTS} | octets
    inputs = read_folder(write(tmp_path / "in", scheme=None, **tables_of))
    return inputs, [(one.file, one.line, one.reason) for one in inputs.rejected]


def test_without_a_scheme_every_listed_choice_stands(tmp_path):
    folder = write(
        tmp_path / "in", scheme=None, applicants=PEOPLE, programmes=PLACES, choices=LISTS
    )
    published(folder, tmp_path / "out")
    assert [row["applicant_id"] for row in rows_of(tmp_path / "out" / "places.csv")] == ["B"]


def test_a_byte_order_mark_quotes_spaces_and_other_digits_are_no_mistakes(tmp_path):
    people = '\ufeff"applicant_id", score ,female\r\n"A",۵,١\r\nB, 6 ,no\r\n\r\n'.encode()
    inputs, rejected = rejected_of(tmp_path, applicants=people)
    assert rejected == []
    plain, _ = rejected_of(tmp_path / "plain")
    assert inputs.applicants.columns == plain.applicants.columns


def test_each_bad_row_is_answered_with_its_line_and_the_good_ones_stay(tmp_path):
    people = (
        b"applicant_id,score,female\nA,5,1\nC,five,1\n\nB,6,0\nD,7\n,8,0\nE,-1,0\n"
        b"F,2147483648,0\nG,2147483647,0\nH,9,maybe\nI,1,0,extra\nJ,\xff,0\nK,5.5,0\n"
    )
    inputs, rejected = rejected_of(tmp_path, applicants=people)
    assert inputs.applicant_ids.to_pylist() == ["A", "B", "G"]
    assert [line for _, line, _ in rejected] == [3, 6, 7, 8, 9, 11, 12, 13, 14]
    assert rejected[1] == ("applicants.csv", 6, "2 values in place of 3")
    assert "score" in rejected[0][2]
    assert "UTF-8" in rejected[7][2]


def test_lines_are_right_in_every_part_of_a_long_file(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "OCTETS_A_PART", 1024)
    rows = [f"A{n},{n},1" for n in range(2000)]
    bad = {10: "X,nine,1", 500: "only one", 501: "", 502: "a,b,c,d", 1500: "Y,,,", 1999: "Z,1,?"}
    for number, row in bad.items():
        rows[number] = row
    people = ("applicant_id,score,female\n" + "\n".join(rows)).encode()
    inputs, rejected = rejected_of(tmp_path, applicants=people, choices=LISTS)
    assert [line for file, line, _ in rejected if file == "applicants.csv"] == [
        number + 2 for number, row in bad.items() if row
    ]
    assert len(inputs.applicant_ids) == 2000 - len(bad)


def test_a_line_beyond_all_bounds_and_a_broken_parquet_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "OCTETS_A_PART", 1024)
    with pytest.raises(TableUnreadable, match="cannot be read"):
        rejected_of(tmp_path / "long", applicants=PEOPLE + b"x" * 5000 + b",1,1\n" + PEOPLE)
    folder = write(tmp_path / "in", scheme=None, applicants=PEOPLE, programmes=PLACES)
    file = folder / "choices.parquet"
    parquet.write_table(pa.table({"applicant_id": ["A"], "rank": [1], "programme_id": ["P"]}), file)
    whole = file.read_bytes()
    file.write_bytes(bytes(40) + whole[40:])
    with pytest.raises(TableUnreadable, match="cannot be read"):
        read_folder(folder)


def test_a_key_that_comes_again_counts_once_or_not_at_all_whatever_the_order(tmp_path):
    rows = ["A,5,1", "B,6,0", "A,05,yes", "C,1,0", "C,2,0"]
    found = set()
    for number in range(5):
        chance(number).shuffle(rows)
        people = ("applicant_id,score,female\n" + "\n".join(rows)).encode()
        inputs, rejected = rejected_of(tmp_path / str(number), applicants=people)
        found.add(tuple(inputs.applicant_ids.to_pylist()))
        assert sorted(reason for _, _, reason in rejected) == [
            "this key comes again with another content",
            "this key comes again with another content",
            "this row has come before",
        ]
    assert found == {("A", "B")}


def test_choices_of_nobody_of_no_rank_or_twice_are_answered(tmp_path):
    lists = (
        b"applicant_id,rank,programme_id\nA,1,P\nZ,1,P\nA,0,P\nA,one,P\nA,1,P\nB,1,P\nB,1,Q\n"
        b"A,2,Q\nA,65536,P\n"
    )
    inputs, rejected = rejected_of(tmp_path, choices=lists)
    assert [line for _, line, _ in rejected] == [3, 4, 5, 6, 7, 8, 10]
    assert inputs.choices.rank.tolist() == [1, 2]
    assert inputs.choices.unknown == ("Q",)


@pytest.mark.parametrize(
    ("name", "octets", "reason"),
    [
        ("applicants", b"applicant_id,female\nA,1\n", "no column score"),
        ("applicants", b"applicant_id,score\nA,1\n", "column female is missing"),
        ("applicants", b"applicant_id,score,score,female\n", "column score is there twice"),
        ("applicants", b"\xff\xfe\n", "no UTF-8"),
        ("applicants", b"", "column applicant_id"),
        ("programmes", b"programme_id\nP\n", "column capacity is missing"),
        ("choices", b"applicant_id,programme_id\nA,P\n", "column rank is missing"),
        ("buckets", b"programme_id,order,seats\nP,1,1\n", "column name is missing"),
    ],
)
def test_a_table_without_a_needed_column_is_not_read_at_all(tmp_path, name, octets, reason):
    with pytest.raises(TableUnreadable, match=reason):
        rejected_of(tmp_path, **{name: octets})


def test_a_missing_table_two_tables_and_a_broken_scheme_are_said(tmp_path):
    folder = write(tmp_path / "in", scheme="rules =", applicants=PEOPLE, programmes=PLACES)
    with pytest.raises(TableUnreadable, match=r"scheme\.toml"):
        read_folder(folder)
    (folder / "scheme.toml").unlink()
    with pytest.raises(TableUnreadable, match="no choices"):
        read_folder(folder)
    (folder / "applicants.parquet").write_bytes(b"")
    with pytest.raises(TableUnreadable, match="which one counts"):
        read_folder(folder)
    (folder / "applicants.csv").unlink()
    with pytest.raises(TableUnreadable, match="no Parquet"):
        read_folder(folder)


def test_a_programme_with_a_column_of_scores_that_there_is_not_is_answered(tmp_path):
    people = b"applicant_id,score_math,score_art,female\nA,5,,1\nB,6,2,0\n"
    places = b"programme_id,capacity,score_column\nP,1,math\nQ,1,art\nR,1,\nS,1,music\n"
    lists = b"applicant_id,rank,programme_id\nA,1,P\nB,1,P\nA,2,Q\n"
    inputs, rejected = rejected_of(tmp_path, applicants=people, programmes=places, choices=lists)
    assert inputs.programme_ids.to_pylist() == ["P", "Q"]
    assert [line for _, line, _ in rejected] == [4, 5]
    published(tmp_path / "in", tmp_path / "out")
    assert reasons_in(tmp_path / "out")["A", "Q"]["rule"] == "NO_SCORE"


def test_bucket_rows_are_judged_too(tmp_path):
    buckets = b"programme_id,order,name,seats\nP,1,a,1\nX,1,a,1\nP,2,,1\nP,x,b,1\nP,3,c,many\n"
    _, rejected = rejected_of(tmp_path, buckets=buckets)
    assert [(file, line) for file, line, _ in rejected] == [
        ("buckets.csv", number) for number in (3, 4, 5, 6)
    ]


def test_two_buckets_of_one_name_stop_the_run(tmp_path):
    inputs, _ = rejected_of(tmp_path, buckets=b"programme_id,order,name,seats\nP,1,a,1\nP,2,a,0\n")
    with pytest.raises(UnsoundScheme, match="same name"):
        package.publish(inputs, tmp_path, public_value="", key=None, say=quiet)


# --- the same bytes


def test_shuffled_rows_other_digits_and_parquet_give_the_same_bytes(tmp_path):
    folder = small_round(tmp_path / "in")
    published(folder, tmp_path / "out")
    expected = octets_in(tmp_path / "out")
    for number in range(3):
        other = tmp_path / f"shuffled-{number}"
        shutil.copytree(folder, other)
        for name in ("applicants", "programmes", "choices"):
            header, *rows = (other / f"{name}.csv").read_text().splitlines()
            chance(number).shuffle(rows)
            text = "\n".join([header, *rows])
            (other / f"{name}.csv").write_text("\ufeff" + text, newline="\r\n")
            if number == 2:
                parquet.write_table(
                    arrow_csv.read_csv(other / f"{name}.csv"), other / f"{name}.parquet"
                )
                (other / f"{name}.csv").unlink()
        published(other, tmp_path / f"out-{number}")
        assert octets_in(tmp_path / f"out-{number}") == expected


@pytest.mark.parametrize("engine", [heaps, proposals, dictatorship])
def test_whichever_engine_comes_first_the_bytes_are_the_same(tmp_path, monkeypatch, engine):
    folder = small_round(tmp_path / "in")
    published(folder, tmp_path / "out")
    monkeypatch.setattr(runs, "engine_of", lambda _: engine.allocate)
    published(folder, tmp_path / "again")
    assert octets_in(tmp_path / "again") == octets_in(tmp_path / "out")


def test_the_root_is_over_the_lines_of_each_person_so_that_all_can_find_their_own(tmp_path):
    folder = write(
        tmp_path / "in", scheme=None, applicants=PEOPLE, programmes=PLACES, choices=LISTS
    )
    root, _ = package.freeze(read_folder(folder), tmp_path / "out")
    first, second = (tmp_path / "out" / "inputs" / "applicants.csv").read_bytes().split(b"\n")[1:3]
    leaves = [b"", b"P,1,,\n", first + b"\nA,1,P\n", second + b"\nB,1,P\n"]
    assert root == root_of([leaf_hash(leaf) for leaf in leaves])


def test_everybody_can_compute_the_own_lottery_number():
    seed = lottery.seed_of(b"root", "value")
    digest = hashlib.sha256(seed + b"A17").digest()
    assert lottery.number_of(seed, "A17") == int.from_bytes(digest[:8], "big")
    assert lottery.numbers_of(seed, ["A17"]).tolist() == [lottery.number_of(seed, "A17")]
    assert lottery.seed_of(b"root", "another") != seed


def test_the_order_may_go_by_a_fact_and_end_with_the_id(tmp_path):
    people = [person("A", age="20"), person("B", age="30"), person("C", age="")]
    folder = write(
        tmp_path / "in",
        scheme='tie_break = ["highest age", "id"]',
        applicants=people,
        programmes=[place("P", capacity="1"), place("Q", capacity="1")],
        choices=choices_of(A="P Q", B="P", C="P Q"),
    )
    published(folder, tmp_path / "out")
    placed = rows_of(tmp_path / "out" / "places.csv")
    assert {row["applicant_id"]: row["programme_id"] for row in placed} == {"A": "Q", "B": "P"}
    assert rows_of(tmp_path / "out" / "cutoffs.csv")[0]["decided_by"] == "highest age"


def test_the_order_may_prefer_the_lowest_of_a_fact_and_whoever_has_none_comes_last(tmp_path):
    people = [person("A", age=""), person("B", age="30"), person("C", age="20")]
    folder = write(
        tmp_path / "in",
        scheme='tie_break = ["lowest age"]',
        applicants=people,
        programmes=[place("P", capacity="2")],
        choices=choices_of(A="P", B="P", C="P"),
    )
    published(folder, tmp_path / "out")
    placed = rows_of(tmp_path / "out" / "places.csv")
    assert [row["applicant_id"] for row in placed] == ["B", "C"]


def test_a_round_of_nobody_is_a_round(tmp_path):
    folder = write(
        tmp_path / "in",
        scheme=None,
        applicants=PEOPLE.split(b"A")[0],
        programmes=PLACES,
        choices=LISTS.split(b"A,")[0],
    )
    published(folder, tmp_path / "out")
    assert rows_of(tmp_path / "out" / "places.csv") == []
    assert rows_of(tmp_path / "out" / "cutoffs.csv")[0]["filled"] == "0"


def test_numbers_are_read_without_floats():
    read, are_numbers = tables.whole_numbers(
        pa.array(["7321.5", "7321.50", "7321", "7321.505", "1e3", "", " 1"]), digits=2
    )
    assert read[:3].tolist() == [732150, 732150, 732100]
    assert are_numbers.tolist() == [True, True, True, False, False, False, False]

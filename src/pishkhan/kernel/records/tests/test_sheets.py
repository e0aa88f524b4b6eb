"""CSV and XLSX as people really save them."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from pishkhan.foundation import clock
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.records.actions.batches import take_batch, take_file
from pishkhan.kernel.records.actions.recognising import set_window
from pishkhan.kernel.records.actions.rolls import roll_open
from pishkhan.kernel.records.errors import DoorClosed, UnreadableFile
from pishkhan.kernel.records.models import RecordBatch
from pishkhan.kernel.records.queries.batches import all_results, batches_of
from pishkhan.kernel.records.rules.outcomes import check, outcome_of
from pishkhan.kernel.records.rules.reading import COLUMNS
from pishkhan.kernel.records.rules.rows import Found
from pishkhan.kernel.records.rules.sheets import (
    SheetUnreadable,
    records_of,
    template_csv,
    template_xlsx,
)
from pishkhan.kernel.records.terms import BatchState, Finding, Outcome
from pishkhan.kernel.records.testing import a_record, as_csv


TODAY = date(2026, 11, 21)


def read(octets, name="a.csv"):
    return list(records_of(io.BytesIO(octets), name))


def xlsx(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    octets = io.BytesIO()
    book.save(octets)
    return octets.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_a_csv_is_read_with_any_delimiter_with_and_without_a_bom(delimiter, bom):
    assert read(bom + as_csv([a_record(1)], delimiter)) == [(2, a_record(1))]


def test_columns_may_stand_in_any_order_under_their_persian_names():
    text = "نام خانوادگی,شناسهٔ رکورد\nبهرامی‌نیا,s-1\n,\n"
    assert read(text.encode()) == [(2, {"person.family_name": "بهرامی‌نیا", "source_id": "s-1"})]


@pytest.mark.parametrize("octets", [template_csv(), template_xlsx()])
def test_the_template_names_every_column_and_holds_no_record(octets):
    name = "t.xlsx" if octets.startswith(b"PK") else "t.csv"
    assert read(octets, name) == []


def test_every_column_of_the_template_is_text():
    sheet = load_workbook(io.BytesIO(template_xlsx())).worksheets[0]
    assert [one.value for one in sheet[1]] == list(COLUMNS)
    assert {one.number_format for one in sheet.column_dimensions.values()} == {"@"}


@pytest.mark.parametrize(
    "octets",
    [b"", b"a,b\n1,2\n", b"source_id,source_id,person.family_name\n", b"source_id\n1\n",
     b"\xff\xfe\x00", b"source_id,person.family_name\n\xff\n"],
)  # fmt: skip
def test_what_is_no_file_of_ours_is_refused_whole(octets):
    with pytest.raises(SheetUnreadable):
        read(octets)


def test_a_row_that_cannot_be_read_is_a_row_of_its_own():
    body = (
        as_csv([a_record(1)])
        + b'"'
        + b"x" * 30_000
        + b'"\n'
        + as_csv([a_record(2)]).partition(b"\n")[2]
    )
    rows = read(body)
    assert rows[0] == (2, a_record(1))
    assert None in [flat for _, flat in rows[1:]]


def bomb():
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 301_000_000)
    return octets.getvalue()


@pytest.mark.parametrize("octets", [b"PK", b"no zip", xlsx([["a", "b"]])[:300], bomb()])
def test_a_broken_or_swollen_xlsx_is_refused(octets):
    with pytest.raises(SheetUnreadable):
        read(octets, "a.XLSX")


def test_numbers_that_a_spreadsheet_destroyed_are_recognised():
    record = a_record(1)
    row = dict(record)
    values = {
        "person.identity": 10009,  # its noughts are gone: too few digits
        "enrolment.student_number": 400000001.0,
        "document.serial": 14041234567890123456,
        "person.birth_date": datetime(2003, 6, 22),  # noqa: DTZ001 - a cell has no zone
        "award.average": 17.42,
    }
    cells = [values.get(path, text) for path, text in row.items()]
    [(_, flat)] = read(xlsx([list(row), cells]), "a.xlsx")
    assert flat["enrolment.student_number"] == "400000001"
    assert (flat["person.birth_date"], flat["award.average"]) == ("2003-06-22", "17.42")
    [checked] = check(lambda: [(2, flat)], today=TODAY)
    assert checked.outcome is Outcome.REJECTED
    assert {(one.code, one.field) for one in checked.found} == {
        (Finding.SPREADSHEET, "document.serial"),
        (Finding.ID_LENGTH, "person.identity"),
    }


def test_the_worst_that_was_found_decides():
    note, hold, stop = (
        Found(one) for one in (Finding.FATHER, Finding.NAME_CIVIL, Finding.BAD_DATE)
    )
    assert outcome_of([]) is Outcome.ACCEPTED
    assert outcome_of([note]) is Outcome.NOTED
    assert outcome_of([note, hold]) is Outcome.HELD
    assert outcome_of([hold], passed=frozenset({Finding.NAME_CIVIL})) is Outcome.NOTED
    assert outcome_of([hold, stop]) is Outcome.REJECTED
    assert [one.outcome for one in check(lambda: [(1, None)], today=TODAY)] == [Outcome.REJECTED]


# ------------------------------------------------------------------ into the register


def test_a_file_is_a_batch_and_the_same_file_the_same_one(campus):
    octets = as_csv([a_record(1), a_record(2, award__average="25")])
    first = take_file(campus.institution.id, io.BytesIO(octets), "گروه.csv", by=campus.expert)
    again = take_file(campus.institution.id, io.BytesIO(octets), "دیگر.csv", by=campus.expert)
    assert (first.state, again.id) == (BatchState.CHECKING, first.id)
    take_batch(first.id)
    assert [one.outcome for one in all_results(first.id)] == [Outcome.ACCEPTED, Outcome.REJECTED]
    assert [(one.id, one.name) for one in batches_of(campus.institution.id)] == [
        (first.id, "گروه.csv")
    ]


def test_a_file_whose_records_were_rejected_may_come_again_once_the_reason_is_gone(campus):
    octets = as_csv([a_record(1, award__awarded_on="1403/06/25", document__issued_on="1403/07/01")])
    first = take_file(campus.institution.id, io.BytesIO(octets), "a.csv", by=campus.expert)
    take_batch(first.id)
    assert [one.outcome for one in all_results(first.id)] == [Outcome.REJECTED]
    roll_open(campus.institution.id, 1403, by=campus.expert)
    again = take_file(campus.institution.id, io.BytesIO(octets), "a.csv", by=campus.expert)
    take_batch(again.id)
    assert [one.outcome for one in all_results(again.id)] == [Outcome.ACCEPTED]
    last = take_file(campus.institution.id, io.BytesIO(octets), "a.csv", by=campus.expert)
    assert last.id == again.id


def test_a_file_that_cannot_be_read_leaves_no_batch_that_could_be_taken(campus):
    with pytest.raises(UnreadableFile):
        take_file(campus.institution.id, io.BytesIO(b"x"), "a.csv", by=campus.expert)
    assert not RecordBatch.objects.exclude(state=BatchState.RECEIVING).exists()


def test_who_may_not_keep_records_or_comes_after_the_last_day_brings_no_file(campus):
    octets = io.BytesIO(as_csv([a_record(1)]))
    with pytest.raises(NotAllowed):
        take_file(campus.institution.id, octets, "a.csv", by=campus.signer)
    set_window(
        "file", opens_on=date(2020, 1, 1), closes_on=clock.today().replace(day=1),
        because="پایان تیر", by=Actor.system(),
    )  # fmt: skip
    with pytest.raises(DoorClosed):
        take_file(campus.institution.id, octets, "a.csv", by=campus.expert)

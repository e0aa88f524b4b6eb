"""Decision tables through the pages: edited as a grid, tried, approved by a second person."""

import io

import pytest
from django.urls import reverse
from hypothesis import given, strategies as st

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity.spec import Actor, Grant
from pishkhan.surfaces.manage import grids, spreadsheets
from pishkhan.surfaces.manage.errors import UnreadableCell, UnreadableSheet
from pishkhan.surfaces.manage.tests.test_definitions import page, second, send


__all__ = ["second"]
BODY = {
    "title": "آستانهٔ نمره",
    "facts": [
        {"name": "group", "title": "گروه", "values": {"one": "یک", "two": "دو"}},
        {"name": "score", "title": "نمره", "min": "0", "max": "20", "places": 2},
    ],
    "outcomes": {"yes": "پذیرفته", "no": "پذیرفته نیست"},
    "rows": [
        {"when": {"score": {"at_least": "13"}}, "then": "yes", "because": "ماده ۳"},
        {"when": {"score": {"below": "13"}}, "then": "no", "because": "ماده ۳"},
    ],
}


def form_of(grid, **more):
    """What the page would send."""
    said = {"title": grid.title, "outcomes": grid.outcomes, "facts": len(grid.columns),
            "rows": len(grid.lines), "valid_from": "1405/09/01", **more}  # fmt: skip
    for n, column in enumerate(grid.columns):
        for part in ("name", "title", "options", "low", "high", "places"):
            said[f"fact-{n}-{part}"] = getattr(column, part)
    for n, line in enumerate(grid.lines):
        said |= {f"row-{n}-then": line.then, f"row-{n}-because": line.because}
        for place, column in enumerate(grid.columns):
            said[f"row-{n}-{place}"] = line.cells.get(column.name, [])
    return said


TOP = Grant(role="administrator", organisation_id=1, organisation_path="1/")


@pytest.fixture
def in_force(db):  # noqa: ARG001 - opens the database
    row = cases.propose_table(
        "threshold", BODY, valid_from=clock.today(), by=Actor.staff(1, "یک", (TOP,))
    )
    return cases.approve_table(row.id, by=Actor.staff(2, "دو", (TOP,)))


def grid_of(row):
    return grids.of_table(cases.table_of(row.id))


def test_a_grid_says_what_the_table_says():
    table = cases.read_table(BODY)[0]
    again, faults = cases.read_table(grids.of_table(table).body())
    assert not faults
    assert again == table


@given(
    st.lists(
        st.sampled_from(
            ["add", "remove-0", "up-1", "down-0", "down-9", "up-0", "x", "remove-99999"]
        )
    )
)
def test_buttons_of_the_grid_lose_no_row_that_was_not_removed(deeds):
    grid = grids.of_table(cases.read_table(BODY)[0])
    for deed in deeds:
        before = grid
        grid = grid.pressed(deed)
        gone = 1 if deed == "remove-0" and before.lines else 0
        assert len(grid.lines) == len(before.lines) - gone + (deed == "add")
        kept = before.lines[1:] if gone else before.lines
        assert all(line in grid.lines for line in kept)


@pytest.mark.parametrize(
    ("typed", "bounds"),
    [("≥ ۱۳ ، < 20", {"at_least": "13", "below": "20"}), ("<=12.5", {"at_most": "12.5"}),
     ("15", {"at_least": "15", "at_most": "15"}), ("> ۱۲٫۵", {"above": "12.5"})],
)  # fmt: skip
def test_bounds_are_read_as_people_type_them(typed, bounds):
    grid = grids.of_table(cases.read_table(BODY)[0])
    line = grids.Line(cells={"score": [typed]}, then="yes", because="x")
    assert grids.replace(grid, lines=(line,)).body()["rows"][0]["when"]["score"] == bounds


def test_a_condition_that_is_none_is_refused_with_its_row():
    grid = grids.of_table(cases.read_table(BODY)[0])
    with pytest.raises(UnreadableCell):
        grids.replace(grid, lines=(grids.Line(cells={"score": ["نزدیک به 13"]}),)).body()


def test_a_spreadsheet_brings_the_rows_back(in_force):
    grid = grid_of(in_force)
    answer = spreadsheets.as_csv("x", grids.sheet_of(grid))
    assert grids.with_sheet(grid, spreadsheets.read_csv(answer.content)) == grid
    for data in (b"\xff\xff", b"a,b\n", b'"torn', b"x" * 500_001, b"group,score,then\n"):
        with pytest.raises(UnreadableSheet):
            grids.with_sheet(grid, spreadsheets.read_csv(data))
    assert "'=1+1" in spreadsheets.as_csv("x", [["=1+1"]]).content.decode()


def test_a_version_is_edited_refused_with_its_holes_proposed_and_approved(admin, second, in_force):
    grid = grid_of(in_force)
    assert "ردیف تازه" in page(admin, "edit_table", in_force.id)
    html = send(admin, "edit_table", in_force.id, **form_of(grid, do="add")).content.decode()
    assert 'name="rows" value="3"' in html
    holed = grid.pressed("remove-1")
    html = send(admin, "edit_table", in_force.id, **form_of(holed, do="save")).content.decode()
    assert "پاسخی نیست" in html
    said = form_of(grid, do="save")
    said["row-1-1"] = ["≤ 13"]  # both rows speak about 13
    html = send(admin, "edit_table", in_force.id, **said).content.decode()
    assert "ناسازگار با ردیف ۲" in html

    said = form_of(grid, do="save") | {"row-0-1": ["≥ 14"], "row-1-1": ["< 14"]}
    answer = send(admin, "edit_table", in_force.id, **said)
    assert answer.status_code == 302
    proposed = cases.tables("threshold")[0]
    assert proposed.version == 2
    assert "شما پیشنهاد کرده‌اید" in page(admin, "table", proposed.id)
    send(admin, "decide_table", proposed.id, do="approve")
    assert cases.table_on("threshold", clock.today()).version == 1
    send(second, "decide_table", proposed.id, do="approve")
    assert "معتبر" in page(admin, "table", proposed.id)


def test_a_new_table_is_written_in_the_page(admin):
    assert "جدول تازه" in page(admin, "new_table")
    grid = grids.of_table(cases.read_table(BODY)[0])
    assert send(admin, "new_table", **form_of(grid, do="save", name="fresh")).status_code == 302
    assert [row.name for row in cases.tables()] == ["fresh"]
    assert "fresh" in page(admin, "tables")
    html = send(admin, "new_table", **form_of(grid, do="save", name="")).content.decode()
    assert 'role="alert"' in html
    html = send(
        admin, "new_table", **form_of(grid, do="save", name="y", valid_from="x")
    ).content.decode()
    assert 'role="alert"' in html


def test_rows_come_from_a_file(admin, in_force):
    file = io.BytesIO("group,score,then,because\none,≥ 13,yes,نو\n".encode())
    said = form_of(grid_of(in_force), do="import")
    html = send(admin, "edit_table", in_force.id, **said, sheet=file).content.decode()
    assert 'name="rows" value="1"' in html
    assert 'value="نو"' in html
    assert 'role="alert"' in send(admin, "edit_table", in_force.id, **said).content.decode()


def test_a_table_is_taken_away_as_csv_and_dmn(admin, in_force):
    assert "≥ 13" in page(admin, "table_csv", in_force.id)
    assert "decisionTable" in page(admin, "table_dmn", in_force.id)
    assert admin.get(reverse("manage:table", args=[1])).status_code == 404

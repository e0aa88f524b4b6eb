"""`pishkhan check batch`: a file of records is judged without a database."""

import json

import pytest

from pishkhan.config.cli import main
from pishkhan.config.record_commands import UNREADABLE, check, records_in
from pishkhan.kernel.records.rules import lines
from pishkhan.kernel.records.testing import a_record, as_csv


RECORDS = [
    a_record(1),
    a_record(2, person__identity="1.2E+09"),
    a_record(3, person__birth_date="1392/01/01"),
    a_record(4, document__serial="د/۱۴۰۴/1"),
]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.csv").write_bytes(as_csv(RECORDS))
    (tmp_path / "a.ndjson").write_bytes(lines.written(RECORDS))
    return tmp_path


@pytest.mark.parametrize(("name", "first"), [("a.csv", 2), ("a.ndjson", 1)])
def test_both_kinds_of_file_are_judged_alike(folder, name, first):
    said = []
    assert check(folder / name, said.append) == 1
    text = "".join(said)
    assert f"{first + 1}\tE-SPREADSHEET\tperson.identity" in text
    assert f"{first + 2}\ts-3\theld" in text
    assert text.count("E-SERIAL-REUSE\tdocument.serial") == 2
    assert text.endswith("4 records. held: 1, rejected: 3\n")


def test_a_sound_file_passes_and_a_file_that_is_none_does_not(folder, capsys):
    (folder / "b.ndjson").write_text(json.dumps(a_record(1)) + "\n\n")
    said = []
    assert check(folder / "b.ndjson", said.append) == 0
    assert said == ["1 records. accepted: 1\n"]
    (folder / "c.csv").write_bytes(b"")
    for name in ("c.csv", "none.csv"):
        assert check(folder / name, said.append) == UNREADABLE
    assert check(None, said.append) == UNREADABLE
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_the_template_is_a_file_without_records(folder, name):
    main(["records-template", str(folder / name)])
    assert list(records_in(folder / name)) == []
    with pytest.raises(SystemExit) as ended:
        main(["check", "batch", str(folder / name)])
    assert ended.value.code == 0

"""A cold export is checked without a database, and any change of it is found."""

import json
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from pishkhan.kernel.audit import api as audit, offline, ports
from pishkhan.kernel.audit.rules.exported import NotAnExport
from pishkhan.kernel.audit.terms import FaultKind


pytestmark = pytest.mark.django_db


@pytest.fixture
def file(folder, monkeypatch):
    monkeypatch.setattr("pishkhan.kernel.audit.actions.sealing.MOST_LINES", 3)
    for number in range(7):
        audit.record("tests.done", target="thing", target_id=number, by=None, because="ی\n\u2028")
    while audit.seal():
        pass
    return exported(folder)


def exported(folder, after=0):
    path = folder / "trail.ndjson"
    path.write_text("".join(audit.export(after=after)), newline="\n")
    return path


def keys():
    return list(ports.signer().public().values())


def test_an_export_nobody_touched_is_whole(file):
    found = offline.check(file, keys())
    assert (found.blocks, found.lines, found.is_whole) == (3, 7, True)
    assert found.head == audit.head()


def test_the_lines_say_what_happened(file):
    lines = [json.loads(text) for text in file.read_text().split("\n") if text]
    assert lines[2]["line"]["because"] == "ی\n\u2028"
    assert lines[-1]["end"]["lines"] == 7


def test_an_export_that_begins_later_fits_to_the_head_before(file):
    found = offline.check(exported(file.parent, after=2), keys())
    assert (found.blocks, found.lines, found.is_whole) == (1, 1, True)
    with pytest.raises(audit.NoSuchBlock):
        list(audit.export(after=9))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_any_line_removed_doubled_or_swapped_is_found(file, data):
    texts = lines_of(file)
    one, other = data.draw(st.lists(st.integers(0, 11), min_size=2, max_size=2, unique=True))
    match data.draw(st.sampled_from(["remove", "double", "swap"])):
        case "remove":
            del texts[one]
        case "double":
            texts.insert(one, texts[one])
        case "swap":
            texts[one], texts[other] = texts[other], texts[one]
    assert not is_whole(file, texts)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_any_edited_letter_is_found(file, data):
    whole = file.read_text()
    place = data.draw(st.integers(0, len(whole) - 1))
    letter = data.draw(st.characters(codec="ascii", exclude_characters=whole[place]))
    assert not is_whole(file, [whole[:place] + letter + whole[place + 1 :]])


def lines_of(file):
    return [text + "\n" for text in file.read_text().split("\n")[:-1]]


def is_whole(file, texts):
    tampered = file.with_name("tampered.ndjson")
    tampered.write_text("".join(texts), newline="\n")
    try:
        return offline.check(tampered, keys()).is_whole
    except NotAnExport:
        return False


def test_an_edited_line_is_named(file):
    texts = lines_of(file)
    line = json.loads(texts[6])["line"]["id"]
    tampered = file.with_name("tampered.ndjson")
    tampered.write_text("".join([*texts[:6], texts[6].replace("tests.done", "x"), *texts[7:]]))
    found = offline.check(tampered, keys())
    assert [(f.kind, f.line) for f in found.faults] == [(FaultKind.LINE_EDITED, int(line))]
    assert found.file_fault == "the file is not as it was signed"


def test_a_file_signed_by_another_key_is_not_believed(file):
    found = offline.check(file, ["11" * 32])
    assert {f.kind for f in found.faults} == {FaultKind.KEY_UNKNOWN}
    assert "not by a trusted key" in found.file_fault


@pytest.mark.parametrize("text", ["", "{}\n", "[]\n", '{"keys":{}}\n', "\x00", "{"])
def test_what_is_no_export_is_refused(tmp_path, text):
    file = tmp_path / "x"
    file.write_text(text)
    with pytest.raises(NotAnExport):
        offline.check(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(NotAnExport):
        offline.check(file)


def test_the_check_is_a_command_that_needs_no_database(file):
    told = run(file, *keys())
    assert (told.returncode, told.stderr) == (0, "")
    assert "7 lines in 3 blocks" in told.stdout
    assert "Whole" in told.stdout
    file.write_text("".join(lines_of(file)[:-1]))
    told = run(file)
    assert told.returncode == 1
    assert "the end is missing" in told.stdout
    assert "compare them" in told.stdout


def run(*words):
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "pishkhan.kernel.audit.offline", *map(str, words)],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )

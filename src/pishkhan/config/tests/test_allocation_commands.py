"""`pishkhan allocate` and `pishkhan allocate verify`, as they are typed, without a database."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pishkhan.config import cli


PEOPLE = "applicant_id,score,female\nA,5,1\nB,6,0\n"
PLACES = "programme_id,capacity\nP,1\n"
LISTS = "applicant_id,rank,programme_id\nA,1,P\nB,1,P\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    for name, text in [("applicants", PEOPLE), ("programmes", PLACES), ("choices", LISTS)]:
        (tmp_path / "in" / f"{name}.csv").write_text(text)
    return tmp_path / "in"


@pytest.fixture
def run(capsys):
    """What a command answers: exit code and both outputs together."""

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            cli.main(["allocate", *map(str, words)])
        told = capsys.readouterr()
        return ended.value.code, told.out + told.err

    return run


def test_a_folder_is_allocated_and_a_stranger_gets_the_same(run, folder, tmp_path):
    code, told = run(folder, "--out", tmp_path / "out", "--public-value", "earthquake 6.1")
    assert code == 0
    assert "The root of the inputs is " in told
    places = (tmp_path / "out" / "places.csv").read_text().splitlines()
    assert places == ["applicant_id,rank,programme_id,bucket", "B,1,P,all"]
    code, told = run("verify", tmp_path / "out")
    assert code == 0
    assert "MATCH: " in told
    assert "not signed" in told


def test_a_changed_place_is_no_match_and_the_line_is_told(run, folder, tmp_path):
    run(folder, "--out", tmp_path / "out")
    places = tmp_path / "out" / "places.csv"
    places.write_text(places.read_text().replace("B,1", "A,1"))
    code, told = run("verify", tmp_path / "out")
    assert code == 1
    assert "places.csv, line 2, column 1 (applicant_id): is A, should be B" in told
    assert "NO MATCH." in told


def test_it_is_signed_with_a_key_and_verified_with_its_public_half(run, folder, tmp_path):
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "key.pem").write_bytes(pem)
    assert run(folder, "--out", tmp_path / "out", "--key", tmp_path / "key.pem")[0] == 0
    public = key.public_key().public_bytes_raw().hex()
    code, told = run("verify", tmp_path / "out", "--key", public)
    assert code == 0
    assert f"signed with {public}" in told
    assert run("verify", tmp_path / "out", "--key", "00" * 32)[0] == 1


def test_rows_that_do_not_count_are_told_and_listed_and_change_the_exit_code(run, folder, tmp_path):
    (folder / "choices.csv").write_text(LISTS + "Z,1,P\n")
    code, told = run(folder, "--out", tmp_path / "out")
    assert code == 1
    assert "choices.csv, line 4: there is no such applicant" in told
    rejected = (tmp_path / "out" / "rejected.csv").read_text()
    assert rejected == "file,line,reason\nchoices.csv,4,there is no such applicant\n"
    assert run("verify", tmp_path / "out")[0] == 0


def test_freezing_tells_the_root_that_the_allocation_will_have(run, folder, tmp_path):
    code, frozen = run(folder, "--out", tmp_path / "frozen", "--freeze")
    assert code == 0
    assert not (tmp_path / "frozen" / "places.csv").exists()
    _, told = run(tmp_path / "frozen" / "inputs", "--out", tmp_path / "out")
    assert frozen.splitlines()[0] == told.splitlines()[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["{folder}"], "allocate FOLDER --out FOLDER"),
        (["{folder}", "{folder}", "--out", "{out}"], "allocate FOLDER --out FOLDER"),
        (["{folder}", "--out", "{folder}"], "is not an empty folder"),
        (["{out}", "--out", "{out}"], "There is no applicants.csv"),
        (["{folder}", "--out", "{out}", "--key", "{folder}/choices.csv"], "is no key"),
        (["verify", "{folder}"], "There is no manifest.json"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_two(run, folder, tmp_path, words, said):
    code, told = run(*(word.format(folder=folder, out=tmp_path / "out") for word in words))
    assert code == 2
    assert said in told


def test_a_scheme_without_a_sound_answer_is_refused_with_its_reason(run, folder, tmp_path):
    (folder / "scheme.toml").write_text('[[caps]]\nname = "all"\nprogrammes = ["P"]\n')
    code, told = run(folder, "--out", tmp_path / "out")
    assert code == 2
    assert "Caps over several programmes" in told

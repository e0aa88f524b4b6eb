"""The outsider: an untouched package matches, and of a touched one is said where."""

import hashlib
import re

import pytest

from pishkhan.kernel.allocation.folder.tables import TableUnreadable
from pishkhan.kernel.allocation.folder.verifying import verify
from pishkhan.kernel.allocation.tests.files import KEY, chance, published, quiet, small_round


def test_an_untouched_package_matches_and_says_who_signed(tmp_path):
    published(small_round(tmp_path / "in"), tmp_path / "out")
    found = verify(tmp_path / "out", key=None, say=quiet)
    assert found.faults == ()
    assert found.signer == KEY.public_key().public_bytes_raw().hex()


def test_one_changed_octet_anywhere_is_said_with_file_line_and_column(tmp_path):
    published(small_round(tmp_path / "in"), tmp_path / "out")
    names = [
        "places.csv",
        "cutoffs.csv",
        "reasons.csv",
        "inputs/scheme.toml",
        *(f"inputs/{n}.csv" for n in ("applicants", "programmes", "choices")),
    ]
    for name in names:
        file = tmp_path / "out" / name
        whole = file.read_bytes()
        for number in range(3):
            place_of = chance(f"{name}{number}").randrange(len(whole))
            other = b"8" if whole[place_of : place_of + 1] != b"8" else b"3"
            if whole[place_of : place_of + 1] == b"\n":
                continue
            file.write_bytes(whole[:place_of] + other + whole[place_of + 1 :])
            line = whole[:place_of].count(b"\n") + 1
            column = place_of - whole.rfind(b"\n", 0, place_of)
            faults = verify(tmp_path / "out", key=None, say=quiet).faults
            assert len(faults) == 1, faults
            assert re.match(rf"{re.escape(name)}, line {line}, column {column}[ :]", faults[0])
        file.write_bytes(whole)
    assert verify(tmp_path / "out", key=None, say=quiet).faults == ()


def test_an_outcome_changed_together_with_its_digest_is_found_by_deriving_it(tmp_path):
    published(small_round(tmp_path / "in"), tmp_path / "out", key=None)
    places, manifest = tmp_path / "out" / "places.csv", tmp_path / "out" / "manifest.json"
    before = hashlib.sha256(places.read_bytes()).hexdigest()
    places.write_bytes(b"\n".join(places.read_bytes().split(b"\n")[:-2]) + b"\n")
    after = hashlib.sha256(places.read_bytes()).hexdigest()
    manifest.write_text(manifest.read_text().replace(before, after))
    faults = verify(tmp_path / "out", key=None, say=quiet).faults
    assert "the line is missing" in faults[0]
    assert faults[1].startswith("manifest.json, files.places.csv: is ")


def test_a_manifest_that_was_changed_or_signed_by_another_is_found(tmp_path):
    published(small_round(tmp_path / "in"), tmp_path / "out")
    other = verify(tmp_path / "out", key="00" * 32, say=quiet)
    assert other.faults == (f"manifest.json: not signed with the key {'00' * 32}.",)
    manifest = tmp_path / "out" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"placed": ', '"placed": 1'))
    faults = verify(tmp_path / "out", key=None, say=quiet).faults
    assert "signature is not of this manifest" in faults[0]
    assert faults[1].startswith("manifest.json, outcome.placed: is 1")


def test_another_seed_files_that_lack_and_files_too_many_are_found(tmp_path):
    published(small_round(tmp_path / "in"), tmp_path / "out", key=None)
    out, manifest = tmp_path / "out", tmp_path / "out" / "manifest.json"
    whole = manifest.read_text()
    manifest.write_text(whole.replace("7th of Mehr", "8th of Mehr"))
    assert any("lottery.seed" in one for one in verify(out, key=None, say=quiet).faults)
    manifest.write_text(whole)
    (out / "inputs" / "more.csv").write_text("")
    (out / "places.csv").rename(tmp_path / "places.csv")
    assert verify(out, key=None, say=quiet).faults == (
        "inputs/more.csv: the manifest does not know it.",
        "places.csv: missing.",
    )
    (out / "inputs" / "choices.csv").unlink()
    assert "inputs/choices.csv: missing." in verify(out, key=None, say=quiet).faults


def test_what_is_no_package_is_not_read(tmp_path):
    bare = b'{"format": "pishkhan-allocation-1"}'
    outside = bare[:-1] + b', "lottery": {}, "files": {"inputs/../../key": ""}}'
    for octets, reason in [
        (None, "no manifest"),
        (b"{", "no JSON"),
        (b"{}", "format"),
        (bare, "lacks files"),
        (outside, "outside the folder"),
    ]:
        if octets is not None:
            (tmp_path / "manifest.json").write_bytes(octets)
        with pytest.raises(TableUnreadable, match=reason):
            verify(tmp_path, key=None, say=quiet)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda whole: whole + b"Z,1,P1\n", "line 242, column 1: there are lines too many"),
        (lambda whole: whole[: whole.rfind(b"\n", 0, -1) + 1], "line 241, column 1: lines are missing"),
        (lambda whole: whole.replace(b"\n", b"\nA,1\n", 1), "line 2, column 1: the line is another"),
        (lambda whole: whole.replace(b"\n", b"x" * 5000 + b"\n", 1), "line 1, column 1: the line is"),
    ],
)  # fmt: skip
def test_lines_put_in_and_taken_out_of_the_inputs_are_found(tmp_path, change, said):
    published(small_round(tmp_path / "in"), tmp_path / "out")
    file = tmp_path / "out" / "inputs" / "choices.csv"
    file.write_bytes(change(file.read_bytes()))
    assert f"inputs/choices.csv, {said}" in verify(tmp_path / "out", key=None, say=quiet).faults[0]


def test_at_most_twenty_differences_of_a_file_are_told(tmp_path):
    published(small_round(tmp_path / "in"), tmp_path / "out")
    for name, octets in [("reasons.csv", b"nothing\n" * 99), ("inputs/choices.csv", b"no\n" * 99)]:
        file = tmp_path / "out" / name
        whole = file.read_bytes()
        file.write_bytes(octets)
        assert len(verify(tmp_path / "out", key=None, say=quiet).faults) == 20
        file.write_bytes(whole)


def test_a_line_too_many_in_an_answer_is_found(tmp_path):
    published(small_round(tmp_path / "in"), tmp_path / "out")
    with (tmp_path / "out" / "places.csv").open("a") as stream:
        stream.write("Z,1,P1,all\n")
    (fault,) = verify(tmp_path / "out", key=None, say=quiet).faults
    assert "there is a line too many: Z,1,P1,all" in fault


@pytest.mark.parametrize("signature", ['"mine"', "{}", '{"key": "no", "value": "hex"}'])
def test_what_is_no_signature_is_said(tmp_path, signature):
    published(small_round(tmp_path / "in"), tmp_path / "out", key=None)
    manifest = tmp_path / "out" / "manifest.json"
    manifest.write_text(
        manifest.read_text().replace('"signature": null', f'"signature": {signature}')
    )
    (fault,) = verify(tmp_path / "out", key=None, say=quiet).faults
    assert "the signature is not of this manifest" in fault


def test_inputs_that_give_no_outcome_are_said_even_if_the_manifest_vouches_for_them(tmp_path):
    published(small_round(tmp_path / "in"), tmp_path / "out", key=None)
    scheme, manifest = tmp_path / "out/inputs/scheme.toml", tmp_path / "out/manifest.json"
    before = hashlib.sha256(scheme.read_bytes()).hexdigest()
    scheme.write_text(scheme.read_text().replace("score_digits = 2", "score_digits = 9"))
    after = hashlib.sha256(scheme.read_bytes()).hexdigest()
    manifest.write_text(manifest.read_text().replace(before, after))
    (fault,) = verify(tmp_path / "out", key=None, say=quiet).faults
    assert fault == "The inputs give no outcome: score_digits is no whole number from 0 to 6."

"""The outsider's tool: derive everything in a published package again, and say where it differs."""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature

from pishkhan.kernel.allocation.folder import package
from pishkhan.kernel.allocation.folder.lines import MARKS, changed_lines, differences
from pishkhan.kernel.allocation.folder.package import FORMAT, INPUTS, MANIFEST, Manifest, Say
from pishkhan.kernel.allocation.folder.reading import read_folder
from pishkhan.kernel.allocation.folder.tables import TableUnreadable
from pishkhan.kernel.allocation.rules.runs import EnginesDisagree, OutcomeUnsound
from pishkhan.kernel.allocation.rules.schemes import UnsoundScheme


@dataclass(frozen=True, slots=True)
class Verified:
    """What does not match, in sentences; and who signed, if it was signed."""

    faults: tuple[str, ...]
    signer: str | None


def verify(folder: Path, *, key: str | None, say: Say) -> Verified:
    """Compare the package with what its own inputs give; raises TableUnreadable if there is none.

    `key` is the public key in hex that must have signed, where the caller knows it.
    """
    manifest = _manifest_of(folder)
    signer, faults = _signature(manifest, key)
    faults += _unlisted(folder, manifest)
    changed = [*_changed_inputs(folder, manifest)]
    if changed:  # what they would give now says nothing about the outcome
        return Verified((*faults, *changed), signer)
    say("The inputs are those of the manifest; allocating again.")
    with tempfile.TemporaryDirectory() as made:
        try:
            faults += _from_the_inputs(folder, manifest, Path(made), say)
        except (TableUnreadable, UnsoundScheme, EnginesDisagree, OutcomeUnsound) as error:
            faults.append(f"The inputs give no outcome: {error}")
    return Verified(tuple(faults), signer)


def _manifest_of(folder: Path) -> Manifest:
    try:
        read = json.loads((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise TableUnreadable(f"There is no {MANIFEST} in the folder.") from error
    except ValueError as error:
        raise TableUnreadable(f"{MANIFEST} is no JSON: {error}.") from error
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise TableUnreadable(f"{MANIFEST} is not of the format {FORMAT}.")
    if not isinstance(read.get("files"), dict) or not isinstance(read.get("lottery"), dict):
        raise TableUnreadable(f"{MANIFEST} lacks files or lottery.")
    if any(".." in name or name.startswith("/") for name in read["files"]):
        raise TableUnreadable(f"{MANIFEST} names files outside the folder.")
    return read


def _signature(manifest: Manifest, key: str | None) -> tuple[str | None, list[str]]:
    try:
        signer = package.signer_of(manifest)
    except InvalidSignature:
        return None, [f"{MANIFEST}: the signature is not of this manifest."]
    if key is not None and signer != key.lower():
        return signer, [f"{MANIFEST}: not signed with the key {key}."]
    return signer, []


def _files(manifest: Manifest) -> Mapping[str, object]:
    files = manifest["files"]
    return files if isinstance(files, dict) else {}


def _unlisted(folder: Path, manifest: Manifest) -> list[str]:
    """Files that stand among the inputs and of which the manifest says nothing."""
    there = {
        path.relative_to(folder).as_posix()
        for path in (folder / INPUTS).rglob("*")
        if path.is_file()
    }
    return [
        f"{name}: the manifest does not know it." for name in sorted(there - {*_files(manifest)})
    ]


def _changed_inputs(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Where the inputs are not those that were frozen."""
    inputs = {name: said for name, said in _files(manifest).items() if name.startswith(INPUTS)}
    for name, said in sorted(inputs.items()):
        path, marks = folder / name, folder / f"{name}{MARKS}"
        if not path.is_file():
            yield f"{name}: missing."
        elif _digest(path) != said:
            are_marks_whole = marks.is_file() and _digest(marks) == inputs.get(f"{name}{MARKS}")
            found = [*map(str, changed_lines(path, marks, name))] if are_marks_whole else []
            yield from found or [f"{name}: its SHA-256 is not the one of the manifest."]


def _from_the_inputs(folder: Path, manifest: Manifest, made: Path, say: Say) -> list[str]:
    """Where the answers, and the manifest, are not what the inputs give."""
    inputs = read_folder(folder / INPUTS)
    lottery = manifest["lottery"]
    drawn_by = lottery.get("public_value") if isinstance(lottery, dict) else None
    again = package.publish(inputs, made, public_value=str(drawn_by or ""), key=None, say=say)
    faults = [f"{INPUTS}/{one.file}, line {one.line}: {one.reason}" for one in inputs.rejected]
    for name in sorted(_files(again)):
        found = folder / name
        if not found.is_file():
            faults.append(f"{name}: missing.")
        elif _digest(found) != _files(again)[name]:
            faults += map(str, differences(made / name, found, name))
    return [*faults, *_differing(manifest, again)]


def _differing(manifest: Manifest, again: Manifest, inside: str = "") -> Iterator[str]:
    """Values of the manifest that the inputs do not give; who signed and which version may differ."""
    for name in sorted({*manifest, *again} - ({"signature", "version"} if not inside else set())):
        said, right = manifest.get(name), again.get(name)
        if isinstance(said, dict) and isinstance(right, dict):
            yield from _differing(said, right, f"{inside}{name}.")
        elif said != right:
            yield f"{MANIFEST}, {inside}{name}: is {said}, should be {right}"


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

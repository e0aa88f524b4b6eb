"""The published package: the inputs that counted, the answers, the manifest.

Its bytes depend on the inputs, the public value and the key alone: not on the order of the rows,
the engine, the machine.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pishkhan.foundation import canonical_json
from pishkhan.kernel.allocation.folder import answers
from pishkhan.kernel.allocation.folder.lines import MARKS, joined, marks_of, texts_of
from pishkhan.kernel.allocation.folder.preparing import Prepared, prepare
from pishkhan.kernel.allocation.folder.reading import SCHEME, Inputs
from pishkhan.kernel.allocation.folder.tables import Part, Rejected, Texts
from pishkhan.kernel.allocation.rules import lottery, runs
from pishkhan.kernel.transparency.spec import leaf_hash, root_of


FORMAT: Final = "pishkhan-allocation-1"
INPUTS, MANIFEST, REJECTED = "inputs", "manifest.json", "rejected.csv"
PLACES, CUTOFFS, REASONS = "places.csv", "cutoffs.csv", "reasons.csv"
APPLICANTS_A_PART = 50_000
Say = Callable[[str], object]
Manifest = Mapping[str, object]


@dataclass(slots=True)
class Written:
    """The digests of the files written, by name."""

    folder: Path
    digests: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, parts: Iterable[bytes]) -> None:
        """Write a file and remember its digest."""
        path, digest = self.folder / name, hashlib.sha256()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            for octets in parts:
                digest.update(octets)
                stream.write(octets)
        self.digests[name] = digest.hexdigest()


def freeze(inputs: Inputs, folder: Path) -> tuple[bytes, Written]:
    """Write the inputs that count, in order; the root of the tree over them.

    The leaves are the scheme, each programme (its line and those of its buckets), and each
    applicant (the line and those of the choices), as they stand in the files.
    """
    written = Written(folder)
    leaves = [leaf_hash(inputs.scheme_octets)]
    if inputs.scheme_octets:
        lines = inputs.scheme_octets.splitlines(keepends=True)
        written.write(f"{INPUTS}/{SCHEME}", lines)
        written.write(f"{INPUTS}/{SCHEME}{MARKS}", [marks_of(lines)])
    programmes = _write_part(written, "programmes", inputs.programmes)
    of_programme: dict[str, bytes] = {}
    if inputs.buckets is not None:
        owners = inputs.buckets.columns["programme_id"].to_pylist()
        for owner, line in zip(
            owners, _write_part(written, "buckets", inputs.buckets), strict=True
        ):
            of_programme[owner] = of_programme.get(owner, b"") + line
    for name, line in zip(inputs.programme_ids.to_pylist(), programmes, strict=True):
        leaves.append(leaf_hash(line + of_programme.get(name, b"")))
    people = _write_part(written, "applicants", inputs.applicants)
    marks: list[bytes] = []
    written.write(f"{INPUTS}/choices.csv", _choice_lines(inputs, people, leaves, marks))
    written.write(f"{INPUTS}/choices.csv{MARKS}", marks)
    return root_of(leaves), written


def _write_part(written: Written, name: str, part: Part) -> list[bytes]:
    """Write a table with its marks; its lines."""
    header = (",".join(part.columns) + "\n").encode()
    lines = joined([*part.columns.values()])
    written.write(f"{INPUTS}/{name}.csv", [header, *lines])
    written.write(f"{INPUTS}/{name}.csv{MARKS}", [marks_of([header, *lines])])
    return lines


def _choice_lines(
    inputs: Inputs, people: Sequence[bytes], leaves: list[bytes], marks: list[bytes]
) -> Iterator[bytes]:
    """The lines of the choices; adds the leaf of each applicant and the marks as it goes."""
    header = b"applicant_id,rank,programme_id\n"
    marks.append(marks_of([header]))
    yield header
    codes = programme_names(inputs)
    choices, start = inputs.choices, inputs.choices.start.tolist()
    for begin in range(0, len(people), APPLICANTS_A_PART):
        end = min(begin + APPLICANTS_A_PART, len(people))
        own = slice(start[begin], start[end])
        who = np.repeat(np.arange(begin, end), np.diff(choices.start[begin : end + 1]))
        ids = inputs.applicant_ids.take(pa.array(who))
        rank, named = texts_of(choices.rank[own]), codes.take(pa.array(choices.programme[own]))
        lines = joined([ids, rank, named])
        for one in range(begin, end):
            first, last = start[one] - start[begin], start[one + 1] - start[begin]
            leaves.append(leaf_hash(people[one] + b"".join(lines[first:last])))
        marks.append(marks_of(lines))
        yield b"".join(lines)


def programme_names(inputs: Inputs) -> Texts:
    """The codes of the programmes, then those that were listed and do not exist."""
    return pa.concat_arrays([inputs.programme_ids, pa.array(inputs.choices.unknown, pa.string())])


def publish(
    inputs: Inputs, folder: Path, *, public_value: str, key: Ed25519PrivateKey | None, say: Say
) -> Manifest:
    """Freeze, draw, allocate, check, explain, sign: the whole package in `folder`."""
    root, written = freeze(inputs, folder)
    say(f"The root of the inputs is {root.hex()}.")
    if inputs.scheme.has_lottery and not public_value:
        say("No public value: whoever made the inputs may have tried them until the draw suited.")
    seed = lottery.seed_of(root, public_value) if inputs.scheme.has_lottery else b""
    prepared = prepare(inputs, seed)
    run = runs.run(prepared.market, prepared.steps)
    say("Both engines gave the same outcome, and the checker found nothing.")
    written.write(PLACES, answers.places(inputs, prepared, run))
    written.write(CUTOFFS, answers.cutoffs(inputs, prepared, run))
    written.write(REASONS, answers.reasons(inputs, prepared, run))
    manifest = signed(_manifest(inputs, prepared, run, root, seed, public_value, written), key)
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    return manifest


def _manifest(  # noqa: PLR0913, PLR0917 - the whole of a run
    inputs: Inputs,
    prepared: Prepared,
    run: runs.Run,
    root: bytes,
    seed: bytes,
    public_value: str,
    written: Written,
) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": version("pishkhan"),
        "scheme": inputs.scheme.name,
        "order": ["score", *inputs.scheme.tie_break],
        "common_order": prepared.market.has_common_order,
        "inputs": {
            "root": root.hex(),
            "applicants": len(inputs.applicant_ids),
            "programmes": len(inputs.programme_ids),
            "choices": len(inputs.choices.rank),
        },
        "lottery": {"public_value": public_value, "seed": seed.hex()},
        "outcome": {
            "seats": int(prepared.market.programmes.seats.sum()),
            "placed": int(run.cutoffs.filled.sum()),
            "standing_choices": len(prepared.standing),
        },
        "files": written.digests,
    }


def signed(manifest: Mapping[str, object], key: Ed25519PrivateKey | None) -> Manifest:
    """The manifest with the signature over its canonical JSON, or with none."""
    if key is None:
        return {**manifest, "signature": None}
    value = key.sign(canonical_json.encode(manifest))
    public = key.public_key().public_bytes_raw()
    return {**manifest, "signature": {"key": public.hex(), "value": value.hex()}}


def signer_of(manifest: Manifest) -> str | None:
    """The public key that signed the manifest, in hex; None where there is no signature.

    Raises InvalidSignature where there is one that is not of these values.
    """
    signature = manifest.get("signature")
    if signature is None:
        return None
    if not isinstance(signature, Mapping):
        raise InvalidSignature
    bare = {name: value for name, value in manifest.items() if name != "signature"}
    try:
        public, value = (bytes.fromhex(str(signature[name])) for name in ("key", "value"))
        Ed25519PublicKey.from_public_bytes(public).verify(value, canonical_json.encode(bare))
    except (KeyError, ValueError, TypeError) as error:
        raise InvalidSignature from error
    return public.hex()


def write_rejected(folder: Path, rejected: Sequence[Rejected]) -> None:
    """The rows that did not count; beside the package, whose bytes they are no part of."""
    lines = [f"{one.file},{one.line},{one.reason.replace(',', ';')}\n" for one in rejected]
    (folder / REJECTED).write_text(
        "".join(["file,line,reason\n", *lines]), encoding="utf-8", newline="\n"
    )

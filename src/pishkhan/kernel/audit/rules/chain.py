"""The chain over the trail: what is hashed, how a block joins the one before, and what breaks it.

Everything hashed is the canonical JSON of RFC 8785 over strings, so that any language can check it.
An export is checked with this module alone: no database, no Django.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pishkhan.kernel.audit.terms import FaultKind


GENESIS = bytes(32)
CONTEXT = b"pishkhan audit block 1\0"
# Ends the code of a block whose lines were not as the application had marked them.
UNMARKED = ".unmarked"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
# Whether a key signed a message; None where the key is not among the trusted.
Check = Callable[[str, bytes, bytes], bool | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A batch of lines of one source, sealed together; `ids` and `digests` go in pairs."""

    seq: int
    source: str
    at: str
    previous: bytes
    ids: tuple[int, ...]
    digests: tuple[bytes, ...]
    link: bytes
    key: str = ""
    signature: bytes = b""

    @property
    def head(self) -> bytes:
        """What the next block names as its previous: this one whole, with its signature."""
        return hashlib.sha256(self.link + self.signature).digest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """What is wrong and where: a block or, with `line`, one line of it; `until` ends a range."""

    kind: FaultKind
    block: int
    until: int
    source: str = ""
    line: int | None = None


_SENTENCES = {
    FaultKind.LINE_EDITED: "was changed after it was sealed",
    FaultKind.LINE_REMOVED: "was removed after it was sealed",
    FaultKind.LINE_INSERTED: "was put in among older lines later, or its seal was removed",
    FaultKind.LINE_UNMARKED: "was not written by the application, or was changed before it was sealed",
    FaultKind.BLOCK_EDITED: "was changed",
    FaultKind.BLOCK_REMOVED: "is not there",
    FaultKind.LINK_BROKEN: "does not join the block before it",
    FaultKind.SIGNATURE_WRONG: "has a wrong signature",
    FaultKind.KEY_UNKNOWN: "is signed by a key that is not trusted",
    FaultKind.HEAD_LOST: "was the head that is kept outside, and is not on the chain",
    FaultKind.SOURCE_UNKNOWN: "is of a table that is not known",
}


def sentence(fault: Fault) -> str:
    """A fault in English, for terminals and logs."""
    where = f"block {fault.block}" if fault.block else ""
    if fault.until > fault.block:
        where = f"blocks {fault.block}–{fault.until}"
    if fault.line is not None:
        where = f"line {fault.line} of {fault.source}" + (f" ({where})" if where else "")
    return f"{where} {_SENTENCES[fault.kind]}"


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends."""

    seq: int = 0
    value: bytes = GENESIS


def digest(record: Mapping[str, str | None]) -> bytes:
    """The digest of a line: its columns as texts, by name."""
    return hashlib.sha256(_encode(record).encode()).digest()


def link(
    *,
    seq: int,
    source: str,
    at: str,
    previous: bytes,
    ids: Sequence[int],
    digests: Sequence[bytes],
) -> bytes:
    """The hash of a block's head and of every line in it, in order."""
    lines = "".join(f"{id_}:{one.hex()}\n" for id_, one in zip(ids, digests, strict=True))
    head = {
        "at": at,
        "lines": hashlib.sha256(lines.encode()).hexdigest(),
        "previous": previous.hex(),
        "seq": str(seq),
        "source": source,
    }
    return hashlib.sha256(_encode(head).encode()).digest()


def faults(
    blocks: Iterable[tuple[Block, Mapping[int, bytes] | None]], *, after: Head, check: Check
) -> Iterator[Fault]:
    """Compare every block with the lines as they are now (id → digest), in order of `seq`.

    Lines are None where the source of the block is not known. `after` is a head known to be good.
    A fault does not hide the ones after it.
    """
    before = after
    for block, lines in blocks:
        if block.seq != before.seq + 1:
            yield Fault(kind=FaultKind.BLOCK_REMOVED, block=before.seq + 1, until=block.seq - 1)
        elif block.previous != before.value:
            yield _of(block, FaultKind.LINK_BROKEN)
        yield from _faults_of_block(block, check)
        yield from _faults_of_lines(block, lines)
        before = Head(block.seq, block.head)


def _faults_of_block(block: Block, check: Check) -> Iterator[Fault]:
    if len(block.ids) != len(block.digests) or block.link != _link_of(block):
        yield _of(block, FaultKind.BLOCK_EDITED)
    match check(block.key, CONTEXT + block.link, block.signature):
        case False:
            yield _of(block, FaultKind.SIGNATURE_WRONG)
        case None:
            yield _of(block, FaultKind.KEY_UNKNOWN)


def _faults_of_lines(block: Block, lines: Mapping[int, bytes] | None) -> Iterator[Fault]:
    if lines is None:
        yield _of(block, FaultKind.SOURCE_UNKNOWN)
        return
    for id_, sealed in zip(block.ids, block.digests, strict=False):
        if block.source.endswith(UNMARKED):
            yield _of(block, FaultKind.LINE_UNMARKED, id_)
        now = lines.get(id_)
        if now is None:
            yield _of(block, FaultKind.LINE_REMOVED, id_)
        elif now != sealed:
            yield _of(block, FaultKind.LINE_EDITED, id_)


def _link_of(block: Block) -> bytes:
    return link(
        seq=block.seq,
        source=block.source,
        at=block.at,
        previous=block.previous,
        ids=block.ids,
        digests=block.digests,
    )


def _of(block: Block, kind: FaultKind, line: int | None = None) -> Fault:
    return Fault(kind=kind, block=block.seq, until=block.seq, source=block.source, line=line)

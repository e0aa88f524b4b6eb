"""The form of a cold export, and its check without a database.

NDJSON. First `{"pishkhan_audit": 1, "after": {seq, head}, "keys": {name: hex}}`; then each block,
followed by its lines as `{"line": {column: text}}`; last `{"end": {seq, head, lines, sha256, key,
signature}}`, where `sha256` is of everything before that line and the signature is over it.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pishkhan.kernel.audit.rules.chain import Block, Check, Fault, Head, digest, faults


FORM = 1
END_CONTEXT = b"pishkhan audit export 1\0"
Record = Mapping[str, str | None]


class NotAnExport(ValueError):
    """The file is not an export, or was cut or changed where no line can be named."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What an export holds, after which head it begins, and what is wrong with it."""

    blocks: int
    lines: int
    after: Head
    head: Head
    faults: tuple[Fault, ...]
    file_fault: str = ""

    @property
    def is_whole(self) -> bool:
        """Nothing was edited, removed or inserted."""
        return not self.faults and not self.file_fault


def text_of_block(block: Block) -> str:
    """The line of a block, with the digests its lines had when they were sealed."""
    return _dump(
        {
            "block": {
                "at": block.at,
                "digests": [one.hex() for one in block.digests],
                "ids": [str(one) for one in block.ids],
                "key": block.key,
                "link": block.link.hex(),
                "previous": block.previous.hex(),
                "seq": block.seq,
                "signature": block.signature.hex(),
                "source": block.source,
            }
        }
    )


def text_of_line(record: Record) -> str:
    """A line of the trail."""
    return _dump({"line": record})


def text_of_start(after: Head, keys: Mapping[str, str]) -> str:
    """The first line of the file."""
    start = {"pishkhan_audit": FORM, "after": _head(after), "keys": keys}
    return _dump(start)


def text_of_end(head: Head, lines: int, sha256: str, key: str, signature: bytes) -> str:
    """The last line of the file."""
    end = {"lines": lines, "sha256": sha256, "key": key, "signature": signature.hex()}
    return _dump({"end": _head(head) | end})


def end_message(head: Head, sha256: str) -> bytes:
    """What is signed at the end."""
    return END_CONTEXT + f"{head.seq}:{head.value.hex()}:{sha256}".encode()


def check_export(texts: Iterable[str], check: Check) -> Checked:
    """Verify a file line by line; memory holds one block. Raises NotAnExport."""
    reading = _Reading(texts)
    try:
        after = reading.after()
        found = tuple(faults(reading.blocks(), after=after, check=check))
        wrong = reading.wrong_end(check)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"line {reading.number}: {error}"
        raise NotAnExport(message) from error
    return Checked(
        blocks=reading.count,
        lines=reading.lines,
        after=after,
        head=reading.head,
        faults=found,
        file_fault=wrong,
    )


def lines_of(texts: Iterable[str], sources: Collection[str]) -> Iterator[int]:
    """The ids of the lines of these sources in a file that was checked before."""
    is_wanted = False
    for text in texts:
        found = json.loads(text)
        if "block" in found:
            is_wanted = found["block"]["source"] in sources
        elif is_wanted and "line" in found:
            yield int(found["line"]["id"])


class _Reading:
    """Goes through the file once, hashing what it reads."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = iter(texts)
        self._hash = hashlib.sha256()
        self._next: dict[str, object] = {}
        self.number = self.count = self.lines = 0
        self.head = Head()
        self._so_far = self._text = ""

    def after(self) -> Head:
        self._step()
        if self._next.get("pishkhan_audit") != FORM:
            raise ValueError("this is not an export of the trail")
        self.head = _head_of(self._next["after"])
        self._step()
        return self.head

    def _step(self) -> None:
        text = self._text = next(self._texts, "")
        self.number += 1
        self._so_far = self._hash.hexdigest()
        self._hash.update(text.encode())
        # Every line ends as it was written: white space that JSON would forgive is an edit too.
        found = json.loads(text) if text.endswith("}\n") else {}
        self._next = found if isinstance(found, dict) else {}

    def blocks(self) -> Iterator[tuple[Block, Mapping[int, bytes] | None]]:
        while "block" in self._next:
            block = _block(self._next["block"])
            self._step()
            now = dict(self._lines())
            self.count, self.lines = self.count + 1, self.lines + len(now)
            self.head = Head(block.seq, block.head)
            yield block, now

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        while "line" in self._next:
            record = self._next["line"]
            if not isinstance(record, dict):
                raise TypeError("a line is an object")
            yield int(record["id"]), digest(record)
            self._step()

    def wrong_end(self, check: Check) -> str:
        """What is wrong with the file as a whole, in a sentence; "" if nothing."""
        end = self._next.get("end")
        if not isinstance(end, dict):
            return f"line {self.number}: the end is missing, the file was cut or a line is foreign"
        message = end_message(_head_of(end), str(end["sha256"]))
        if check(end["key"], message, bytes.fromhex(end["signature"])) is not True:
            return "the signature of the whole file is not by a trusted key"
        # Nothing is written twice in one way: what JSON or hex would forgive is an edit too.
        written = text_of_end(
            self.head, self.lines, self._so_far, end["key"], bytes.fromhex(end["signature"])
        )
        if self._text != written:
            return "the file is not as it was signed"
        return "" if not next(self._texts, "") else "something follows the end"


def _block(found: object) -> Block:
    if not isinstance(found, dict):
        raise TypeError("a block is an object")
    return Block(
        seq=int(found["seq"]),
        source=str(found["source"]),
        at=str(found["at"]),
        previous=bytes.fromhex(found["previous"]),
        ids=tuple(int(one) for one in found["ids"]),
        digests=tuple(bytes.fromhex(one) for one in found["digests"]),
        link=bytes.fromhex(found["link"]),
        key=str(found["key"]),
        signature=bytes.fromhex(found["signature"]),
    )


def _head(head: Head) -> dict[str, object]:
    return {"seq": head.seq, "head": head.value.hex()}


def _head_of(found: object) -> Head:
    if not isinstance(found, dict):
        raise TypeError("a head is an object")
    return Head(int(found["seq"]), bytes.fromhex(found["head"]))


def _dump(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"

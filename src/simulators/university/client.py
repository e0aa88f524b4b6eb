"""The education system of one university: sends signed batches over REST, well or badly.

Whatever breaks on the way, it begins the batch again under the same key and sends the parts that did
not arrive, as systems of universities do after a night without a line.
"""

import hashlib
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from simulators.university import signing
from simulators.university.records import Record


BATCHES = "/api/v1/batches"
NDJSON, JSON = "application/x-ndjson", "application/json"
PATIENCE_SECONDS = 30
PAUSE_SECONDS, MOST_LOOKS = 0.5, 120
SUCCESS = 300

Json = dict[str, object]


class Manner(StrEnum):
    """How a batch is sent."""

    WELL = "well"
    TWICE = "twice"  # everything a second time, as if no answer had come
    OUT_OF_ORDER = "out_of_order"  # the last part first
    CUT = "cut"  # the line breaks in the middle of a part; then it goes on where it was
    LEFT = "left"  # the line breaks and nobody comes back
    ALTERED = "altered"  # a part is changed after it was signed
    FORGED = "forged"  # signed by the key of another university
    FEWER = "fewer"  # fewer records than were signed


class RefusedError(Exception):
    """The answer was no."""

    def __init__(self, status: int, said: Json) -> None:
        super().__init__(
            " ".join(str(said[name]) for name in ("title", "detail") if said.get(name))
        )
        self.status = status
        self.said = said


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a batch; `refused` is why nothing was taken in."""

    key: str
    manner: Manner
    records: int
    state: str = ""
    outcomes: dict[str, int] = field(default_factory=dict)
    findings: tuple[tuple[str, str, str], ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Records under a key, in the parts in which they go over the line, and what is signed."""

    key: str
    parts: tuple[bytes, ...]
    records: int

    @classmethod
    def of(cls, key: str, records: Iterable[Record], *, a_part: int = 400) -> "Batch":
        """A batch of these records."""
        lines = [json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in records]
        parts = tuple(b"".join(lines[at : at + a_part]) for at in range(0, len(lines), a_part))
        return cls(key=key, parts=parts, records=len(lines))


@dataclass(slots=True, kw_only=True)
class System:
    """A university's system with the address of Pishkhan and its key there."""

    code: str
    address: str
    secret: str

    def send(self, batch: Batch, manner: Manner = Manner.WELL) -> Outcome:
        """Send a batch and wait for what becomes of it; raises OSError where nobody answers."""
        try:
            number = self._begin(batch.key)
            if manner is Manner.CUT:
                self._cut(number, batch)
                number = self._begin(batch.key)
            self._parts(number, batch, manner)
            if manner is Manner.LEFT:
                return self._outcome(batch, manner, self._look(number))
            self._commit(number, batch, manner)
            if manner is Manner.TWICE:
                number = self._begin(batch.key)
                self._parts(number, batch, manner)
                self._commit(number, batch, manner)
            done = self._wait(number)
        except RefusedError as error:
            return Outcome(key=batch.key, manner=manner, records=batch.records, refused=str(error))
        return self._outcome(batch, manner, done)

    def _begin(self, key: str) -> str:
        begun = self._ask("POST", BATCHES, {"key": key}, mark=f"begin:{key}:{time.time_ns()}")
        return str(begun["id"])

    def _parts(self, number: str, batch: Batch, manner: Manner) -> None:
        """The parts that are not there yet; all of them where everything is sent twice."""
        there = self._look(number)["parts"] if manner is not Manner.TWICE else []
        order = list(enumerate(batch.parts, start=1))
        if manner is Manner.OUT_OF_ORDER:
            order.reverse()
        if manner is Manner.LEFT:
            del order[len(order) // 2 :]
        for place, body in order:
            if isinstance(there, list) and place not in there:
                sent = _altered(body) if manner is Manner.ALTERED and place == 1 else body
                self._put(number, place, sent)

    def _put(self, number: str, place: int, body: bytes) -> None:
        headers = {"Content-Type": NDJSON, "Upload-Sha256": hashlib.sha256(body).hexdigest()}
        self._call("PUT", f"{BATCHES}/{number}/parts/{place}", body, headers)

    def _cut(self, number: str, batch: Batch) -> None:
        """The first half of the parts arrives; of the next one, the beginning."""
        middle = len(batch.parts) // 2
        for place, body in enumerate(batch.parts[:middle], start=1):
            self._put(number, place, body)
        wire = self._connection()
        body = batch.parts[middle]
        wire.putrequest("PUT", f"{BATCHES}/{number}/parts/{middle + 1}")
        for name, value in self._headers({"Content-Type": NDJSON}).items():
            wire.putheader(name, value)
        wire.putheader("Content-Length", str(len(body)))
        wire.endheaders(body[: len(body) // 2])
        wire.close()

    def _commit(self, number: str, batch: Batch, manner: Manner) -> None:
        sha256 = signing.digest(batch.parts)
        signer = "nobody" if manner is Manner.FORGED else self.code
        count = batch.records - (manner is Manner.FEWER)
        said: Json = {
            "parts": len(batch.parts),
            "records": count,
            "sha256": sha256,
            "signature": signing.signature(signer, batch.key, count, sha256),
        }
        mark = f"commit:{batch.key}:{time.time_ns()}"
        self._ask("POST", f"{BATCHES}/{number}/commit", said, mark=mark)

    def _look(self, number: str) -> Json:
        return self._call("GET", f"{BATCHES}/{number}", None, {})

    def _wait(self, number: str) -> Json:
        for _look in range(MOST_LOOKS):
            seen = self._look(number)
            if seen["state"] == "done":
                return seen
            time.sleep(PAUSE_SECONDS)
        return self._look(number)

    def _outcome(self, batch: Batch, manner: Manner, seen: Json) -> Outcome:
        counts = seen["outcomes"]
        return Outcome(
            key=batch.key,
            manner=manner,
            records=batch.records,
            state=str(seen["state"]),
            outcomes=counts if isinstance(counts, dict) else {},
            findings=tuple(self._findings(str(seen["id"]))),
        )

    def _findings(self, number: str) -> Iterable[tuple[str, str, str]]:
        """Code, field and record of everything that was found, page by page."""
        after: object = 0
        while after is not None:
            path = f"{BATCHES}/{number}/results?after={after}&limit=500"
            page = self._call("GET", path, None, {})
            results = page["results"]
            for one in results if isinstance(results, list) else ():
                for found in one["findings"]:
                    yield str(found["code"]), str(found["field"]), str(one["source_id"])
            after = page["after"]

    def _ask(self, method: str, path: str, said: Json, *, mark: str) -> Json:
        headers = {"Content-Type": JSON, "Idempotency-Key": mark}
        return self._call(method, path, json.dumps(said).encode(), headers)

    def _call(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Json:
        wire = self._connection()
        try:
            wire.request(method, path, body, self._headers(headers))
            answer = wire.getresponse()
            said = json.loads(answer.read() or b"{}")
        except (HTTPException, ValueError) as error:
            raise ConnectionError(str(error)) from error
        finally:
            wire.close()
        if answer.status >= SUCCESS:
            raise RefusedError(answer.status, said)
        return said if isinstance(said, dict) else {}

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", "Accept": JSON, **more}

    def _connection(self) -> HTTPConnection:
        parts = urlsplit(self.address)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        return kind(parts.hostname or "localhost", parts.port, timeout=PATIENCE_SECONDS)


def _altered(body: bytes) -> bytes:
    """The same part with another average in its first record."""
    first, _, rest = body.partition(b"\n")
    record = json.loads(first) | {"award.average": "20"}
    return json.dumps(record, ensure_ascii=False).encode() + b"\n" + rest


__all__ = ["Batch", "Manner", "Outcome", "RefusedError", "System"]

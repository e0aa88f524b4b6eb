"""The office of a university that sends: which records a batch is made of, and what came of the last."""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from itertools import cycle, islice
from random import Random

from simulators.university import country, records
from simulators.university.client import Batch, Manner, Outcome, System
from simulators.university.places import UNIVERSITIES, University
from simulators.university.records import DEFECTS, Record


PEOPLE = 60_000  # of which the demonstration has already brought the first
BROUGHT = 21_000
AT_ONCE = 200
KEPT = 30


class Content(StrEnum):
    """What the records of a batch are like."""

    GOOD = "good"
    USUAL = "usual"  # with the defects that life has
    BROKEN = "broken"  # every defect there is, and lines that are no records


class Office:
    """Sends batch after batch of new graduates; each batch has a key that no other has."""

    def __init__(self, system: System, *, run: str) -> None:
        self.system = system
        self.sent: deque[Outcome] = deque(maxlen=KEPT)
        self._run = run
        self._number = 0
        self._lock = threading.Lock()
        self._degrees: Iterator[country.Degree] | None = None  # made at the first batch
        self._chance = Random(f"{run}:{system.code}")  # noqa: S311 - a simulation

    @property
    def place(self) -> University:
        """Whose office it is."""
        return next(one for one in UNIVERSITIES if one.code == self.system.code)

    def batch(self, content: Content, *, count: int = AT_ONCE) -> Batch:
        """The next batch of so many records."""
        with self._lock:
            self._number += 1
            key = f"{self.system.code}-{self._run}-{self._number}"
            self._degrees = self._degrees or _new_degrees(self.system.code)
            several = list(islice(self._degrees, count))
        made = [self._record(one, place, content) for place, one in enumerate(several)]
        batch = Batch.of(key, made, a_part=max(1, len(made) // 4))
        return _with_rubbish(batch) if content is Content.BROKEN else batch

    def send(self, content: Content, manner: Manner, *, count: int = AT_ONCE) -> Outcome:
        """Send one, and keep what came of it."""
        batch = self.batch(content, count=count)
        try:
            outcome = self.system.send(batch, manner)
        except OSError as error:
            outcome = Outcome(
                key=batch.key, manner=manner, records=batch.records, refused=str(error)
            )
        self.sent.appendleft(outcome)
        return outcome

    def _record(self, degree: country.Degree, place: int, content: Content) -> Record:
        record = records.plain(degree)
        if content is Content.BROKEN:
            list(DEFECTS)[place % len(DEFECTS)](record, degree, self._chance)
        elif content is Content.USUAL:
            return records.in_life(record, degree, self._chance)
        return record


def _new_degrees(code: str) -> Iterator[country.Degree]:
    """Degrees of graduates whom the demonstration did not bring; after the last, the first again."""
    every = country.degrees(PEOPLE)
    known = {country.national_id(country.FIRST_NUMBER + number) for number in range(BROUGHT)}
    return cycle(
        [
            one
            for one in every
            if one.university.code == code and one.person.national_id not in known
        ]
    )


def _with_rubbish(batch: Batch) -> Batch:
    """Lines that are no records: no JSON, no object, a name twice, the line of a table."""
    rubbish = (
        b"{\n",
        b"[1, 2]\n",
        b'{"source_id": "x", "source_id": "y"}\n',
        "شناسه;نام;نام خانوادگی\n".encode(),
        b"\xff\xfe\x00\n",
    )
    parts = (*batch.parts, b"".join(rubbish))
    return replace(batch, parts=parts, records=batch.records + len(rubbish))

"""Witnesses are asked, and what a quorum has seen is published.

No witness holds up another, or the sequencer: each is asked in a thread of its own, is waited for
so long, and is not asked again while it still holds its answer back.
"""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.persistence.api import new_id
from pishkhan.kernel.transparency import ports
from pishkhan.kernel.transparency.actions.turn import our_turn
from pishkhan.kernel.transparency.models import Checkpoint, Cosignature
from pishkhan.kernel.transparency.queries.state import (
    cosigned,
    current_epoch,
    last_checkpoint,
    log_keys,
    reader,
    witnessed_size,
)
from pishkhan.kernel.transparency.rules import notes, tree
from pishkhan.kernel.transparency.rules.notes import NotANote
from pishkhan.kernel.transparency.rules.tiles import Tiles
from pishkhan.kernel.transparency.terms import WitnessAnswer


log = structlog.get_logger(__name__)
WAITED_SECONDS = 5.0
AHEAD_OF_US = timedelta(minutes=5)  # how far a witness's clock may be
KEYS, CHECKPOINT = "keys", "checkpoint"
_pool = ThreadPoolExecutor(16, thread_name_prefix="witness")
_asked: dict[str, "Future[Said]"] = {}
STATE = """
    INSERT INTO transparency_witnessstate AS kept (id, witness, answer, why, since)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (witness) DO UPDATE SET answer = excluded.answer, why = excluded.why,
        since = excluded.since WHERE (kept.answer, kept.why) <> (excluded.answer, excluded.why)
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What came of asking one witness: its line and the moment in it, or why there is none.

    An answer that was waited for no longer is of the checkpoint it was asked about, not of the last.
    """

    witness: str
    checkpoint: Checkpoint
    answer: WitnessAnswer
    why: str = ""
    line: str = ""
    at: datetime | None = None


def witness() -> int:
    """Ask those who have not cosigned the last checkpoint; publish; how many cosigned it now."""
    epoch = current_epoch()
    last = last_checkpoint(epoch.number) if epoch else None
    if epoch is None or last is None:
        return 0
    said = _ask(last)
    for one in said:
        _keep(one)
    publish()
    return sum(one.answer is WitnessAnswer.COSIGNED for one in said)


@transaction.atomic
def publish() -> None:
    """Let everybody read the newest checkpoint that a quorum cosigned, and the keys of the log."""
    epoch = current_epoch()
    if epoch is None or not our_turn():
        return
    publish_keys()
    size = witnessed_size(epoch.number)
    if size:
        _replace(f"{epoch.number}/{CHECKPOINT}", str(cosigned(epoch.number, size)))


def publish_keys() -> None:
    """The keys of every log, a line each, as witnesses are given them."""
    keys = log_keys()
    if keys:
        _replace(KEYS, "".join(f"{key}\n" for key in keys))


def _replace(path: str, text: str) -> None:
    store = ports.wiring().store
    if store.read(path) != text.encode():
        store.replace(path, text.encode())


def _ask(last: Checkpoint) -> list[Said]:
    have = set(
        Cosignature.objects.filter(epoch=last.epoch, size=last.size).values_list(
            "witness", flat=True
        )
    )
    wanted = [one for one in ports.wiring().policy.witnesses if one.name not in have]
    for one in wanted:
        if one.name not in _asked:
            _asked[one.name] = _pool.submit(_asking(last, one))
    wait([_asked[one.name] for one in wanted], timeout=WAITED_SECONDS)
    return [_answer(one.name, last) for one in wanted]


def _answer(name: str, last: Checkpoint) -> Said:
    if not _asked[name].done():
        why = "no answer in time"
        return Said(witness=name, checkpoint=last, answer=WitnessAnswer.SILENT, why=why)
    return _asked.pop(name).result()


def _asking(last: Checkpoint, one: ports.Witness) -> "Asking":
    latest = Cosignature.objects.filter(epoch=last.epoch, witness=one.name).order_by("-size")
    old = latest.values_list("size", flat=True).first()
    return Asking(one, last, old or 0, Tiles(last.size, reader(last.epoch)))


@dataclass(frozen=True, slots=True)
class Asking:
    """One question to one witness; touches no database, because it runs in a thread of its own."""

    witness: ports.Witness
    checkpoint: Checkpoint
    old: int
    tiles: Tiles

    @property
    def size(self) -> int:
        """How many entries it is offered."""
        return self.checkpoint.size

    def __call__(self) -> Said:
        """Ask; where it has seen another size than we thought, once more from there."""
        answer = self._offered(self.old)
        if isinstance(answer, ports.Conflict) and self.old != answer.size <= self.size:
            answer = self._offered(answer.size)
        return self._said(answer)

    def _offered(self, old: int) -> ports.Answer:
        proof = tree.consistency(old, self.size, self.tiles.node)
        return self.witness.line.add_checkpoint(
            old=old, proof=proof, checkpoint=self.checkpoint.note
        )

    def _said(self, answer: ports.Answer) -> Said:
        match answer:
            case ports.Cosigned(lines):
                return self._read(lines)
            case ports.Conflict(size):
                kind = WitnessAnswer.AHEAD if size > self.size else WitnessAnswer.REFUSED
                return self._not(kind, f"it has seen {size} entries, and we offer {self.size}")
            case ports.Refused(why):
                return self._not(WitnessAnswer.REFUSED, why)
            case ports.Unknown(why):
                return self._not(WitnessAnswer.UNKNOWN, why)
            case ports.Silent(why):
                return self._not(WitnessAnswer.SILENT, why)

    def _read(self, lines: str) -> Said:
        text = notes.read_note(self.checkpoint.note).text
        for one in _signatures(lines):
            moment = notes.cosigned_at(text, one, self.witness.key)
            if moment is not None and moment <= (clock.now() + AHEAD_OF_US).timestamp():
                return Said(
                    witness=self.witness.name,
                    checkpoint=self.checkpoint,
                    answer=WitnessAnswer.COSIGNED,
                    line=str(one),
                    at=datetime.fromtimestamp(moment, UTC),
                )
        return self._not(WitnessAnswer.SILENT, "its signature is not right")

    def _not(self, answer: WitnessAnswer, why: str) -> Said:
        return Said(
            witness=self.witness.name, checkpoint=self.checkpoint, answer=answer, why=why[:200]
        )


def _signatures(lines: str) -> Iterable[notes.Signature]:
    try:
        return notes.read_signatures(lines)
    except NotANote:
        return ()


@transaction.atomic
def _keep(said: Said) -> None:
    with connection.cursor() as cursor:
        cursor.execute(STATE, [new_id(), said.witness, said.answer.value, said.why, clock.now()])
        is_new = bool(cursor.rowcount)
    if said.answer.is_alarm and is_new:
        log.error("log_witness_refuses", witness=said.witness, answer=said.answer, why=said.why)
    if said.at is not None:
        of = said.checkpoint
        row = Cosignature(
            epoch=of.epoch, size=of.size, witness=said.witness, line=said.line, at=said.at
        )
        Cosignature.objects.bulk_create([row], ignore_conflicts=True)

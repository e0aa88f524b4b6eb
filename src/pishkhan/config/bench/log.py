"""`log`: entries a second that get their place in the public log, and that verification reads again."""

import shutil
import time
from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from pishkhan.config.bench import measuring
from pishkhan.config.bench.ground import FOLDER, BenchError, Ground
from pishkhan.config.bench.measuring import Measured
from pishkhan.kernel.audit.keys import FileSigner
from pishkhan.kernel.transparency import api as log, ports
from pishkhan.kernel.transparency.folder import FolderStore
from pishkhan.kernel.transparency.rules import tree
from pishkhan.kernel.transparency.rules.tiles import Edge
from pishkhan.kernel.transparency.spec import NewEntry
from pishkhan.kernel.transparency.terms import LogEvent
from pishkhan.kernel.transparency.testing import MemoryWitness, without_records


ENTRIES, SMALL_ENTRIES, AT_ONCE = 400_000, 4000, 2000
INSTITUTIONS = 600
PROOFS, SMALL_PROOFS = 2000, 100
BARE = 200_000


def measure(on: Ground, *, small: bool) -> Measured:
    """Entered in batches; placed, tiled and signed by the sequencer on a real disk; verified whole."""
    count = SMALL_ENTRIES if small else ENTRIES
    on.fresh("log")
    folder = FOLDER / "log"
    shutil.rmtree(folder, ignore_errors=True)
    witness = MemoryWitness("witness.example/1")
    wiring = ports.Wiring(
        signer=FileSigner(FOLDER / "log-key", create=True),
        store=FolderStore(folder),
        policy=ports.Policy(witnesses=(ports.Witness(witness.key, witness),)),
        origin="bench.example/log",
    )
    with ports.wired(wiring), without_records():
        log.begin_first()
        with measuring.stopwatch() as entering:
            ids = list(_enter(count))
        connection.close()
        with measuring.stopwatch() as sequencing:
            while log.sequence():
                pass
        log.witness()
        found = log.verify_log()
        if not found.is_whole or found.entries < count:
            raise BenchError(f"{found.entries} entries verified, {found.fault_count} faults")
        proofs = _proofs_a_second(ids, SMALL_PROOFS if small else PROOFS)
    return Measured(
        figures={
            "append_per_s": round(count / sequencing.seconds),
            "verify_per_s": round(found.entries / found.seconds),
            "enter_per_s": round(count / entering.seconds),
            "proof_per_s": proofs,
            "entries": count,
        },
        limit=_limit(min(count, BARE)),
    )


def _enter(count: int) -> Iterator[int]:
    """Entries in transactions of two thousand, as a batch of a university brings them."""
    for first in measuring.shown(range(0, count, AT_ONCE), "log", count // AT_ONCE):
        new = [
            NewEntry(
                event=LogEvent.ISSUE,
                institution_id=1 + number % INSTITUTIONS,
                record={"document": str(number), "level": "bachelor", "awarded_on": "2026-06-21"},
                document_kind="degree",
            )
            for number in range(first, first + AT_ONCE)
        ]
        with transaction.atomic():
            yield from [one.entry_id for one in log.enter_all(new)]


def _proofs_a_second(ids: list[int], count: int) -> int:
    step = max(1, len(ids) // count)
    chosen = ids[::step][:count]
    began = time.perf_counter()
    for one in chosen:
        log.proof(one)
    return round(len(chosen) / (time.perf_counter() - began))


def _limit(count: int) -> measuring.Figures:
    """What the hashing alone allows: the tree in memory, a signature over it, nothing on a disk."""
    entries = [b'{"at":"2026-11-21T08:00:00Z","n":"%064d"}' % number for number in range(count)]
    key = Ed25519PrivateKey.generate()
    began = time.perf_counter()
    edge = Edge()
    edge.grow(entries)
    key.sign(edge.root())
    grown = time.perf_counter() - began
    began = time.perf_counter()
    tree.root_of([tree.leaf_hash(one) for one in entries])
    hashed = time.perf_counter() - began
    return {"tree_per_s": round(count / grown), "hash_per_s": round(count / hashed)}

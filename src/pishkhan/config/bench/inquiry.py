"""`inquiry`: a code that somebody looks up, as the size of the register grows; junk beside it.

One document is issued in the real way; its rows and those of its place in the public log are then
copied under other codes, so that an inquiry reads what it reads in a register of that size.
"""

import json
import os
import random
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import psycopg
from django.db import connection
from psycopg import sql

from pishkhan.config.bench import ground, measuring
from pishkhan.config.bench.ground import FOLDER, BenchError, Ground, Web
from pishkhan.config.bench.load import Plan
from pishkhan.config.bench.measuring import Measured
from pishkhan.foundation import canonical_json
from pishkhan.kernel.audit.keys import FileSigner
from pishkhan.kernel.transparency.folder import FolderStore
from pishkhan.kernel.transparency.testing import MemoryWitness


MANY, FEWER, SMALL, SMALLEST = 20_000_000, 1_000_000, 10_000, 2000
OCTETS_A_CODE, SPARED = 3000, 10 * 2**30  # on the disk, with indexes; what others are left
RATE, CONNECTIONS = 200.0, 16
WINDOWS, SECONDS, SMALL_SECONDS = 3, 15, 1
JUNK = 2000
PATH = "/v/inquiry.json"
STEP = 40_000_000_003  # between the random parts of two codes
FIRST = 10**17
WITNESS = "witness.example/1"
FILL = (
    """INSERT INTO transparency_logentry
        (id, entry_id, epoch, index, event, institution_id, day, entry)
    SELECT %(first)s + n, %(first)s + n, epoch, %(size)s + n, event, institution_id, day,
        replace(entry, %(commitment)s, encode(sha256(%(salt)s || convert_to(
            %(part0)s || base || lpad((98 - base %% 97 * 100 %% 97)::text, 2, '0')
            || %(part1)s || document
            || %(part2)s || encode(sha256(convert_to(
                document || ':' || md5(n::text) || md5('b' || n), 'UTF8')), 'hex')
            || %(part3)s, 'UTF8')), 'hex'))
    FROM transparency_logentry, generate_series(0, %(count)s - 1) AS n,
        LATERAL (SELECT %(base)s + n * %(step)s AS base, (%(first)s + n)::text AS document) made
    WHERE entry_id = %(entry)s""",
    """INSERT INTO verification_code (id, text, scheme, document_id, institution_id, kind, state,
        state_since, ground, by_document_id, version, entry_id, log_class, issued_at, corrected_at,
        frozen_at, identity_digest, last_four, person_id)
    SELECT %(first)s + n, base || lpad((98 - base %% 97 * 100 %% 97)::text, 2, '0'), scheme,
        %(first)s + n, institution_id, kind, state, state_since, ground, by_document_id, version,
        %(first)s + n, log_class, issued_at, corrected_at, frozen_at,
        md5(n::text) || md5('b' || n), last_four, NULL
    FROM verification_code, generate_series(0, %(count)s - 1) AS n,
        LATERAL (SELECT %(base)s + n * %(step)s AS base) made
    WHERE id = %(code)s""",
    """INSERT INTO verification_codeversion (id, number, event, state, ground, by_document_id, facts,
        entry_id, salt, at, account_id, second_account_id, code_id)
    SELECT %(first)s + n, number, event, state, ground, by_document_id, facts, %(first)s + n, salt,
        at, account_id, second_account_id, %(first)s + n
    FROM verification_codeversion, generate_series(0, %(count)s - 1) AS n WHERE code_id = %(code)s""",
    # What a checkpoint of that size and its witness would say; nobody reads root and signature here.
    """INSERT INTO transparency_checkpoint (id, epoch, size, root, note, at)
    SELECT %(first)s, epoch, %(size)s + %(count)s, root, note, at FROM transparency_checkpoint
    ORDER BY size DESC LIMIT 1""",
    """INSERT INTO transparency_cosignature (id, epoch, size, witness, line, at)
    SELECT %(first)s, epoch, %(size)s + %(count)s, witness, line, at FROM transparency_cosignature
    ORDER BY size DESC LIMIT 1""",
)
VACUUM = "VACUUM ANALYZE verification_code, verification_codeversion, transparency_logentry"
READ = """SELECT first.*, second.* FROM verification_code first, verification_codeversion second
    WHERE first.text = %s AND second.code_id = first.id AND second.number = first.version"""

COLUMNS = """SELECT attname FROM pg_attribute
    WHERE attrelid = 'bare.line'::regclass AND attnum > 0 AND NOT attisdropped"""


def measure(on: Ground, *, small: bool) -> Measured:
    """By the clock at two sizes; then as fast as it goes, beside the reading and one line alone."""
    few, many = (SMALLEST, SMALL) if small else (FEWER, _as_many_as_fit())
    windows = range(1 if small else WINDOWS)
    total = int(RATE * (SMALL_SECONDS if small else SECONDS))
    p99s, p50s = [], []
    page, rate, bare, reads = 0.0, 0.0, 0.0, 0
    for count in (few, many):
        name = f"inquiry_{count}"
        on.kept(name, "3", partial(_fill, count))
        wires = _wires(count, total)
        with _witnessed(), ground.web(on) as web:
            web.load(_plan(web, wires, total=len(wires) // 4))
            timed = [
                web.load(_plan(web, wires, rate=RATE, total=total)).seen.latencies
                for _window in measuring.shown(windows, name, len(windows))
            ]
            p99s.append(measuring.median(measuring.percentile(one, 0.99) for one in timed))
            p50s.append(measuring.median(measuring.percentile(one, 0.5) for one in timed))
            if (lines := _lines(on.url(name))) < total:
                raise BenchError(f"{lines} inquiries of {total} were answered.")
            page = web.load(_plan(web, wires, total=total)).seen.per_s
            rate = web.load(_plan(web, _wires(count, total, is_json=True), total=total)).seen.per_s
            reads = _reads_of_junk(web, on.url(name), small=small)
        bare = _bare_per_s(on.url(name), count, total)
    return Measured(
        figures={
            "p99_ms": p99s[1],
            "growth": round(p50s[1] / p50s[0], 2),
            "fast_per_s": round(rate, 1),
            "bare_ratio": round(rate / bare, 3),
            "page_per_s": round(page, 1),
            "junk_reads": reads,
            "p50_ms": p50s[1],
            "p99_ms_before": p99s[0],
            "codes": many,
        },
        limit={"bare_per_s": round(bare), "codes_before": few, "rate": RATE},
    )


@contextmanager
def _witnessed() -> Iterator[None]:
    """The web server believes the witness of the copies; it asks it nothing."""
    name = "PISHKHAN_LOG_WITNESSES"
    before = os.environ.get(name)
    os.environ[name] = f"{MemoryWitness(WITNESS).key} http://127.0.0.1:1"
    try:
        yield
    finally:
        del os.environ[name]
        if before is not None:
            os.environ[name] = before


def code_of(number: int) -> str:
    """The code of the copy with this number."""
    base = FIRST + number * STEP
    return f"{base}{98 - base * 100 % 97:02d}"


def _as_many_as_fit() -> int:
    """Twenty million, or the most that the disk takes."""
    free = shutil.disk_usage(FOLDER).free - SPARED - FEWER * OCTETS_A_CODE
    return max(2 * FEWER, min(MANY, free // OCTETS_A_CODE // FEWER * FEWER))


def _fill(count: int) -> None:
    """Issue one document, give it its place in a log of its own, and copy it."""
    from pishkhan.kernel.transparency import api as log, ports  # noqa: PLC0415 - models exist only after setup
    from pishkhan.kernel.transparency.models import Checkpoint  # noqa: PLC0415 - the same
    from pishkhan.kernel.verification import testing  # noqa: PLC0415 - the same

    witness = MemoryWitness(WITNESS)
    folder = FOLDER / "inquiry-log"
    shutil.rmtree(folder, ignore_errors=True)
    wiring = ports.Wiring(
        signer=FileSigner(FOLDER / "log-key", create=True),
        store=FolderStore(folder),
        policy=ports.Policy(witnesses=(ports.Witness(witness.key, witness),)),
        origin="bench.example/log",
    )
    with ports.wired(wiring):
        issued = testing.issued()
        while log.sequence():
            pass
        log.witness()
    size = Checkpoint.objects.order_by("-size").values_list("size", flat=True)[0]
    told = {
        "first": 10**15, "base": FIRST, "step": STEP, "count": count, "size": size,
        "code": issued.id, "entry": issued.entry_id, **_commitment(issued.document_id),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, told)
        cursor.execute(VACUUM)


def _commitment(document_id: int) -> dict[str, str | bytes]:
    """What the entry of the document commits to, in the parts between what each copy has of its own."""
    from pishkhan.kernel.transparency.rules import entries  # noqa: PLC0415 - models exist only after setup
    from pishkhan.kernel.verification.queries.reading import logged  # noqa: PLC0415 - the same

    kept = logged(document_id)
    salt = kept.salt or b""
    left, parts = canonical_json.encode(kept.record).decode(), []
    for name in ("code", "document", "person"):
        part, _, left = left.partition(str(kept.record[name]))
        parts.append(part)
    return {
        **{f"part{place}": part for place, part in enumerate([*parts, left])},
        "salt": salt,
        "commitment": entries.commitment(salt, kept.record).hex(),
    }


def _wires(count: int, total: int, *, is_json: bool = False) -> list[str]:
    """Addresses as a QR holds them, or the same asked by machines; of codes drawn from all."""
    chance = random.Random(count)  # noqa: S311 - which codes are asked for
    codes = [code_of(chance.randrange(count)) for _ in range(total)]
    if not is_json:
        return [ground.wire("GET", f"/V/{code}", number=at) for at, code in enumerate(codes)]
    bodies = [json.dumps({"code": code}) for code in codes]
    return [
        ground.wire("POST", PATH, number=at, body=body, kind="application/json")
        for at, body in enumerate(bodies)
    ]


def _plan(web: Web, wires: list[str], *, total: int, rate: float | None = None) -> Plan:
    return Plan(
        port=web.port, connections=CONNECTIONS, requests=wires, rate=rate, total=max(total, 1)
    )


def _reads_of_junk(web: Web, url: str, *, small: bool) -> int:
    """How often codes were read while junk was asked for: letters, 19 digits, a typing error."""
    good = code_of(1)
    junk = ("1" * 19, "abc", f"{good[:-1]}{(int(good[-1]) + 1) % 10}", "7.39E+19", "9" * 30)
    wires = [
        ground.wire("GET", f"/V/{junk[number % len(junk)]}", number=number)
        for number in range(JUNK // 20 if small else JUNK)
    ]
    web.load(
        _plan(web, wires, total=CONNECTIONS * 4)
    )  # a look a minute whether there are old codes
    before = _reads(url)
    web.load(_plan(web, wires, total=len(wires)))
    return _reads(url) - before


def _reads(url: str) -> int:
    """How often the tables of codes were read since the server counts."""
    with psycopg.connect(url, autocommit=True) as bare:
        bare.execute("SELECT pg_stat_clear_snapshot()")
        row = bare.execute(
            "SELECT sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0)) FROM pg_stat_user_tables"
            " WHERE relname LIKE 'verification%'"
        ).fetchone()
    if row is None:
        raise BenchError("The server counts no reads.")
    return int(row[0])


def _lines(url: str) -> int:
    """How many inquiries were answered from a document; each left its line."""
    with psycopg.connect(url) as bare:
        row = bare.execute("SELECT count(*) FROM verification_inquiry WHERE state = 'valid'")
        return int((row.fetchone() or (0,))[0])


def _bare_per_s(url: str, count: int, total: int) -> float:
    """Codes a second that are read, with a line written for each, by as many as the web has workers."""
    shares = measuring.cores()
    with psycopg.connect(url, autocommit=True) as bare:
        bare.execute("CREATE SCHEMA IF NOT EXISTS bare")
        bare.execute("DROP TABLE IF EXISTS bare.line, bare.kept")
        bare.execute("CREATE TABLE bare.line (LIKE verification_inquiry INCLUDING ALL)")
        bare.execute("CREATE TABLE bare.kept AS SELECT * FROM verification_inquiry LIMIT 1")
    with ThreadPoolExecutor(shares) as pool, measuring.stopwatch() as watch:
        for done in [
            pool.submit(_read, url, count, range(n, total, shares)) for n in range(shares)
        ]:
            done.result()
    return total / watch.seconds


def _read(url: str, count: int, share: range) -> None:
    chance = random.Random(share.start)  # noqa: S311 - which codes are asked for
    with psycopg.connect(url, autocommit=True, prepare_threshold=0) as bare:
        names = [name for (name,) in bare.execute(COLUMNS) if name not in {"id", "receipt"}]
        rest = sql.SQL(", ").join(map(sql.Identifier, names))
        write = sql.SQL(
            "INSERT INTO bare.line (id, receipt, {0}) SELECT %s, %s, {0} FROM bare.kept"
        ).format(rest)
        for number in share:
            bare.execute(READ, [code_of(chance.randrange(count))]).fetchall()
            bare.execute(write, [number, str(number)])

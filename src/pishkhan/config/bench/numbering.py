"""`numbering`: letter numbers without gaps, from one hot book and from a thousand books."""

import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from django.db import connection

from pishkhan.config.bench import measuring
from pishkhan.config.bench.ground import Ground
from pishkhan.config.bench.measuring import Measured
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.numbering.terms import Direction


WRITERS, SECONDS, BOOKS, WINDOWS = 64, 6.0, 1000, 3
SMALL_WRITERS, SMALL_SECONDS = 8, 0.5
HOT_OFFICE, FIRST_OFFICE = 1, 1_000_000
CHECK = """
    SELECT coalesce(sum(last - letters), 0), coalesce(sum(letters - numbers), 0) FROM (
        SELECT max(number) AS last, count(*) AS letters, count(DISTINCT number) AS numbers
        FROM numbering_letter GROUP BY office_id, direction, year) AS book"""


def measure(on: Ground, *, small: bool) -> Measured:
    """Letters a second, each in its own transaction with its audit line."""
    writers, seconds = (SMALL_WRITERS, SMALL_SECONDS) if small else (WRITERS, SECONDS)
    windows = range(1 if small else WINDOWS)
    on.fresh("numbering")
    for office in (HOT_OFFICE, *range(FIRST_OFFICE, FIRST_OFFICE + BOOKS)):
        numbering.book(office, Direction.INCOMING)
    rates: dict[int, list[float]] = {1: [], BOOKS: []}
    for books in measuring.shown([1, BOOKS] * len(windows), "numbering", 2 * len(windows)):
        rates[books].append(_rate(books, writers, seconds))
    with connection.cursor() as cursor:
        cursor.execute(CHECK)
        gaps, duplicates = cursor.fetchone()
    return Measured(
        figures={
            "hot_per_s": measuring.median(rates[1], 0),
            "spread_per_s": measuring.median(rates[BOOKS], 0),
            "gaps": int(gaps),
            "duplicates": int(duplicates),
        },
        limit={"writers": writers},
    )


def _rate(books: int, writers: int, seconds: float) -> float:
    """Letters a second of so many writers, threads of as many processes as there are cores."""
    connection.close()  # a fork must not share it
    processes = measuring.cores()
    share = max(1, writers // processes)
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        parts = [
            pool.submit(_write, books, share, seconds, place * share) for place in range(processes)
        ]
        return sum(part.result() for part in parts)


def _write(books: int, writers: int, seconds: float, first: int) -> float:
    counts = [0] * writers
    start = threading.Barrier(writers)

    def work(place: int) -> None:
        connection.ensure_connection()
        start.wait()
        until = time.monotonic() + seconds
        number = (first + place) * 7919
        while time.monotonic() < until:
            number += 1
            office = HOT_OFFICE if books == 1 else FIRST_OFFICE + number % books
            numbering.register(
                office_id=office, direction=Direction.INCOMING, case_id=number, subject="سنجش"
            )
            counts[place] += 1
        connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds

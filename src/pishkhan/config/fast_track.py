"""The doors for machines in front of Django: no middleware, no session.

`surfaces.track.status` and `surfaces.verify.json_inquiry` say what is asked, refused and answered,
for this path and for the views behind it alike. Here is only how the database is asked: the inquiry
by the kernel; tracking by prepared statements on one connection for each thread. Like reporting,
the wiring may look into the tables of several components: one statement brings the letter together
with its case.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from http import HTTPStatus
from http.client import responses
from typing import TYPE_CHECKING

import psycopg
from django.db import OperationalError, connection
from psycopg.rows import TupleRow

from pishkhan.config import patience
from pishkhan.foundation import clock, secret, tracking_code
from pishkhan.kernel.audit.actions.recording import marked
from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.audit.terms import Seen
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Process
from pishkhan.kernel.cases.terms import CaseStatus
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.numbering.queries import MOST_FOUND, NOBODYS_CODE
from pishkhan.kernel.numbering.rules import display
from pishkhan.kernel.persistence import throttle
from pishkhan.surfaces.track import status, trying
from pishkhan.surfaces.track.status import Standing
from pishkhan.surfaces.verify import json_inquiry
from pishkhan.web import json_door
from pishkhan.web.json_door import Call, DatabaseAway, Said
from pishkhan.web.watching import figures


if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TRACKING, INQUIRY = "track:status", "verify:json_inquiry"
AWAY = (psycopg.OperationalError, psycopg.InterfaceError)
TRIED = throttle.COUNT.format(values="(%(address)s, %(ends)s, 1), (%(letter)s, %(ends)s, 1)")
PAIR = """
    SELECT l.number, l.pattern, l.unit, l.year, l.tracking_code,
           l.case_id, c.definition_id, c.state, c.entered_at, c.closed_at, c.status
    FROM numbering_letter l LEFT JOIN cases_case c ON c.id = l.case_id
    WHERE l.number = ANY(%(numbers)s::int[]) AND l.tracking_code = %(code)s
    ORDER BY l.id DESC LIMIT %(most)s
"""
COLUMNS = {str(one.column): one for one in AuditLine._meta.concrete_fields}
SEEN = (
    "WITH forgiven AS (DELETE FROM persistence_allowance WHERE key = %(forgiven)s) "  # noqa: S608 - names of our own columns
    f"INSERT INTO {AuditLine._meta.db_table} ({', '.join(COLUMNS)}) "
    f"VALUES ({', '.join(f'%({name})s' for name in COLUMNS)})"
)


class Connections(threading.local):
    """The connection of this thread, opened when it is first needed and after it broke."""

    kept: psycopg.Connection[TupleRow] | None = None

    def ask(
        self, statement: str, values: dict[str, object], *, fetch: bool = True
    ) -> list[TupleRow]:
        """The rows of a prepared statement; raises DatabaseAway.

        A connection that broke since it was used last (the database was started anew) is opened
        once more. The statement may then have been done already: a try counted twice, a look
        written down twice; nothing is lost.
        """
        kept = self.kept
        if kept is not None:
            try:
                return _asked(kept, statement, values, fetch=fetch)
            except AWAY:
                self.drop()
        try:
            self.kept = _opened()
            return _asked(self.kept, statement, values, fetch=fetch)
        except AWAY as error:
            self.drop()
            raise DatabaseAway(seconds=60) from error

    def drop(self) -> None:
        """Close what is there."""
        if self.kept is not None:
            self.kept.close()
        self.kept = None


def _asked(
    kept: psycopg.Connection[TupleRow], statement: str, values: dict[str, object], *, fetch: bool
) -> list[TupleRow]:
    cursor = kept.execute(statement, values, prepare=True, binary=True)
    return cursor.fetchall() if fetch else []


def _opened() -> psycopg.Connection[TupleRow]:
    given = connection.get_connection_params()
    ours = {
        name: value for name, value in given.items() if name not in {"cursor_factory", "context"}
    }
    line = psycopg.connect(**{"connect_timeout": 3, **ours, "autocommit": True})
    patience.heed(line)
    return line


class ByStatement:
    """Asks by prepared statements; the twin of `status.ByKernel`."""

    def __init__(self) -> None:
        self._connections = Connections()

    def may_try(self, address: str, letter: str) -> bool:
        """Count a try under both keys in one statement."""
        keys = trying.keys(address, letter)
        if any(throttle.is_over(key) for key in keys):
            return False
        now = clock.now()
        rows = self._connections.ask(
            TRIED, {"address": keys[0], "letter": keys[1], "now": now, "ends": now + trying.WINDOW}
        )
        limits = (trying.PER_ADDRESS, trying.PER_LETTER)
        within = [_is_within(*one) for one in zip(keys, rows, limits, strict=True)]
        return all(within)

    def standing(self, address: str, letter: str, code: str) -> Standing | None:
        """One statement, whether or not there is such a letter; one more for the look."""
        asked = display.parts_of(letter)
        try:
            asked_code = tracking_code.parse(code)
        except tracking_code.BadTrackingCode:
            asked_code = NOBODYS_CODE
        rows = self._connections.ask(
            PAIR,
            {
                "numbers": sorted(display.possible_numbers(asked) or {0}),
                "code": asked_code,
                "most": MOST_FOUND,
            },
        )
        found = _fitting(rows, asked, asked_code)
        if found is None:
            return None
        case_id, definition_id, state, entered_at, closed_at, stands = found[5:]
        process = _process(definition_id)
        self._saw(case_id, trying.keys(address, letter)[1])
        return Standing(
            process=process,
            state=str(state),
            entered_at=entered_at,
            is_closed=closed_at is not None,
            waits_for=_waits_for(case_id) if stands == CaseStatus.SUSPENDED else (),
        )

    def _saw(self, case_id: int, key: str) -> None:
        throttle.pardon(key)
        nobody = Actor.anonymous()
        line = marked(
            AuditLine(
                at=clock.now(),
                verb=Seen.STATUS.verb,
                target=Seen.STATUS.target,
                target_id=case_id,
                actor_kind=nobody.kind,
                account_id=nobody.account_id,
                person_id=nobody.person_id,
            )
        )
        values = {
            name: column.get_db_prep_save(getattr(line, column.attname), connection)
            for name, column in COLUMNS.items()
        }
        self._connections.ask(SEEN, {"forgiven": key, **values}, fetch=False)


def _is_within(key: str, row: TupleRow, limit: int) -> bool:
    count, ends_at = int(row[0]), row[1]
    if count > limit:
        throttle.remember(key, ends_at)
    return count <= limit


def _fitting(rows: Iterable[TupleRow], asked: tuple[str, ...], code: str) -> TupleRow | None:
    """The row of this pair, by the comparison of `numbering.by_pair`."""
    nobody: TupleRow = (0, "{seq}", "", 0, NOBODYS_CODE[1:])
    answer = None
    for row in [*rows] or [nobody]:
        number, pattern, unit, year, kept = row[:5]
        written = display.written(pattern=str(pattern), seq=number, unit=str(unit), year=year)
        code_fits = secret.equal(str(kept), code)
        number_fits = display.same_number(asked, display.parts_of(written))
        if code_fits and number_fits:
            answer = row
    return answer


def _waits_for(case_id: int) -> tuple[cases.Wanted, ...]:
    try:
        return tuple(cases.wanted(case_id))
    except OperationalError as error:  # suspended cases are few: on Django's connection
        connection.close()
        raise DatabaseAway(seconds=60) from error


def _process(definition_id: int) -> Process:
    try:
        return cases.process_of(definition_id)
    except OperationalError as error:  # asked once in each process, on Django's connection
        connection.close()
        raise DatabaseAway(seconds=60) from error


class FastTrack:
    """A WSGI application around Django that answers the doors for machines itself."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self._inner, self._source = inner, ByStatement()
        self._doors: Mapping[str, tuple[str, Callable[[Call], Said]]] = {
            status.PATH: (TRACKING, partial(status.answer, source=self._source)),
            json_inquiry.PATH: (INQUIRY, _inquired),
        }

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer, or hand on."""
        door = self._doors.get(environ.get("PATH_INFO", ""))
        if door is None:
            return self._inner(environ, start_response)
        route, answer = door
        began = time.perf_counter()
        said = answer(json_door.call_in(environ, environ["wsgi.input"].read))
        figures.observe(route, said.status, time.perf_counter() - began)
        headers = [*said.headers, ("Content-Length", str(len(said.body)))]
        headers.append(("X-Content-Type-Options", "nosniff"))
        start_response(f"{said.status} {responses[said.status]}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [said.body]


def _inquired(call: Call) -> Said:
    """By the kernel, on Django's connection; asked once more where that broke since it was used last.

    The inquiry may then be in the holder's log twice; nothing is lost.
    """
    was_open = connection.connection is not None
    said = json_inquiry.answer(call)
    if said.status == HTTPStatus.SERVICE_UNAVAILABLE and was_open:
        return json_inquiry.answer(call)
    return said

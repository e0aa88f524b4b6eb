"""What may stand in a log: what happened and where, never whom it happened to.

Names cannot be told from words by a program, so they must not be written; what others write in
spite of that is cut down to what is certainly not a person's:

- a traceback is kept without the values of local variables;
- of an exception the type stays, its words without anything in quotation marks; of an error of the
  database the code, the table and the constraint, never its words, which quote the row;
- runs of six and more digits (national ids, mobiles, codes, letter numbers) are hidden, also where
  spaces, hyphens, dots, slashes or marks without width stand between them;
- a record of Django about a request names the route, not the address.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

import structlog
from structlog.typing import EventDict, Processor
from typing_extensions import override


ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]
GAP = "[ \\-./_·\u00a0\u200b-\u200f\u2060-\u2069\u066b\u066c]{0,2}"
DIGITS = re.compile(rf"[0-9۰-۹٠-٩](?:{GAP}[0-9۰-۹٠-٩]){{5,}}")
QUOTED_ROW = re.compile(r"^(DETAIL|CONTEXT|QUERY):.*\Z", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|«[^»]*»", re.DOTALL)
# Their words name what stands in the program, not what somebody typed.
OF_THE_PROGRAM = (AttributeError, ImportError, NameError, TypeError)
# Made by us, and looked for by who asks what happened in a request.
AS_THEY_ARE = frozenset({"at", "request", "reference", "level", "logger"})
LONGEST = 500


def without_persons(text: str) -> str:
    """The text with long numbers and quoted database rows taken out."""
    return DIGITS.sub("…", QUOTED_ROW.sub(r"\1: …", text))


def told_of(error: BaseException) -> str:
    """An exception in one line that names nobody."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    diagnosis = getattr(error, "diag", None) or getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        known = (diagnosis.sqlstate, diagnosis.table_name, diagnosis.constraint_name)
        return f"{name}: {' '.join(word for word in known if word)}"
    words = str(error)
    if not isinstance(error, OF_THE_PROGRAM):
        words = QUOTED.sub("'…'", words)
    return f"{name}: {without_persons(words)[:LONGEST]}" if words else name


def _chain(error: BaseException) -> Iterator[BaseException]:
    """What led to it, the first first."""
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return reversed(found)


def trace(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Put the exception into the event: places of the program, and what `told_of` says."""
    told = event.pop("exc_info", None)
    found = sys.exc_info()[1] if told is True else told
    if isinstance(found, tuple):
        found = found[1]
    if isinstance(found, BaseException):
        event["exception"] = "\n".join(
            f"{''.join(traceback.format_tb(one.__traceback__))}{told_of(one)}"
            for one in _chain(found)
        )
    return event


def hide(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Take persons out of every text of the event, whatever it stands in."""
    for name, value in event.items():
        if name not in AS_THEY_ARE:
            event[name] = _hidden(value)
    return event


def _hidden(value: object) -> object:
    match value:
        case None | bool() | float():
            hidden: object = value
        case int():
            # Ids of rows have 18 and 19 digits; what people have has up to 14.
            hidden = value if abs(value) < 10**5 or abs(value) > 10**14 else "…"
        case dict():
            hidden = {without_persons(str(key)): _hidden(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            hidden = [_hidden(one) for one in value]
        case BaseException():
            hidden = told_of(value)
        case _:
            hidden = without_persons(str(value))
    return hidden


MOMENT = structlog.processors.TimeStamper(fmt="iso", utc=True, key="at")
BEFORE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    MOMENT,
    trace,
    hide,
]
WRITE = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)


class Lines(logging.Formatter):
    """Records of libraries, written the same way as our own."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        level = record.levelname.lower()
        event: EventDict = {"level": level, "event": _said(record), "logger": record.name}
        if record.exc_info:
            event["exc_info"] = record.exc_info
        for processor in (structlog.contextvars.merge_contextvars, MOMENT, trace, hide):
            event = processor(None, level, event)
        return str(WRITE(None, "", event))


def _said(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if request is None:
        return record.getMessage()
    # Django's words end with the address: "Internal Server Error: /d/…".
    match = getattr(request, "resolver_match", None)
    reason = getattr(record, "status_code", "")
    return f"{record.name} {reason} at {match.view_name if match else 'none'}"


def configure() -> None:
    """Make structlog write lines of JSON to standard error."""
    structlog.configure(
        processors=[*BEFORE, WRITE],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )

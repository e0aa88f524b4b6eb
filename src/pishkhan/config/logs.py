"""What may stand in a log: what happened and where, never whom it happened to.

A traceback is kept without the values of local variables, database errors without the row they
quote, and runs of six and more digits (national ids, mobiles, codes, letter numbers) are hidden.
"""

import logging
import re
import sys
import traceback
from types import TracebackType

import structlog
from structlog.typing import EventDict, Processor
from typing_extensions import override


ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]
DIGITS = re.compile(r"[0-9۰-۹٠-٩]{6,}")
QUOTED_ROW = re.compile(r"^(DETAIL|CONTEXT|QUERY):.*$", re.MULTILINE)


def without_persons(text: str) -> str:
    """The text with long numbers and quoted database rows taken out."""
    return DIGITS.sub("…", QUOTED_ROW.sub(r"\1: …", text))


def trace(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Put the exception into the event as plain lines, without local variables."""
    told = event.pop("exc_info", None)
    found = sys.exc_info() if told is True else told
    if isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if isinstance(found, tuple) and found[0] is not None:
        event["exception"] = "".join(traceback.format_exception(*found))
    return event


def hide(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Take persons out of every text of the event; moments stay."""
    for name, value in event.items():
        if isinstance(value, str) and name != "at":
            event[name] = without_persons(value)
    return event


BEFORE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    trace,
    hide,
]
WRITE = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)


class Lines(logging.Formatter):
    """Records of libraries, written the same way as our own."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        event: EventDict = {"event": record.getMessage(), "logger": record.name}
        if record.exc_info:
            event["exc_info"] = record.exc_info
        for processor in (
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            trace,
            hide,
        ):
            event = processor(None, record.levelname.lower(), event)
        return str(WRITE(None, "", {"level": record.levelname.lower(), **event}))


def configure() -> None:
    """Make structlog write lines of JSON to standard error."""
    structlog.configure(
        processors=[*BEFORE, WRITE],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )

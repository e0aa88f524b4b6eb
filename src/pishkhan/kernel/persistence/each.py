"""A sweep over many things, of which one bad one must not stop the others."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog
from django.db import transaction


log = structlog.get_logger(__name__)
T = TypeVar("T")
R = TypeVar("R")


def each_by_itself(what: str, things: Iterable[T], do: Callable[[T], R]) -> list[R]:
    """Do it to each thing in a transaction of its own: what came of those that did not fail.

    A failure is undone and logged as `what` (of a thing its number, if it is one; a thing may be
    a secret). The next run of the sweep meets it again.
    """
    done: list[R] = []
    for thing in things:
        try:
            with transaction.atomic():
                came = do(thing)
        except Exception as error:  # noqa: BLE001 - edge: whatever an effect of a service raises
            number = thing if isinstance(thing, int) else None
            log.warning(
                "one of a sweep failed", what=what, number=number, error=type(error).__name__
            )
        else:
            done.append(came)
    return done

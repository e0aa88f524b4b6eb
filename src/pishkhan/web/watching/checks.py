"""Whether this process may be given work: every check within a time, whatever has gone away."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from django.db import connections


WITHIN_SECONDS = 4.0
log = structlog.get_logger(__name__)


class NotReady(Exception):
    """Why not, in a few words without personal data."""


Check = Callable[[], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a check found; `why` also says something where all is well."""

    name: str
    is_well: bool
    why: str


_declared: dict[str, Check] = {}
_one_at_a_time = threading.Lock()


def declare(**by_name: Check) -> None:
    """Ask these too, in the order of the names given (called by config/watching).

    A check answers with a few words, or raises NotReady or any other exception.
    """
    _declared.update(by_name)


@dataclass(slots=True)
class _Round:
    """One round of all checks, on a thread and a database connection of its own."""

    findings: list[Finding] = field(default_factory=list)
    is_over: bool = False

    def run(self) -> None:
        try:
            for name, check in list(_declared.items()):
                self.findings.append(_asked(name, check))
            self.is_over = True
        finally:
            connections.close_all()
            _one_at_a_time.release()


def _asked(name: str, check: Check) -> Finding:
    try:
        return Finding(name=name, is_well=True, why=check())
    except NotReady as reason:
        return Finding(name=name, is_well=False, why=str(reason))
    # The edge: whatever goes wrong in a check is what it found.
    except Exception as error:
        log.warning("check_failed", check=name, exc_info=True)
        return Finding(name=name, is_well=False, why=type(error).__name__)


def findings(*, within_seconds: float = WITHIN_SECONDS) -> list[Finding]:
    """What all checks find; those that did not answer in time are not well."""
    # A round that hangs keeps the lock: probes that come meanwhile start no thread of their own.
    if not _one_at_a_time.acquire(timeout=within_seconds):
        return [Finding(name=name, is_well=False, why="still being asked") for name in _declared]
    one = _Round()
    thread = threading.Thread(target=one.run, name="checks", daemon=True)
    thread.start()
    thread.join(within_seconds)
    found = list(one.findings)
    known = {finding.name for finding in found}
    late = [name for name in _declared if name not in known]
    return [*found, *(Finding(name=name, is_well=False, why="no answer in time") for name in late)]

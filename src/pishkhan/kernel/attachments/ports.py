"""What attachments need from outside: somebody who looks for malware, and a place for bytes."""

from collections.abc import Callable
from typing import BinaryIO, Protocol

from django.core.files.storage import Storage


class ScannerUnavailable(Exception):
    """The file was not looked at: the scanner is down, slow, or gave up. Its text is logged."""


class Scanner(Protocol):
    """Looks for malware in a file."""

    def scan(self, file: BinaryIO, /) -> str:
        """What was found, by its name; "" if nothing. Raises ScannerUnavailable, never guesses."""
        ...


class NoScanner:
    """Nobody was connected: nothing is called clean."""

    def scan(self, _file: BinaryIO, /) -> str:
        """Refuse to say."""
        raise ScannerUnavailable("no scanner is connected")


# Told, in the same transaction, that a file of a case was set aside: the case and the file.
Watcher = Callable[[int, int], None]


def nobody(_case_id: int, _attachment_id: int) -> None:
    """Nobody was connected."""


class _Connected:
    scanner: Scanner = NoScanner()
    store: Storage | None = None
    watcher: Watcher = staticmethod(nobody)


def connect_scanner(scanner: Scanner) -> None:
    """From now on `scanner` looks at every file (called by config/wiring)."""
    _Connected.scanner = scanner


def connect_store(store: Storage | None) -> None:
    """Keep the sealed bytes in `store`; None: in the folder of the settings."""
    _Connected.store = store


def connect_watcher(watcher: Watcher) -> None:
    """From now on `watcher` hears of files of cases that are set aside (called by config/wiring)."""
    _Connected.watcher = staticmethod(watcher)


def tell_set_aside(case_id: int, attachment_id: int) -> None:
    """Tell whoever is connected."""
    _Connected.watcher(case_id, attachment_id)


def scanner() -> Scanner:
    """Who looks at files."""
    return _Connected.scanner


def store() -> Storage | None:
    """The object store, if one was connected."""
    return _Connected.store

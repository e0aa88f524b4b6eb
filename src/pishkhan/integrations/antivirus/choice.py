"""Who looks at files, by the settings of this installation."""

from dataclasses import dataclass
from typing import BinaryIO

from pishkhan.integrations.antivirus.clamd import ClamdScanner
from pishkhan.integrations.antivirus.yara import YaraScanner
from pishkhan.kernel.attachments.ports import Scanner


@dataclass(frozen=True, slots=True)
class Both:
    """One after the other; clean is what all of them call clean."""

    scanners: tuple[Scanner, ...]

    def scan(self, file: BinaryIO, /) -> str:
        """What the first that finds something found. Raises ScannerUnavailable."""
        return next(filter(None, (scanner.scan(file) for scanner in self.scanners)), "")


def scanner(clamd_address: str = "") -> Scanner:
    """The built-in patterns, and after them clamd where there is an address.

    Raises ValueError for an address that is neither a path nor `host:port`.
    """
    if not clamd_address:
        return YaraScanner()
    port = clamd_address.rpartition(":")[2]
    if not (clamd_address.startswith("/") or port.isdigit()):
        message = f"PISHKHAN_CLAMD must be host:port or a path, not {clamd_address!r}."
        raise ValueError(message)
    return Both((YaraScanner(), ClamdScanner(clamd_address)))

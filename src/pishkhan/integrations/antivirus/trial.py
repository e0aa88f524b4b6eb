"""Whether each configured scanner answers, finds the harmless test virus, and spares what is clean."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from pishkhan.integrations.antivirus.choice import Both
from pishkhan.kernel.attachments.ports import Scanner, ScannerUnavailable


# Written in two halves, so that no scanner takes this file itself for what it is made to find.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What one scanner said of one sample."""

    scanner: str
    sample: str
    said: str
    is_right: bool


def trial(scanner: Scanner) -> Iterator[Tried]:
    """Each scanner by itself, so that none stands in for another; a silent one is wrong."""
    samples = {
        "clean": b"A letter of nobody.",
        "test virus": EICAR,
        "test virus, zipped twice": _zipped(_zipped(EICAR)),
    }
    for one in scanner.scanners if isinstance(scanner, Both) else (scanner,):
        for name, data in samples.items():
            try:
                found = one.scan(io.BytesIO(data))
                said, is_right = found or "nothing found", bool(found) == (name != "clean")
            except ScannerUnavailable as error:
                said, is_right = str(error), False
            yield Tried(scanner=type(one).__name__, sample=name, said=said, is_right=is_right)


def _zipped(content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", content)
    return target.getvalue()

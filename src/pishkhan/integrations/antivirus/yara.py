"""The built-in scanner: YARA patterns of our own over the file and everything inside it."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import yara_x

from pishkhan.integrations.antivirus.unpacking import CannotUnpack, pieces
from pishkhan.kernel.attachments.ports import ScannerUnavailable


RULES = Path(__file__).with_name("rules.yar")
SECONDS = 20


@dataclass(frozen=True, slots=True)
class YaraScanner:
    """Always there. What cannot be unpacked is reported as a finding: `Unpackable`."""

    def scan(self, file: BinaryIO, /) -> str:
        """The name of the first rule that matches, or ""."""
        file.seek(0)
        scanner = yara_x.Scanner(_rules())
        scanner.set_timeout(SECONDS)
        try:
            for piece in pieces(file.read()):
                for rule in scanner.scan(piece).matching_rules:
                    return f"Yara.{rule.identifier}"
        except CannotUnpack:
            return "Unpackable"
        except (yara_x.ScanError, yara_x.TimeoutError) as error:
            raise ScannerUnavailable("the built-in scanner gave up") from error
        return ""


@functools.cache
def _rules() -> yara_x.Rules:
    return yara_x.compile(RULES.read_text(encoding="utf-8"))

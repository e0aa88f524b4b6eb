"""What the tests of attachments share: a folder of their own, a scanner they may tell what to say."""

import pytest

from pishkhan.kernel.attachments import ports


class ToldScanner:
    """Says what a test told it: "" clean, a name found, None silent."""

    says: str | None = ""

    def __init__(self):
        self.seen = []

    def scan(self, file, /):
        file.seek(0)
        self.seen.append(file.read())
        if self.says is None:
            raise ports.ScannerUnavailable("silent")
        return self.says


@pytest.fixture
def folder(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path / "files"
    return settings.FILES_FOLDER


@pytest.fixture
def scanner():
    before = ports.scanner()
    told = ToldScanner()
    ports.connect_scanner(told)
    yield told
    ports.connect_scanner(before)

"""A trail whose keys and head are in a folder of the test."""

import pytest

from pishkhan.kernel.audit import ports
from pishkhan.kernel.audit.keys import FileHeads, FileSigner


@pytest.fixture
def folder(tmp_path):
    with ports.wired(signer=FileSigner(tmp_path, create=True), heads=FileHeads(tmp_path, "tests")):
        yield tmp_path

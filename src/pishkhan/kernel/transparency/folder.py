"""The files of the log in a folder; a web server, or a cache in front, may serve it as it is."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pishkhan.kernel.transparency.ports import TileChanged


WRITERS = 8  # a disk takes several files at once sooner than one after another


class FolderStore:
    """Keeps files below `folder`; each appears whole, and only when it is on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> bytes | None:
        """See the port."""
        try:
            return (self._folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, files: Mapping[str, bytes]) -> None:
        """See the port."""
        with ThreadPoolExecutor(WRITERS) as pool:
            for _done in pool.map(self._add, files.keys(), files.values()):
                pass
        for folder in {(self._folder / path).parent for path in files}:
            _settle(folder)

    def replace(self, path: str, content: bytes) -> None:
        """See the port."""
        file = self._folder / path
        _put(file, content)
        _settle(file.parent)

    def forget_parts(self, path: str) -> None:
        """See the port."""
        file = self._folder / path
        shutil.rmtree(file.with_name(f"{file.name}.p"), ignore_errors=True)

    def _add(self, path: str, content: bytes) -> None:
        found = self.read(path)
        if found is None:
            _put(self._folder / path, content)
        elif found != content:
            raise TileChanged(path)


def _put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "wb") as opened:
            os.fchmod(descriptor, 0o644)
            opened.write(content)
            opened.flush()
            os.fsync(descriptor)
        Path(unfinished).replace(file)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _settle(folder: Path) -> None:
    """Names are on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

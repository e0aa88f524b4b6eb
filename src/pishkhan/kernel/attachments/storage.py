"""Where the bytes lie: sealed, under random names, in a folder never served or an object store.

Names begin with the day, so that the sweep looks at a few folders and not at all files.
"""

import base64
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage

from pishkhan.foundation import clock, secret
from pishkhan.kernel.attachments import ports
from pishkhan.kernel.attachments.errors import CannotKeep, DamagedFile, NoSuchFile
from pishkhan.kernel.attachments.rules import sealing
from pishkhan.kernel.attachments.rules.content import Readable
from pishkhan.kernel.attachments.rules.sealing import KeyRing, SealedKey


THUMBNAIL = ".thumbnail"


class Folder(FileSystemStorage):
    """A folder in which a file is there whole and safe from a power cut, or not at all.

    Overrides the step of `save` that writes, as Django's documentation of storages has it.
    """

    def _save(self, name: str, content: "File[bytes]") -> str:
        path = Path(self.path(name))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as half:
            try:
                for chunk in content.chunks():
                    half.write(chunk)
                half.flush()
                os.fsync(half.fileno())
                Path(half.name).rename(path)
            except BaseException:
                Path(half.name).unlink(missing_ok=True)
                raise
        return name


def files() -> Storage:
    """The storage of attachments: the connected object store, or the folder of the settings."""
    return ports.store() or Folder(location=settings.FILES_FOLDER, base_url=None)


def ring() -> KeyRing:
    """The installation's keys, the current one first in the setting: `name:base64, name:base64`."""
    pairs = [entry.partition(":") for entry in settings.FILES_KEYS]
    keys = {name: base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)) for name, _, key in pairs}
    return KeyRing(keys=keys, current=pairs[0][0] if pairs else "")


def new_name() -> str:
    """A name that says nothing but the day."""
    return f"{clock.now():%Y/%m/%d}/{secret.token(24)}"


def put(name: str, source: Readable, *, key: bytes) -> None:
    """Keep `source` sealed. Raises CannotKeep if the disk is full or the store is out of reach."""
    sealed = io.BytesIO()
    sealing.seal(source, sealed, key=key, name=name)
    try:
        files().save(name, ContentFile(sealed.getvalue()))
    except Exception as error:  # the edge: each store has errors of its own
        raise CannotKeep from error


class Stored:
    """An open sealed file: its bytes in clear, in order, and their number."""

    def __init__(self, name: str, key: SealedKey) -> None:
        """Open it. Raises NoSuchFile, DamagedFile (also if the key of its key is gone)."""
        try:
            clear = ring().open(key)
            self._file = files().open(name)
        except FileNotFoundError as error:
            raise NoSuchFile from error
        except (sealing.Damaged, sealing.KeyMissing) as error:
            raise DamagedFile from error
        self.size = sealing.plain_size(self._file.size)
        self._chunks = sealing.unseal(self._file, key=clear, name=name)

    def __iter__(self) -> Iterator[bytes]:
        """Its chunks; raises DamagedFile."""
        try:
            yield from self._chunks
        except sealing.Damaged as error:
            raise DamagedFile from error

    def copy(self) -> BinaryIO:
        """All of it in clear, in an unnamed file; this one is closed."""
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller keeps it open
        try:
            for chunk in self:
                copy.write(chunk)
        except BaseException:
            copy.close()
            raise
        finally:
            self.close()
        copy.seek(0)
        return copy

    def close(self) -> None:
        """Close it."""
        self._file.close()


def delete(stored_as: str) -> None:
    """Delete a file and its thumbnail; nothing happens if they are gone."""
    storage = files()
    storage.delete(stored_as)
    storage.delete(stored_as + THUMBNAIL)


def drop(stored_as: str) -> None:
    """Delete what just failed to be kept, if the store lets us; the sweep comes for the rest."""
    with suppress(Exception):  # the failure that led here is the one to tell
        delete(stored_as)


def recent_names(*, days: int) -> Iterator[list[str]]:
    """Names, without the thumbnails' own, of what was kept in each of the last `days`."""
    storage, now = files(), clock.now()
    for back in range(days + 1):
        folder = f"{now - timedelta(days=back):%Y/%m/%d}"
        try:
            found = storage.listdir(folder)[1]
        except FileNotFoundError:
            continue
        yield [f"{folder}/{name}" for name in sorted({n.removesuffix(THUMBNAIL) for n in found})]


def is_older(name: str, age: timedelta) -> bool:
    """Whether what is kept under `name` was there before `age` ago."""
    storage = files()
    held = name if storage.exists(name) else name + THUMBNAIL
    try:
        return storage.get_modified_time(held) <= clock.now() - age
    except FileNotFoundError:
        return False

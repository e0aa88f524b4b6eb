"""Where the bytes lie: a folder that is never served, random names, readable by us alone.

Names begin with the day, so that the sweep looks at a few folders and not at all files.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage

from pishkhan.foundation import clock, secret


THUMBNAIL = ".thumbnail"


def files() -> Storage:
    """The storage of attachments; another one (an object store) may take its place here."""
    return FileSystemStorage(
        location=settings.FILES_FOLDER,
        base_url=None,
        file_permissions_mode=0o600,
        directory_permissions_mode=0o700,
    )


def new_name() -> str:
    """A name that says nothing but the day."""
    return f"{clock.now():%Y/%m/%d}/{secret.token(24)}"


def delete(stored_as: str) -> None:
    """Delete a file and its thumbnail; nothing happens if they are gone."""
    storage = files()
    storage.delete(stored_as)
    storage.delete(stored_as + THUMBNAIL)


def recent_names(*, days: int, older_than: timedelta) -> Iterator[str]:
    """Names, without the thumbnails' own, of files received in the last `days`, not just now."""
    storage, now = files(), clock.now()
    for back in range(days + 1):
        folder = f"{now - timedelta(days=back):%Y/%m/%d}"
        if not storage.exists(folder):
            continue
        for name in sorted({name.removesuffix(THUMBNAIL) for name in storage.listdir(folder)[1]}):
            path = f"{folder}/{name}"
            held = path if storage.exists(path) else path + THUMBNAIL
            if storage.get_modified_time(held) <= now - older_than:
                yield path

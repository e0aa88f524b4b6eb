"""Changing the installation's key: each file's key is wrapped anew, no file is touched."""

from typing import TypeVar

from django.db import transaction

from pishkhan.kernel.attachments import storage
from pishkhan.kernel.attachments.errors import DamagedFile
from pishkhan.kernel.attachments.models import Attachment, Upload
from pishkhan.kernel.attachments.rules.sealing import Damaged, KeyMissing, KeyRing
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor


BATCH = 500
Sealed = TypeVar("Sealed", Attachment, Upload)


def rotate_keys(*, by: Actor) -> int:
    """Wrap every file's key under the first key of the setting; how many there were.

    May be stopped and run again. Afterwards the older keys may be taken out of the setting.
    Raises DamagedFile where a file's key does not open; the batches before it are done.
    """
    ring = storage.ring()
    count = 0
    while changed := _batch(Attachment, ring) + _batch(Upload, ring):
        count += changed
    if count:
        record(
            "attachments.rekeyed",
            target="attachment",
            target_id=0,
            by=by,
            after={"key": ring.current, "files": count},
        )
    return count


@transaction.atomic
def _batch(model: type[Sealed], ring: KeyRing) -> int:
    rows = list(
        model._default_manager.select_for_update(of=("self",))
        .exclude(wrapped_by=ring.current)
        .exclude(wrapped_by="")
        .only("wrapped_by", "wrapped_key")[:BATCH]
    )
    for row in rows:
        try:
            sealed = ring.rewrap(row.sealed_key)
        except (Damaged, KeyMissing) as error:
            raise DamagedFile from error
        row.wrapped_by, row.wrapped_key = sealed.wrapped_by, sealed.wrapped
    model._default_manager.bulk_update(rows, ["wrapped_by", "wrapped_key"])
    return len(rows)

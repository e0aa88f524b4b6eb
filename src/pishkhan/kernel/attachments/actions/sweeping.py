"""Deleting bytes that belong to nobody; safe to run twice, and to be killed in between."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import storage
from pishkhan.kernel.attachments.models import Attachment, Handover, Upload, UploadPart


GRACE = timedelta(days=1)  # a request under way, and time to repent
UNCLAIMED_FOR = timedelta(days=120)  # longer than any draft lives; forms discards its own earlier
LOOK_BACK_DAYS = 7
BATCH = 500


def sweep() -> int:
    """Delete removed and forgotten files of drafts, uploads that ended, and bytes without a row.

    How many there were.
    """
    Handover.objects.filter(at__lte=clock.now() - UNCLAIMED_FOR).delete()
    return _without_owner() + _uploads_over() + _without_row()


def _without_owner() -> int:
    now = clock.now()
    over = Q(removed_at__lte=now - GRACE) | Q(received_at__lte=now - UNCLAIMED_FOR)
    count = 0
    while rows := list(Attachment.objects.filter(over, case_id=None)[:BATCH]):
        for row in rows:
            storage.delete(row.stored_as)  # first the bytes: a row can be found again, bytes not
        count += Attachment.objects.filter(case_id=None, id__in=[row.id for row in rows]).delete()[
            0
        ]
    return count


def _uploads_over() -> int:
    count = 0
    while gone := _batch_of_uploads():
        count += gone
    return count


@transaction.atomic
def _batch_of_uploads() -> int:
    """Some of those that ended; one that a request still holds is left for the next night."""
    over = Upload.objects.filter(expires_at__lte=clock.now())
    held = over.select_for_update(of=("self",), skip_locked=True)
    ids = list(held.values_list("id", flat=True)[:BATCH])
    parts = UploadPart.objects.filter(upload_id__in=ids)
    for name in parts.values_list("stored_as", flat=True):
        storage.delete(name)
    parts.delete()
    return Upload.objects.filter(id__in=ids).delete()[0]


def _without_row() -> int:
    count = 0
    for names in storage.recent_names(days=LOOK_BACK_DAYS):
        known = {
            name
            for model in (Attachment, UploadPart)
            for name in model.objects.filter(stored_as__in=names).values_list(
                "stored_as", flat=True
            )
        }
        orphans = [n for n in names if n not in known and storage.is_older(n, GRACE)]
        for name in orphans:
            storage.delete(name)
        count += len(orphans)
    return count

"""A place in a status list: drawn at random, so that its number tells nothing of order or of whom."""

from django.db.models import F

from pishkhan.foundation import clock, secret
from pishkhan.kernel.credentials.models import Credential, StatusList
from pishkhan.kernel.credentials.rules.bits import LEAST


FULL = 2  # a list is left when one half of it is taken: a free place is found at once


def draw(owner: str) -> tuple[StatusList, int]:
    """A free place in a list of the owner, kept until the transaction ends."""
    found = (
        StatusList.objects.select_for_update()
        .filter(owner=owner, taken__lt=F("size") / FULL)
        .order_by("-id")
        .first()
    ) or StatusList.objects.create(owner=owner, size=LEAST, changed_at=clock.now())
    index = secret.below(found.size)
    while Credential.objects.filter(status_list=found, index=index).exists():
        index = secret.below(found.size)
    StatusList.objects.filter(id=found.id).update(taken=F("taken") + 1)
    return found, index

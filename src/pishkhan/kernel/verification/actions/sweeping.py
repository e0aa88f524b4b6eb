"""Forgetting inquiries that got no answer."""

from datetime import timedelta

from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.verification.models import Missed


OF_NOBODY, OF_HOLDERS = timedelta(days=7), timedelta(days=731)


def sweep() -> int:
    """Delete misses after a week, those of a closed code after two years; how many there were."""
    now = clock.now()
    nobodys = Q(code_id=None, at__lt=now - OF_NOBODY)
    return Missed.objects.filter(nobodys | Q(at__lt=now - OF_HOLDERS)).delete()[0]

"""Was this useful? Two numbers, and nobody's name."""

from datetime import timedelta

from django.db.models import F

from pishkhan.kernel.guides.errors import NoSuchGuide, TooManyVotes
from pishkhan.kernel.guides.models import GuideVersion
from pishkhan.kernel.guides.terms import VersionState
from pishkhan.kernel.persistence.api import allow


VOTES_AN_HOUR = 60
A_DAY = timedelta(days=1)


def vote(version_id: int, *, is_useful: bool, mark: str) -> None:
    """Count a reader's yes or no; the second of the same `mark` within a day counts nothing.

    `mark` is a digest of where the reader is; only a counter that ends in a day is kept under
    it. Raises NoSuchGuide, TooManyVotes.
    """
    if not allow(f"guides.votes:{mark}", limit=VOTES_AN_HOUR, per=timedelta(hours=1)):
        raise TooManyVotes
    shown = GuideVersion.objects.filter(pk=version_id, state=VersionState.PUBLISHED.value)
    if not shown.exists():
        raise NoSuchGuide
    if allow(f"guides.vote:{version_id}:{mark}", limit=1, per=A_DAY):
        column = "useful" if is_useful else "not_useful"
        shown.update(**{column: F(column) + 1})

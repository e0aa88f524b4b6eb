"""Saved lists: an officer's own, or of an office for everybody there."""

from django.db import transaction

from pishkhan.foundation.text import tidy_persian
from pishkhan.kernel.cases.errors import NameRequired, NoSuchView
from pishkhan.kernel.cases.models import SavedView
from pishkhan.kernel.cases.queries.offices import require_office
from pishkhan.kernel.identity.spec import Actor


LONGEST_NAME, LONGEST_QUERY = 60, 1000


@transaction.atomic
def save_view(
    *, name: str, query: str, by: Actor, organisation_id: int | None = None,
    is_default: bool = False,
) -> int:  # fmt: skip
    """Keep a list under a name, the same name again changes it; its id.

    `query` is that of the list's address; only one's own can be the default. Raises NameRequired,
    NotAllowed.
    """
    name = tidy_persian(name)
    if not 0 < len(name) <= LONGEST_NAME or len(query) > LONGEST_QUERY:
        raise NameRequired
    owner = by.account_id if organisation_id is None else None
    if organisation_id is not None:
        require_office(by, organisation_id)
        is_default = False
    if is_default:
        SavedView.objects.filter(account_id=owner, is_default=True).update(is_default=False)
    row, _is_new = SavedView.objects.update_or_create(
        account_id=owner,
        organisation_id=organisation_id,
        name=name,
        defaults={"query": query, "is_default": is_default},
    )
    return row.id


def remove_view(*, view_id: int, by: Actor) -> None:
    """Forget a list; raises NoSuchView, NotAllowed."""
    row = SavedView.objects.filter(id=view_id).first()
    if row is None or row.account_id not in {None, by.account_id}:
        raise NoSuchView
    if row.organisation_id is not None:
        require_office(by, row.organisation_id)
    row.delete()

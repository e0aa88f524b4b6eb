"""The tree: an organisation is created, renamed, moved with all below it, closed."""

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from pishkhan.foundation.text import fold, tidy, tidy_persian
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.errors import (
    CodeTaken,
    HasOpenChildren,
    IntoItself,
    OrganisationClosed,
)
from pishkhan.kernel.organisations.models import Organisation
from pishkhan.kernel.organisations.queries import organisation_view
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import OrganisationKind
from pishkhan.kernel.persistence.api import defer


@transaction.atomic
def create_organisation(  # noqa: PLR0913 - what an organisation is made of
    *,
    kind: OrganisationKind,
    code: str,
    name: str,
    by: Actor,
    parent_id: int | None = None,
    name_en: str = "",
    name_ar: str = "",
) -> OrganisationView:
    """A new organisation under `parent_id`, or a root. Raises CodeTaken, OrganisationClosed.

    Pages, messages and papers in English and Arabic take the name of that language, if it has one.
    """
    _lock_tree()
    parent = _open(parent_id) if parent_id is not None else None
    if Organisation.objects.filter(code=code).exists():
        raise CodeTaken
    row = Organisation(kind=kind, code=code, parent=parent)
    _name(row, name, name_en, name_ar)
    row.path = f"{parent.path if parent else ''}{row.id}/"
    row.save(force_insert=True)
    _record("organisation_created", row, by, after={"code": code, "name": row.name})
    return organisation_view(row)


@transaction.atomic
def rename_organisation(
    *,
    organisation_id: int,
    name: str,
    because: str,
    by: Actor,
    name_en: str | None = None,
    name_ar: str | None = None,
) -> None:
    """Give an organisation another name: waiting work takes it, letters already written keep the old.

    None leaves the name of that language as it is.
    """
    row = Organisation.objects.select_for_update(of=("self",)).get(id=organisation_id)
    before = _names(row)
    _name(
        row,
        name,
        row.name_en if name_en is None else name_en,
        row.name_ar if name_ar is None else name_ar,
    )
    row.save(update_fields=["name", "name_en", "name_ar", "name_key"])
    _record("organisation_renamed", row, by, because, before, _names(row))
    defer("cases.rename", organisation_id=row.id)


@transaction.atomic
def move_organisation(*, organisation_id: int, parent_id: int, because: str, by: Actor) -> None:
    """Put an organisation, with all below it, under another parent. Raises IntoItself, Closed."""
    _lock_tree()
    row = Organisation.objects.get(id=organisation_id)
    parent = _open(parent_id)
    if parent.path.startswith(row.path):
        raise IntoItself
    before, after = row.path, f"{parent.path}{row.id}/"
    Organisation.objects.filter(path__startswith=before).update(
        path=Concat(Value(after), Substr(F("path"), len(before) + 1))
    )
    Organisation.objects.filter(id=row.id).update(parent=parent)
    _record("organisation_moved", row, by, because, {"path": before}, {"path": after})


@transaction.atomic
def close_organisation(*, organisation_id: int, because: str, by: Actor) -> None:
    """Close an organisation whose children are closed; its posts give nothing from now on."""
    _lock_tree()
    row = _open(organisation_id)
    children = row.children.filter(is_active=True).count()
    if children:
        raise HasOpenChildren(count=children)
    Organisation.objects.filter(id=row.id).update(is_active=False)
    _record("organisation_closed", row, by, because)


def _name(row: Organisation, name: str, name_en: str, name_ar: str) -> None:
    row.name, row.name_en, row.name_ar = tidy_persian(name), tidy(name_en), tidy(name_ar)
    row.name_key = fold(f"{row.name} {row.name_en} {row.name_ar}")


def _names(row: Organisation) -> dict[str, object]:
    """The names it has, by field, for the trail."""
    named = {"name": row.name, "name_en": row.name_en, "name_ar": row.name_ar}
    return {field: name for field, name in named.items() if name}


def _open(organisation_id: int) -> Organisation:
    row = Organisation.objects.get(id=organisation_id)
    if not row.is_active:
        raise OrganisationClosed
    return row


def _lock_tree() -> None:
    # Two moves that cross could make a ring, and a child born during a move a wrong path; the
    # tree changes rarely, and reading it goes on.
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE organisations_organisation IN SHARE ROW EXCLUSIVE MODE")


def _record(
    verb: str,
    row: Organisation,
    by: Actor,
    because: str = "",
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    record(
        f"organisations.{verb}",
        target="organisation",
        target_id=row.id,
        by=by,
        because=because,
        before=before,
        after=after,
    )

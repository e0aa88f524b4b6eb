"""Labels: made by an officer for themselves, or by who runs an office for everybody there."""

from django.db import IntegrityError, transaction

from pishkhan.foundation.text import tidy_persian
from pishkhan.kernel.cases.errors import LabelExists, NameRequired, NoSuchLabel
from pishkhan.kernel.cases.models import Label, LabelledCase
from pishkhan.kernel.cases.queries.labels import labels_of
from pishkhan.kernel.cases.queries.offices import require_office
from pishkhan.kernel.cases.terms import LabelColour
from pishkhan.kernel.identity.spec import Actor


LONGEST_NAME = 60


def make_label(
    *, name: str, colour: LabelColour, by: Actor, organisation_id: int | None = None
) -> int:
    """A label of one's own, or of an office; its id. Raises NameRequired, LabelExists, NotAllowed."""
    name = tidy_persian(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise NameRequired
    if organisation_id is not None:
        require_office(by, organisation_id)
    owner = None if organisation_id is not None else by.account_id
    row = Label(name=name, colour=colour.value, account_id=owner, organisation_id=organisation_id)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise LabelExists from error
    return row.id


@transaction.atomic
def remove_label(*, label_id: int, by: Actor) -> None:
    """Remove a label from everywhere; raises NoSuchLabel, NotAllowed."""
    row = Label.objects.filter(id=label_id).first()
    if row is None or row.account_id not in {None, by.account_id}:
        raise NoSuchLabel
    if row.organisation_id is not None:
        require_office(by, row.organisation_id)
    LabelledCase.objects.filter(label_id=label_id).delete()
    row.delete()


def put_label(*, case_id: int, label_id: int, by: Actor) -> bool:
    """Put one more label on a case; False if it was there. As `put_labels`."""
    _require_known(label_id, by)
    _row, is_new = LabelledCase.objects.get_or_create(case_id=case_id, label_id=label_id)
    return is_new


def take_label(*, case_id: int, label_id: int, by: Actor) -> None:
    """Take one label from a case, if it is there. As `put_labels`."""
    _require_known(label_id, by)
    LabelledCase.objects.filter(case_id=case_id, label_id=label_id).delete()


def _require_known(label_id: int, by: Actor) -> None:
    if label_id not in {one.id for one in labels_of(by)}:
        raise NoSuchLabel


def put_labels(*, case_id: int, label_ids: set[int], by: Actor) -> None:
    """The labels of a case that the actor can see become exactly these; others stay.

    That the actor may see the case is the caller's question. Raises NoSuchLabel.
    """
    known = {one.id for one in labels_of(by)}
    if label_ids - known:
        raise NoSuchLabel
    LabelledCase.objects.filter(case_id=case_id, label_id__in=known - label_ids).delete()
    LabelledCase.objects.bulk_create(
        [LabelledCase(case_id=case_id, label_id=one) for one in sorted(label_ids)],
        ignore_conflicts=True,
    )

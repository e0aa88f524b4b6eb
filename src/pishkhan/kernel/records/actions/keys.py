"""Keys with which institutions sign their batches."""

from django.db import IntegrityError, transaction

from pishkhan.foundation import clock
from pishkhan.foundation.text import tidy
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act
from pishkhan.kernel.records.errors import BadKey, BecauseNeeded, NoSuchRecord, TwoPeople
from pishkhan.kernel.records.models import SenderKey
from pishkhan.kernel.records.permission import of_institution
from pishkhan.kernel.records.rules import signing


@transaction.atomic
def add_sender_key(
    institution_id: int, public: str, *, title: str, by: Actor, second: Actor | None = None
) -> int:
    """Let a key sign the batches of an institution, from 72 hours on.

    An administrator adds it and one who signs for the institution (`second`) stands for it; the
    platform itself (the demonstration) needs nobody and waits for nothing. Raises NotAllowed,
    TwoPeople, BadKey.
    """
    place = of_institution(institution_id)
    organisations.require(by, Act.MANAGE_CLIENTS, place)
    is_platform = by.kind is ActorKind.SYSTEM
    if not is_platform:
        if second is None or second.account_id in {None, by.account_id}:
            raise TwoPeople
        organisations.require(second, Act.SIGN_RECORDS, place)
    kept = signing.public_key(public)
    if kept is None:
        raise BadKey
    now = clock.now()
    row = SenderKey(
        institution_id=institution_id,
        public=kept,
        title=tidy(title),
        added_at=now,
        added_by=by.account_id,
        second=second.account_id if second else None,
        valid_from=now if is_platform else now + signing.COOLING,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise BadKey from error
    record("records.sender_key_added", target="sender_key", target_id=row.id, by=by,
           after={"institution_id": institution_id, "second": row.second})  # fmt: skip
    return row.id


@transaction.atomic
def retire_sender_key(key_id: int, *, because: str, by: Actor) -> None:
    """The key signs nothing from now on; one person is enough. Raises NoSuchRecord, BecauseNeeded."""
    if not because.strip():
        raise BecauseNeeded
    row = SenderKey.objects.select_for_update().filter(id=key_id).first()
    if row is None:
        raise NoSuchRecord
    organisations.require(by, Act.MANAGE_CLIENTS, of_institution(row.institution_id))
    row.retired_at = row.retired_at or clock.now()
    row.save(update_fields=["retired_at"])
    record(
        "records.sender_key_retired", target="sender_key", target_id=key_id, by=by, because=because
    )

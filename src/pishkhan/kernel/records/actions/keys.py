"""Keys with which institutions sign their batches: an administrator brings one, a signer confirms."""

from django.db import IntegrityError, transaction

from pishkhan.foundation import clock
from pishkhan.foundation.text import tidy
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act
from pishkhan.kernel.records.errors import (
    BadKey,
    BecauseNeeded,
    KeyDecided,
    KeyWithoutTitle,
    NoSuchRecord,
    TwoPeople,
)
from pishkhan.kernel.records.models import SenderKey
from pishkhan.kernel.records.permission import are_two, is_another, of_institution
from pishkhan.kernel.records.rules import signing


@transaction.atomic
def ask_sender_key(institution_id: int, public: str, *, title: str, by: Actor) -> int:
    """Bring a key that is to sign the batches of an institution; it signs nothing yet.

    Raises NotAllowed, TwoPeople without an account, KeyWithoutTitle, BadKey.
    """
    organisations.require(by, Act.MANAGE_CLIENTS, of_institution(institution_id))
    if by.account_id is None:
        raise TwoPeople
    row = _new(institution_id, public, title, by)
    _insert(row)
    record("records.sender_key_asked", target="sender_key", target_id=row.id, by=by,
           after={"institution_id": institution_id, "public": row.public})  # fmt: skip
    return row.id


@transaction.atomic
def confirm_sender_key(key_id: int, *, by: Actor) -> None:
    """One who signs for the institution stands for the key: it counts from 72 hours on.

    Raises NoSuchRecord, NotAllowed, KeyDecided, TwoPeople.
    """
    row = _asked(key_id, by)
    if not is_another(by, row.added_by):
        raise TwoPeople
    row.second, row.valid_from = by.account_id, clock.now() + signing.COOLING
    row.save(update_fields=["second", "valid_from"])
    record("records.sender_key_confirmed", target="sender_key", target_id=key_id, by=by,
           after={"valid_from": row.valid_from.isoformat()})  # fmt: skip


@transaction.atomic
def refuse_sender_key(key_id: int, *, because: str, by: Actor) -> None:
    """One who signs for the institution does not know the key: it never signs.

    Raises NoSuchRecord, NotAllowed, KeyDecided, BecauseNeeded.
    """
    because = tidy(because)
    if not because:
        raise BecauseNeeded
    row = _asked(key_id, by)
    row.retired_at, row.retired_by = clock.now(), by.account_id
    row.save(update_fields=["retired_at", "retired_by"])
    record(
        "records.sender_key_refused", target="sender_key", target_id=key_id, by=by, because=because
    )


def _asked(key_id: int, by: Actor) -> SenderKey:
    row = SenderKey.objects.select_for_update().filter(id=key_id).first()
    if row is None:
        raise NoSuchRecord
    organisations.require(by, Act.SIGN_RECORDS, of_institution(row.institution_id))
    if row.valid_from is not None or row.retired_at is not None:
        raise KeyDecided
    return row


@transaction.atomic
def add_sender_key(
    institution_id: int, public: str, *, title: str, by: Actor, second: Actor | None = None
) -> int:
    """Let a key sign the batches of an institution, from 72 hours on.

    An administrator adds it and one who signs for the institution (`second`) stands for it; the
    platform itself (the demonstration) needs nobody and waits for nothing. Raises NotAllowed,
    TwoPeople, KeyWithoutTitle, BadKey.
    """
    place = of_institution(institution_id)
    organisations.require(by, Act.MANAGE_CLIENTS, place)
    is_platform = by.kind is ActorKind.SYSTEM
    if not is_platform:
        if second is None or not are_two(by, second):
            raise TwoPeople
        organisations.require(second, Act.SIGN_RECORDS, place)
    row = _new(institution_id, public, title, by)
    row.second = second.account_id if second else None
    row.valid_from = row.added_at if is_platform else row.added_at + signing.COOLING
    _insert(row)
    record("records.sender_key_added", target="sender_key", target_id=row.id, by=by,
           after={"institution_id": institution_id, "second": row.second})  # fmt: skip
    return row.id


def _new(institution_id: int, public: str, title: str, by: Actor) -> SenderKey:
    kept = signing.public_key(public)
    if kept is None:
        raise BadKey
    if not tidy(title):
        raise KeyWithoutTitle
    return SenderKey(
        institution_id=institution_id,
        public=kept,
        title=tidy(title)[:120],
        added_at=clock.now(),
        added_by=by.account_id,
    )


def _insert(row: SenderKey) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise BadKey from error


@transaction.atomic
def retire_sender_key(key_id: int, *, because: str, by: Actor) -> None:
    """The key signs nothing from now on; one person is enough.

    Raises NoSuchRecord, NotAllowed, BecauseNeeded, KeyDecided where it was retired already.
    """
    because = tidy(because)
    if not because:
        raise BecauseNeeded
    row = SenderKey.objects.select_for_update().filter(id=key_id).first()
    if row is None:
        raise NoSuchRecord
    organisations.require(by, Act.MANAGE_CLIENTS, of_institution(row.institution_id))
    if row.retired_at is not None:
        raise KeyDecided
    row.retired_at, row.retired_by = clock.now(), by.account_id
    row.save(update_fields=["retired_at", "retired_by"])
    record(
        "records.sender_key_retired", target="sender_key", target_id=key_id, by=by, because=because
    )

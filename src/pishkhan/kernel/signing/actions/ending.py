"""Keys put aside: retired in order, or compromised; either way they sign nothing more."""

from functools import partial

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.foundation.text import tidy
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.signing import ports
from pishkhan.kernel.signing.errors import AlreadyEnded, BecauseNeeded, NoSuchKey
from pishkhan.kernel.signing.models import SigningKey
from pishkhan.kernel.signing.queries import key_view
from pishkhan.kernel.signing.spec import KeyView
from pishkhan.kernel.signing.terms import KeyChange


@transaction.atomic
def retire(key_id: str, *, because: str, is_compromised: bool = False, by: Actor | None) -> KeyView:
    """Put a key aside. Its signatures stay good, unless it is compromised.

    A key that was retired before may still turn out to be compromised. The private half is
    destroyed once this is committed. Raises NoSuchKey, AlreadyEnded, BecauseNeeded.
    """
    row = SigningKey.objects.select_for_update(of=("self",)).filter(key_id=key_id).first()
    if row is None:
        raise NoSuchKey
    if row.compromised_at is not None or (row.retired_at is not None and not is_compromised):
        raise AlreadyEnded
    reason = tidy(because)
    if not reason:
        raise BecauseNeeded
    return end(row, because=reason, is_compromised=is_compromised, by=by)


def end(row: SigningKey, *, because: str, is_compromised: bool, by: Actor | None) -> KeyView:
    """The same for a row that is locked and known to be in order."""
    now = clock.now()
    row.retired_at = row.retired_at or now
    row.compromised_at = now if is_compromised else None
    row.because = because
    row.save(update_fields=["retired_at", "compromised_at", "because"])
    view = key_view(row)
    record(
        "signing.key_compromised" if is_compromised else "signing.key_retired",
        target="signing_key",
        target_id=row.id,
        by=by,
        because=because,
        after={"key": row.key_id, "owner": row.owner, "purpose": row.purpose},
    )
    vault = ports.wiring().vault
    transaction.on_commit(partial(vault.destroy, row.key_id))
    ports.wiring().tell(view, KeyChange.ENDED)
    return view

"""What holders allow: share links with a PIN, an end and a count; and closing a code to inquiries."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from pishkhan.foundation import clock, secret
from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.text import tidy
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.persistence.api import both, hits, is_full
from pishkhan.kernel.verification import identities
from pishkhan.kernel.verification.actions.inquiring import answer, keep
from pishkhan.kernel.verification.errors import (
    BadShareLife,
    NoFieldsTicked,
    NotYours,
    ShareOver,
    TooManyPins,
    TooManyShares,
    WrongPin,
)
from pishkhan.kernel.verification.models import Code, CodeVersion, Share
from pishkhan.kernel.verification.queries.holding import share_view
from pishkhan.kernel.verification.rules import sharing as rules
from pishkhan.kernel.verification.spec import Client, Shared, ShareView
from pishkhan.kernel.verification.terms import ShareField, Tier


MOST_OPEN = 20
PIN_TRIES, PIN_HOURS = 5, 24
TOKEN_BYTES = 16
FIND = "first.id = %s AND second.code_id = first.id AND second.number = first.version"


@transaction.atomic
def share(  # noqa: PLR0913 - a link has that many conditions
    document_id: int,
    *,
    person_id: int,
    title: str,
    fields: Collection[ShareField],
    days: int,
    most: int | None,
    pin: str,
    by: Actor,
) -> ShareView:
    """A link to a view of one's own document; its token is told this once and kept nowhere.

    `pin` empty for none. Raises NotYours, NoFieldsTicked, BadShareLife, TooManyShares.
    """
    code, title = own(document_id, person_id), tidy(title)[:80]
    if not fields:
        raise NoFieldsTicked
    if not 1 <= days <= rules.MOST_DAYS or (most is not None and not 1 <= most <= rules.MOST_TIMES):
        raise BadShareLife(days=rules.MOST_DAYS, times=rules.MOST_TIMES)
    now = clock.now()
    if Share.objects.filter(code=code, ended_at=None, expires_at__gt=now).count() >= MOST_OPEN:
        raise TooManyShares(most=MOST_OPEN)
    token = secret.token(TOKEN_BYTES)
    row = Share(
        code=code,
        title=title,
        fields=[one.value for one in ShareField if one in fields],
        token_digest=identities.mark("share", token),
        created_at=now,
        expires_at=now + timedelta(days=days),
        most=most,
    )
    if pin:
        row.pin_digest = identities.mark("pin", f"{row.id}:{to_latin(pin)}")
    row.save(force_insert=True)
    audit.record(
        "verification.shared",
        target="document_code",
        target_id=code.id,
        by=by,
        after={"share_id": str(row.id), "fields": row.fields, "has_pin": bool(pin)},
    )
    return share_view(row, token=token)


@transaction.atomic
def end_share(share_id: int, *, person_id: int, by: Actor) -> ShareView:
    """It opens nothing from now on; raises NotYours."""
    row = Share.objects.select_for_update().select_related("code").filter(id=share_id).first()
    if row is None:
        raise NotYours
    own(row.code.document_id, person_id)
    if row.ended_at is None:
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        audit.record(
            "verification.share_ended",
            target="document_code",
            target_id=row.code_id,
            by=by,
            after={"share_id": str(row.id)},
        )
    return share_view(row)


def look_at_share(token: str) -> ShareView:
    """Whether the link works and asks for a PIN; raises ShareOver."""
    return share_view(_open(token))


def open_share(token: str, pin: str, *, client: Client) -> Shared:
    """What the holder ticked (T2), counted. Raises ShareOver, WrongPin, TooManyPins.

    Closing a code to inquiries does not close the holder's own links.
    """
    row = _open(token)
    if row.pin_digest and not _is_pin(row, pin):  # outside the transaction: a wrong one is counted
        raise WrongPin
    return _opened(row, client)


@transaction.atomic
def _opened(row: Share, client: Client) -> Shared:
    rest = Q(most=None) | Q(openings__lt=F("most"))
    works = Share.objects.filter(rest, id=row.id, ended_at=None, expires_at__gt=clock.now())
    if not works.update(openings=F("openings") + 1):
        raise ShareOver
    found = both(Code, CodeVersion, FIND, [row.code_id])
    if found is None:
        raise ShareOver
    verdict, facts, inquiry = answer(found, Tier.SHARE)
    fields = [ShareField(one) for one in row.fields]
    inquiry.share_id, inquiry.who = row.id, row.title
    inquiry.person_id = client.person_id
    inquiry.told["shown"] = row.fields
    keep(inquiry)
    return Shared(
        verdict=verdict,
        share_id=row.id,
        title=row.title,
        expires_at=row.expires_at,
        shown=rules.shown(facts, fields),
        extra=facts.extra if ShareField.EXTRA in fields else {},
    )


@transaction.atomic
def freeze(document_id: int, *, person_id: int, by: Actor) -> None:
    """Close one's code to inquiries: the anonymous are told what they are told of no code."""
    _set_frozen(document_id, person_id, by, is_frozen=True)


@transaction.atomic
def thaw(document_id: int, *, person_id: int, by: Actor) -> None:
    """Open it again."""
    _set_frozen(document_id, person_id, by, is_frozen=False)


def own(document_id: int, person_id: int) -> Code:
    """The code of a document of this person's, locked; else NotYours, as if there were none."""
    person = identity.person(person_id)
    row = Code.objects.select_for_update().filter(document_id=document_id).first()
    if row is None or person is None or row.identity_digest not in identities.digests_of(person):
        raise NotYours
    return row


def _set_frozen(document_id: int, person_id: int, by: Actor, *, is_frozen: bool) -> None:
    row = own(document_id, person_id)
    if (row.frozen_at is not None) == is_frozen:
        return
    row.frozen_at = clock.now() if is_frozen else None
    row.save(update_fields=["frozen_at"])
    verb = "verification.frozen" if is_frozen else "verification.thawed"
    audit.record(verb, target="document_code", target_id=row.id, by=by)


def _open(token: str) -> Share:
    row = Share.objects.filter(token_digest=identities.mark("share", token[:100])).first()
    if row is None or not share_view(row).is_open:
        raise ShareOver
    return row


def _is_pin(row: Share, pin: str) -> bool:
    key = f"verification.pin:{row.id}"
    if is_full({key: PIN_TRIES}):
        raise TooManyPins(hours=PIN_HOURS)
    typed = identities.mark("pin", f"{row.id}:{to_latin(pin.strip())[:20]}")
    if secret.equal(typed, row.pin_digest):
        return True
    hits(key, per=timedelta(hours=PIN_HOURS))
    return False

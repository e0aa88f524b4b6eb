"""What becomes of a document: each change an event of the public log, told to its holder.

Correcting, suspending, resuming and revoking take two members of staff: `by` proposed, `second`
approved. Whether they may is for the component that has the document to say.
"""

from collections.abc import Callable

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.persistence.api import new_id
from pishkhan.kernel.transparency.terms import LogEvent
from pishkhan.kernel.verification import identities
from pishkhan.kernel.verification.actions import telling
from pishkhan.kernel.verification.actions.issuing import enter
from pishkhan.kernel.verification.errors import NoSuchDocument, OtherDocument, SecondPersonNeeded
from pishkhan.kernel.verification.models import Code, CodeVersion
from pishkhan.kernel.verification.queries.reading import view_of
from pishkhan.kernel.verification.rules import changes, facts as freezing
from pishkhan.kernel.verification.spec import CodeView, DocumentFacts
from pishkhan.kernel.verification.terms import DocumentState, Ground


_listeners: list[Callable[[int], None]] = []


def on_change(listener: Callable[[int], None]) -> None:
    """Call it with the document's number, in the transaction of each change. From `apps.ready`."""
    _listeners.append(listener)


@transaction.atomic
def correct(
    document_id: int, *, facts: DocumentFacts, ground: Ground, by: Actor, second: Actor
) -> CodeView:
    """A new version of the facts; the old one is kept, and the answer says since when it is new.

    Raises SecondPersonNeeded, NoSuchDocument, NotFromThisState, and OtherDocument where the facts
    are of another person or institution: that is no correction.
    """
    _two(by, second)
    row = _locked(document_id)
    holder = facts.holder
    known = identities.digests(holder.identity_kind.value, holder.identity)
    is_same_person = (
        row.identity_digest in known
        if holder.identity
        else bool(row.last_four) and holder.last_four == row.last_four
    )
    if not is_same_person or facts.institution_id != row.institution_id:
        raise OtherDocument
    row.corrected_at = clock.now()
    return _change(row, LogEvent.CORRECT, by=by, second=second, ground=ground, facts=facts)


@transaction.atomic
def supersede(document_id: int, *, by_document_id: int, by: Actor) -> CodeView:
    """The degree takes the place of a temporary certificate of the same person."""
    return _give_way(document_id, LogEvent.SUPERSEDE, by_document_id, by)


@transaction.atomic
def replace(document_id: int, *, by_document_id: int, by: Actor) -> CodeView:
    """A duplicate (المثنی) takes the place of a lost document of the same person."""
    return _give_way(document_id, LogEvent.DUPLICATE, by_document_id, by)


@transaction.atomic
def suspend(document_id: int, *, ground: Ground, by: Actor, second: Actor) -> CodeView:
    """Not valid while it is being examined."""
    _two(by, second)
    return _change(_locked(document_id), LogEvent.SUSPEND, by=by, second=second, ground=ground)


@transaction.atomic
def resume(document_id: int, *, by: Actor, second: Actor) -> CodeView:
    """The end of a suspension."""
    _two(by, second)
    return _change(_locked(document_id), LogEvent.RESUME, by=by, second=second)


@transaction.atomic
def revoke(document_id: int, *, ground: Ground, by: Actor, second: Actor) -> CodeView:
    """For good. Everybody who was told more than a masked name in two years is told of it."""
    _two(by, second)
    row = _locked(document_id)
    view = _change(row, LogEvent.REVOKE, by=by, second=second, ground=ground)
    telling.tell_inquirers(row)
    return view


def _two(by: Actor, second: Actor) -> None:
    """Two members of staff, and two people: one may hold several accounts."""
    are_staff = by.kind is ActorKind.STAFF and second.kind is ActorKind.STAFF
    is_one = by.account_id == second.account_id or (
        by.person_id is not None and by.person_id == second.person_id
    )
    if not are_staff or by.account_id is None or second.account_id is None or is_one:
        raise SecondPersonNeeded


def _locked(document_id: int) -> Code:
    row = Code.objects.select_for_update().filter(document_id=document_id).first()
    if row is None:
        raise NoSuchDocument
    return row


def _give_way(document_id: int, event: LogEvent, by_document_id: int, by: Actor) -> CodeView:
    row = _locked(document_id)
    other = Code.objects.filter(document_id=by_document_id).first()
    if other is None:
        raise NoSuchDocument
    if other.id == row.id or not _is_same_person(row, other):
        raise OtherDocument
    return _change(row, event, by=by, by_document_id=by_document_id)


def _is_same_person(row: Code, other: Code) -> bool:
    """By the digest of the number; without one, or under an older key, by what else is known.

    All who have no number share the digest of none: it is nobody's.
    """
    if row.identity_digest == other.identity_digest and not _is_of_nobody(row.identity_digest):
        return True
    first, second = (
        CodeVersion.objects.filter(code=one).order_by("-number")[0].facts["holder"]
        for one in (row, other)
    )
    return bool(first["birth_date"] and first["last_four"]) and all(
        first[name] == second[name]
        for name in ("identity_kind", "last_four", "birth_date", "given_name", "family_name")
    )


def _is_of_nobody(digest: str) -> bool:
    return any(digest in identities.digests(kind.value, "") for kind in IdentifierKind)


def _change(  # noqa: PLR0913 - an event has that many sides
    row: Code,
    event: LogEvent,
    *,
    by: Actor,
    second: Actor | None = None,
    ground: Ground | None = None,
    by_document_id: int | None = None,
    facts: DocumentFacts | None = None,
) -> CodeView:
    before = DocumentState(row.state)
    now, said = clock.now(), ground.value if ground else ""
    after = changes.after(event, before)
    last = CodeVersion.objects.filter(code=row).order_by("-number")[0]
    if after is not before:
        row.state, row.state_since = after.value, now
    if after is not before or before is DocumentState.ACTIVE:  # else: why it is not valid, stays
        row.ground = said
    row.by_document_id = by_document_id or row.by_document_id
    row.version = last.number + 1
    version = CodeVersion(
        id=new_id(),
        code=row,
        number=row.version,
        event=event.value,
        state=row.state,
        ground=row.ground,
        by_document_id=row.by_document_id,
        facts=freezing.frozen(facts) if facts else last.facts,
        at=now,
        account_id=by.account_id,
        second_account_id=second.account_id if second else None,
    )
    enter([version])
    version.save(force_insert=True)
    row.save()
    _tell(row, version, said, before=before, by=by)
    return view_of(row)


def _tell(row: Code, version: CodeVersion, said: str, *, before: DocumentState, by: Actor) -> None:
    event = LogEvent(version.event)
    audit.record(
        changes.CHANGES[event].verb,
        target="document_code",
        target_id=row.id,
        by=by,
        because=said,
        before={"state": before.value},
        after={
            "state": row.state,
            "document_id": str(row.document_id),
            "version": row.version,
            "second_account_id": str(version.second_account_id or ""),
        },
    )
    facts = freezing.thawed(row.document_id, version.facts, person_id=row.person_id)
    telling.tell_changed(row, facts, event.label, version.number)
    for listener in _listeners:
        listener(row.document_id)

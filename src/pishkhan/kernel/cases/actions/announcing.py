"""Telling the programs of organisations that a case took a step, in the step's transaction."""

from pishkhan.kernel.cases.actions.moving import Moving
from pishkhan.kernel.cases.rules.process import State
from pishkhan.kernel.cases.terms import StateKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import ActorKind
from pishkhan.kernel.webhooks import api as webhooks
from pishkhan.kernel.webhooks.terms import Topic


def save_step(moving: Moving, *, by: Actor, before: State) -> None:
    """Save a case that stood in `before`, and announce what it has become."""
    moving.save()
    announce_step(moving, by=by, before=before)


def announce_step(moving: Moving, *, by: Actor, before: State | None = None) -> None:
    """Announce what a saved case has become; `before` is where it stood, None for a new case.

    At most one statement; nothing is said of a step that left the case where it was.
    """
    if moving.entered_at != moving.at:
        return
    webhooks.announce(
        Topic.REGISTERED if before is None else _topic(moving, by, before),
        case_id=moving.id,
        sequence=moving.seq,
        service=moving.service,
        state=moving.state,
        reference=moving.reference,
        organisation_ids=moving.organisation_ids,
        at=moving.at,
    )


def _topic(moving: Moving, by: Actor, before: State) -> Topic:
    if moving.closed_at is not None:
        return Topic.CLOSED
    if before.kind is StateKind.END:
        return Topic.REOPENED
    if moving.standing.with_applicant:
        return Topic.RETURNED
    answered = before.with_applicant and by.kind is ActorKind.CITIZEN
    return Topic.ANSWERED if answered else Topic.MOVED

"""From which state a document may go where, and what the log calls it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pishkhan.kernel.transparency.terms import LogEvent
from pishkhan.kernel.verification.errors import NotFromThisState
from pishkhan.kernel.verification.terms import DocumentState


ACTIVE, SUSPENDED = DocumentState.ACTIVE, DocumentState.SUSPENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An event: from which states, to which (None: it stays), and its verb in the trail."""

    verb: str
    origins: frozenset[DocumentState]
    state: DocumentState | None


CHANGES: Mapping[LogEvent, Change] = {
    LogEvent.CORRECT: Change(
        verb="verification.corrected", origins=frozenset({ACTIVE, SUSPENDED}), state=None
    ),
    LogEvent.SUPERSEDE: Change(
        verb="verification.superseded",
        origins=frozenset({ACTIVE}),
        state=DocumentState.SUPERSEDED,
    ),
    LogEvent.DUPLICATE: Change(
        verb="verification.replaced", origins=frozenset({ACTIVE}), state=DocumentState.REPLACED
    ),
    LogEvent.SUSPEND: Change(
        verb="verification.suspended", origins=frozenset({ACTIVE}), state=SUSPENDED
    ),
    LogEvent.RESUME: Change(
        verb="verification.resumed", origins=frozenset({SUSPENDED}), state=ACTIVE
    ),
    LogEvent.REVOKE: Change(
        verb="verification.revoked",
        origins=frozenset(DocumentState) - {DocumentState.REVOKED},
        state=DocumentState.REVOKED,
    ),
}


def after(event: LogEvent, state: DocumentState) -> DocumentState:
    """The state after the event; raises NotFromThisState."""
    change = CHANGES[event]
    if state not in change.origins:
        raise NotFromThisState(state=state.label)
    return change.state or state

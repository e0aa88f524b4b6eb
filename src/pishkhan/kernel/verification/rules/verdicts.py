"""The word that an inquirer is told."""

from datetime import date

from pishkhan.kernel.verification.terms import DocumentState, VerdictState


def verdict(
    state: DocumentState, *, is_witnessed: bool, valid_until: date | None, today: date
) -> VerdictState:
    """Valid only if nothing speaks against it and the witnesses of the log have seen its last event.

    What speaks against a document is told at once.
    """
    if state is not DocumentState.ACTIVE:
        return VerdictState(state.value)
    if valid_until is not None and valid_until < today:
        return VerdictState.EXPIRED
    return VerdictState.VALID if is_witnessed else VerdictState.PENDING

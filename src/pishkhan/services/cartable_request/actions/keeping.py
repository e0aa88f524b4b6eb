"""Cartables that stand: suspended, lifted, closed by those above the liaison."""

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.terms import Act
from pishkhan.services.cartable_request import queries
from pishkhan.services.cartable_request.errors import BecauseNeeded


SUSPEND, LIFT, CLOSE = "suspend", "lift", "close"


def change(cartable: cases.CartableView, deed: str, *, because: str, by: Actor) -> None:
    """Suspend, lift or close; what lies in it goes to the fallback or waits, and nothing is lost.

    Raises NotAllowed (a liaison asks and does not decide), BecauseNeeded, CartableClosed.
    """
    office = organisations.organisation(cartable.organisation_id)
    if office is None or not queries.may_decide(by, office):
        raise NotAllowed(act=Act.REQUEST_CARTABLE.label)
    if deed == LIFT:
        cases.lift_cartable(cartable.id, by=by)
        return
    if not because:
        raise BecauseNeeded
    deeds = {SUSPEND: cases.suspend_cartable, CLOSE: cases.close_cartable}
    if deed not in deeds:
        raise _unknown()
    deeds[deed](cartable.id, because=because, by=by)


def _unknown() -> DomainError:
    return NotAllowed(act=Act.REQUEST_CARTABLE.label)

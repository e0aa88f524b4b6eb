"""Cartables that stand: suspended, lifted, closed by those above the liaison."""

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.terms import Act
from pishkhan.services.cartable_request import queries
from pishkhan.services.cartable_request.errors import BecauseNeeded


SUSPEND, LIFT, CLOSE = "suspend", "lift", "close"


def change(cartable: cases.CartableView, deed: str, *, because: str, by: Actor) -> None:
    """Suspend, lift or close; what lies in it goes to the fallback or waits, and nothing is lost.

    Raises NotAllowed (a liaison asks and does not decide), BecauseNeeded, CartableClosed.
    """
    if deed == LIFT:
        cases.lift_cartable(cartable.id, by=by)
        return
    deeds = {SUSPEND: cases.suspend_cartable, CLOSE: cases.close_cartable}
    if deed not in deeds or not queries.may_decide(by, cartable.organisation_id):
        raise NotAllowed(act=Act.DECIDE_CARTABLE.label)
    if not because:
        raise BecauseNeeded
    deeds[deed](cartable.id, because=because, by=by)

"""Who comes in; what they see there, each page asks once more by the service of the money."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404
from django.http.response import HttpResponseBase

from pishkhan.kernel.identity.spec import ActorKind
from pishkhan.kernel.organisations.api import may_somewhere
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.api import PaymentLine, RefundView
from pishkhan.web.gate import turned_away
from pishkhan.web.people import Request


View = Callable[..., HttpResponseBase]


def needs(act: Act, *, everything: bool = False) -> Callable[[View], View]:
    """Let in whoever may do `act`; nobody known goes to the sign-in first.

    `everything`: only whose post is of every service, for what belongs to none.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, **arguments: object) -> HttpResponseBase:
            if request.actor.kind is not ActorKind.ANONYMOUS:
                if not may_somewhere(request.actor, act):
                    raise NotAllowed(act=act.label)
                if everything:
                    payments.require_finance(request.actor, act)
            return turned_away(request) or view(request, **arguments)

        return guarded

    return guard


seeing = needs(Act.VIEW_FINANCE)
seeing_all = needs(Act.VIEW_FINANCE, everything=True)
keeping = needs(Act.MANAGE_FINANCE)
keeping_all = needs(Act.MANAGE_FINANCE, everything=True)


def payment_seen(request: Request, payment_id: int) -> PaymentLine:
    """A payment that the reader may see; else there is none: raises Http404."""
    found = payments.payment_line(payment_id)
    if found is None or not payments.may_finance(request.actor, Act.VIEW_FINANCE, found.service):
        raise Http404
    return found


def refund_seen(request: Request, refund_id: int) -> RefundView:
    """A refund that the reader may see; else there is none: raises Http404."""
    found = payments.refund(refund_id)
    service = found.payment.service if found else ""
    if found is None or not payments.may_finance(request.actor, Act.VIEW_FINANCE, service):
        raise Http404
    return found


def may_keep(request: Request, service: str = "") -> bool:
    """Whether the reader may act on money of this service, or of none."""
    return payments.may_finance(request.actor, Act.MANAGE_FINANCE, service)

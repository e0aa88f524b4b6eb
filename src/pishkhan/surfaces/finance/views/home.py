"""The first page: what waits for somebody, and what today came to."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from pishkhan.foundation import clock
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.api import FinanceAsked
from pishkhan.kernel.payments.terms import RefundState
from pishkhan.surfaces.finance.gate import seeing
from pishkhan.surfaces.finance.pages import show
from pishkhan.web.people import Request


@seeing
@require_safe
def home(request: Request) -> HttpResponse:
    """Figures of today and of what is open; each leads to its list."""
    reach = payments.finance_services(request.actor, Act.VIEW_FINANCE)
    any_time = FinanceAsked(services=reach)
    today = FinanceAsked(services=reach, since=clock.start_of(clock.today()))
    back = payments.refund_counts(any_time)
    waiting = payments.open_differences() if reach is None else None
    context = {
        "today": payments.payment_totals(today),
        "under_way": payments.attempt_counts(any_time),
        "to_decide": back[RefundState.REQUESTED],
        "to_pay": back[RefundState.APPROVED] + back[RefundState.SENDING],
        "differences": waiting,
        "waiting": sum(waiting.values()) if waiting else 0,
        "last_days": payments.last_days() if reach is None else {},
    }
    return show(request, "home", "", **context)

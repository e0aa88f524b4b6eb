"""How messages fare: operators, what waits, what failed, what it cost."""

from datetime import datetime, time, timedelta

from django.http import HttpResponse

from pishkhan.foundation import clock, digits
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import show
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated


SECTION = "messages"
A_DAY = timedelta(days=1)
SPANS = (7, 30)
REASONS = {
    "undelivered": _("اپراتور گفت نرسید"),
    "expired": _("زمانش گذشت"),
    "no_credit": _("اعتبار اپراتور تمام شده"),
    "": _("بی‌دلیل"),
}


@needs(Act.MANAGE_TEXTS)
def index(request: Request) -> HttpResponse:
    """The last day of each operator; the cost of the last days."""
    asked = digits.to_latin(request.GET.get("days", ""))
    days = next((one for one in SPANS if asked == str(one)), SPANS[0])
    now = clock.now()
    since = datetime.combine(clock.today() - A_DAY * (days - 1), time.min, tzinfo=clock.TEHRAN)
    by_day, by_event = notifications.days_since(since), notifications.spent(since, now)
    carriers, waiting = notifications.carriers_since(now - A_DAY), notifications.waiting_now()
    failures = notifications.failures_since(now - A_DAY)
    return show(
        request,
        "messages",
        SECTION,
        days=days,
        spans=SPANS,
        carriers=carriers,
        waiting=waiting,
        waiting_count=sum(one.count for one in waiting),
        failures=[(one, translated(REASONS.get(one.reason, one.reason))) for one in failures],
        failed_count=sum(one.count for one in failures),
        failing_count=sum(one.is_failing for one in carriers),
        by_day=by_day,
        by_event=by_event,
        parts=sum(one.parts for one in by_day),
        cost=sum(one.cost for one in by_day),
    )

"""The monitor of the public log: what every institution had entered on which day, and who has seen it."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from pishkhan.foundation import clock
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.transparency import api as log
from pishkhan.surfaces.verify import log_counts
from pishkhan.web.pages import page
from pishkhan.web.sentences import language


SPAN = 30
SPANS = (30, 90, 365)
MOST_DIGITS = 18


@require_safe
def monitor(request: HttpRequest) -> HttpResponse:
    """The state of the log, its witnesses, and all institutions."""
    context = {
        "log": log.log_view(),
        "lines": log_counts.lines(clock.today(), SPAN),
        "groups": log_counts.GROUPS,
        "span": SPAN,
    }
    return page(request, "verify/log.html", context)


@require_safe
def institution(request: HttpRequest, institution_id: int) -> HttpResponse:
    """One institution, day by day."""
    asked = request.GET.get("days", "")
    span = int(asked) if asked in map(str, SPANS) else SPANS[1]
    days = log_counts.days_of(institution_id, clock.today(), span)
    context = {
        "name": _name(institution_id),
        "institution_id": institution_id,
        "days": [day for day in reversed(days) if sum(day.counts.values())],
        "first": days[0].day,
        "last": days[-1].day,
        "bars": log_counts.bars(days, is_rtl=get_language_bidi()),
        "groups": log_counts.GROUPS,
        "legend": [(log_counts.GROUPS[one], colour) for one, colour in log_counts.COLOURS.items()],
        "span": span,
        "spans": SPANS,
    }
    return page(request, "verify/log_institution.html", context)


@require_safe
def day(request: HttpRequest, institution_id: int, day: str) -> HttpResponse:
    """What an institution had entered on a day, entry by entry."""
    after = _place(request.GET.get("after", ""))
    entries, is_more = log.entries_of(institution_id, _day(day), after=after)
    context = {
        "name": _name(institution_id),
        "institution_id": institution_id,
        "day": _day(day),
        "entries": entries,
        "after": f"{entries[-1].epoch}-{entries[-1].index}" if is_more else "",
        "is_first": after == log.FIRST,
    }
    return page(request, "verify/log_day.html", context)


@require_safe
def entries(request: HttpRequest, institution_id: int, day: str) -> HttpResponse:
    """The same for programs: what a registrar compares each day with what they sent."""
    _name(institution_id)
    after = _place(request.GET.get("after", ""))
    found, is_more = log.entries_of(institution_id, _day(day), after=after)
    listed = [
        {
            "log": one.epoch,
            "index": one.index,
            "event": one.event.value,
            "document_kind": one.document_kind,
            "commitment": one.commitment,
            "at": one.at.isoformat(),
            "witnessed": one.is_witnessed,
        }
        for one in found
    ]
    more = f"{found[-1].epoch}-{found[-1].index}" if is_more else None
    return JsonResponse({"entries": listed, "after": more})


def _name(institution_id: int) -> str:
    """Its name; of nothing that is no organisation of ours there is a page."""
    if len(str(institution_id)) > MOST_DIGITS:
        raise Http404
    name = organisations.organisation_names([institution_id], language()).get(institution_id)
    if name is None:
        raise Http404
    return name


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if found.isoformat() != text:
        raise Http404
    return found


def _place(text: str) -> tuple[int, int]:
    """After which entry a page begins, as its address tells; nonsense is the first page."""
    epoch, _, index = text.partition("-")
    numbers = [one for one in (epoch, index) if one.isascii() and one.isdecimal()]
    if len(numbers) < len((epoch, index)) or max(map(len, numbers)) > MOST_DIGITS:
        return log.FIRST
    return int(epoch), int(index)

"""A manager hands out what waits in a cartable: evenly, or as many to each as they say."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from pishkhan.foundation import digits
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.api import Heap
from pishkhan.kernel.identity.spec import Actor
from pishkhan.surfaces.desk import words
from pishkhan.surfaces.desk.gate import staff_only
from pishkhan.web import pages
from pishkhan.web.errors import status_of
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.places import rows_in_words
from pishkhan.web.sentences import sentence


MOST = 1000


@staff_only
def distribute(request: Request) -> HttpResponse:
    """The cartables of one's offices, then one of them with who works there, then the deed."""
    chosen = row_id(request.POST.get("cartable", "") or request.GET.get("cartable", ""))
    if chosen is None:
        heaps = cases.heaps(request.actor)
        if not heaps and not cases.offices_run_by(request.actor):
            raise Http404
        lines = [
            (one, words.service_title(one.service), words.count(one.unclaimed))
            for one in rows_in_words(heaps, role="title")
        ]
        return pages.page(request, "desk/distribute.html", {"lines": lines})
    heap = cases.heap(chosen, request.actor)
    if heap is None:
        raise Http404
    refusal, status = "", 200
    if request.method == "POST":
        try:
            run_id = _share(heap, request.POST, request.POST.getlist("to"), request.actor)
            return redirect("desk:run", run_id)
        except DomainError as error:
            refusal, status = sentence(error), status_of(error)
    context = {
        "heap": rows_in_words([heap], role="title")[0],
        "service": words.service_title(heap.service),
        "unclaimed": words.count(heap.unclaimed),
        "loads": cases.loads(heap),
        "typed": request.POST,
        "refusal": refusal,
    }
    return pages.page(request, "desk/distribute.html", context, status=status)


def _share(heap: Heap, typed: Mapping[str, str], ticked: list[str], by: Actor) -> int:
    loads = {one.account_id: one.tasks for one in cases.loads(heap)}
    if typed.get("how") == "hand":
        wanted = {who: _number(typed.get(f"n-{who}", "")) for who in loads}
        tasks = cases.unclaimed(heap.cartable_id, by, limit=min(sum(wanted.values()), MOST))
        shares = cases.by_hand(tasks, wanted)
    else:
        chosen = {row_id(text) for text in ticked}
        among = {who: load for who, load in loads.items() if who in chosen}
        most = min(_number(typed.get("most", "")) or MOST, MOST)
        tasks = cases.unclaimed(heap.cartable_id, by, limit=most)
        shares = cases.evenly(tasks, among)
    title = _("تقسیم کارهای %(service)s") % {"service": words.service_title(heap.service)}
    return cases.distribute(shares=shares, title=title, by=by)


def _number(typed: str) -> int:
    return min(row_id(digits.to_latin(typed.strip())) or 0, MOST)

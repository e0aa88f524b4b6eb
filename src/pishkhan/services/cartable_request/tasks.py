"""Jobs of introducing: what the platform asks for, what it no longer needs, terms about to end."""

from collections.abc import Container
from datetime import timedelta

from django.utils import translation

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.persistence.api import each_by_itself, job
from pishkhan.services.cartable_request import effects, queries
from pishkhan.services.cartable_request.actions import batches, requesting


NOTICES = (timedelta(days=7), timedelta(days=30))


@job("cartables.ask")
def ask(organisation_id: int, role: str, service: str) -> None:
    """A case lacks somebody: the request to introduce them, withdrawn if nobody is wanted now.

    Nobody is where somebody works again and no task waits, at an organisation that was closed, or
    for a role that no version has any more.
    """
    place, by = (organisation_id, role, service), Actor.system()
    asked = cases.open_asks([place]).get(place)
    if asked is None:
        return
    is_wanted = queries.place(*place) is not None and (
        not queries.is_held(*place) or place in cases.waiting_places()
    )
    if not is_wanted and asked.case_id is None:
        cases.close_ask(organisation_id=organisation_id, role=role, service=service, by=by)
    elif asked.case_id is None:
        requesting.request(organisation_id=organisation_id, role=role, service=service, by=by)
    elif not is_wanted:
        requesting.withdraw_needless(asked.case_id)


@job("cartables.sweep", cron="37 * * * *")
def sweep() -> None:
    """What waits and was not asked for is asked for; what was asked for and came is closed.

    Nobody is asked where nobody can be introduced: a closed organisation, a service that is gone.
    """
    by, asked = Actor.system(), cases.open_asks()

    def wanted(place: tuple[int, str, str]) -> None:
        organisation_id, role, service = place
        cases.ask(organisation_id=organisation_id, role=role, service=service, by=by)

    def known(place: tuple[int, str, str]) -> None:
        ask(*place)

    each_by_itself("ask", _new(asked), wanted)
    each_by_itself("asked", asked, known)


def _new(asked: Container[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    return [one for one in cases.waiting_places() if one not in asked and queries.place(*one)]


@job("cartables.terms", cron="30 4 * * *")
def terms() -> None:
    """Terms that end within 30 and within 7 days, told once each to the liaison and to above."""
    now = clock.now()
    for route in catalogue.routes():
        office = route.row.organisation
        for cell in route.row.cells:
            left = cell.until - now if cell.until else None
            notice = next((one for one in NOTICES if left and timedelta(0) < left <= one), None)
            if notice is None or cell.until is None or left is None:
                continue
            ends = clock.in_tehran(cell.until - timedelta(seconds=1)).date()
            key = f"term:{office.id}:{cell.role}:{route.service}:{ends}:{notice.days}"
            above = queries.above_of(office)
            accounts = queries.staff_at(office.id, effects.LIAISONS)
            accounts |= queries.staff_at(above.id, effects.ABOVE)
            data = {
                "role": cell.role_title,
                "service": catalogue.service(route.service).title,
                "organisation": office.name,
                "day": jalali.format_date(ends),
                "days": str(left.days + 1),
                "address": effects.address(),
            }
            effects.tell_staff("term_ends", accounts, data=data, key=key, case_id=None)


@job("cartables.batch")
def batch(batch_id: int, language: str = "fa") -> None:
    """Go on carrying out a file of introductions, answering in the language of who began it."""
    with translation.override(language):
        batches.carry_out(batch_id)


@job("cartables.batches", cron="50 3 * * *")
def old_batches() -> None:
    """Files are kept for 30 days."""
    batches.sweep()

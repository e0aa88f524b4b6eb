"""Asking an organisation for whom it lacks: once for each place, however many cases wait."""

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.models import Ask
from pishkhan.kernel.cases.queries import asks
from pishkhan.kernel.cases.queries.asks import AskView
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.persistence.api import defer, new_id


# Bound by the service that keeps cartables; a name, because the kernel knows no service.
ASK = "cartables.ask"
NEW = (
    writing.insert(
        "cases_ask", ("id", "organisation_id", "role", "service", "asked_at", "told_name")
    )
    + " ON CONFLICT (organisation_id, role, service) WHERE closed_at IS NULL DO NOTHING"
)


@transaction.atomic
def ask(*, organisation_id: int, role: str, service: str, by: Actor) -> AskView:
    """Ask the organisation to introduce somebody; a second ask joins the one that is open.

    The request itself is made by the job `cartables.ask` within seconds of the commit.
    """
    row: writing.Values = {
        "id": new_id(),
        "organisation_id": organisation_id,
        "role": role,
        "service": service,
        "asked_at": clock.now(),
        "told_name": "",
    }
    if writing.run(NEW, row):
        record(
            "cases.asked",
            target="organisation",
            target_id=organisation_id,
            by=by,
            after={"role": role, "service": service},
        )
        _look(organisation_id, role, service)
    # Held until the commit: whoever makes the request of the ask is the only one.
    return asks.locked_ask((organisation_id, role, service))


@transaction.atomic
def look_again(*, organisation_id: int, role: str, service: str = "") -> None:
    """Somebody came, or a suspension was lifted: what was asked for there may be needless now.

    `service` "" means every service.
    """
    open_ = Ask.objects.filter(organisation_id=organisation_id, role=role, closed_at=None)
    for one in open_.filter(service=service) if service else open_:
        _look(one.organisation_id, one.role, one.service)


def _look(organisation_id: int, role: str, service: str) -> None:
    defer(
        ASK,
        key=f"{ASK}:{organisation_id}:{role}:{service}",
        organisation_id=organisation_id,
        role=role,
        service=service,
    )


@transaction.atomic
def note_request(*, ask_id: int, case_id: int, told_name: str) -> None:
    """The ask became a request, which that organisation has."""
    Ask.objects.filter(id=ask_id).update(request_id=case_id, told_name=told_name)


@transaction.atomic
def close_ask(*, organisation_id: int, role: str, service: str, by: Actor) -> bool:
    """Nobody is asked for there any more; False if nobody was."""
    open_ = Ask.objects.filter(
        organisation_id=organisation_id, role=role, service=service, closed_at=None
    )
    if not open_.update(closed_at=clock.now()):
        return False
    record(
        "cases.ask_closed",
        target="organisation",
        target_id=organisation_id,
        by=by,
        after={"role": role, "service": service},
    )
    return True

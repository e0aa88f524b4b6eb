"""What the steps of a request do beside moving it."""

from collections.abc import Iterable, Mapping

from django.conf import settings

from pishkhan.kernel.cases.spec import Decided, Decision, Effect, Guard, Json, Step
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.cartable_request import queries, rules
from pishkhan.services.cartable_request.actions import granting
from pishkhan.services.cartable_request.errors import NobodyIntroduced
from pishkhan.services.cartable_request.terms import CODE


LIAISONS = (Role.LIAISON, Role.OFFICE_MANAGER)
ABOVE = (Role.OFFICE_MANAGER, Role.EXPERT)


def address() -> str:
    """Where holders are introduced."""
    return f"{settings.PUBLIC_ADDRESS}/x/cartable-request/"


def tell_staff(
    event: str, accounts: Iterable[int], *, data: dict[str, str], key: str, case_id: int | None
) -> None:
    """Send `event` to each account whose holder is a known person."""
    for account_id, recipient in notifications.staff(accounts).items():
        notifications.send(
            f"{CODE}.{event}",
            to=recipient,
            data=data,
            key=f"{key}:{account_id}",
            case_id=case_id,
        )


def _tell(event: str, slot: str, roles: tuple[Role, ...]) -> Effect:
    def effect(step: Step) -> None:
        service = str(step.facts["service"])
        found = queries.place(step.organisations["organisation"], str(step.facts["role"]), service)
        office = organisations.organisation(step.organisations["organisation"])
        data = {
            "role": found.role_title if found else str(step.facts["role"]),
            "service": catalogue.service(service).title,
            "organisation": office.name if office else "",
            "address": address(),
        }
        accounts = queries.staff_at(step.organisations[slot], roles)
        key = f"{event}:{step.at.isoformat()}"
        tell_staff(event, accounts, data=data, key=key, case_id=step.case_id)

    return effect


def _grant(step: Step) -> None:
    granting.grant(step)


def holder_is_introduced(step: Step) -> None:
    """Guard of sending on: the form was filled in; raises NobodyIntroduced."""
    if queries.introduced(step.case_id) is None:
        raise NobodyIntroduced


def holder_may_come(step: Step) -> None:
    """Guard of approval; raises NobodyIntroduced, BadTerm."""
    granting.said_in(step.case_id)


def _decide(facts: Mapping[str, Json]) -> Decided:
    outcome = rules.who_introduces(facts)
    because = "سازمان رابط دارد" if outcome == "liaison" else "سازمان رابط ندارد"
    return Decided(outcome=outcome, because=(because,))


EFFECTS: dict[str, Effect] = {
    "grant": _grant,
    "close_ask": granting.close_ask,
    "tell_asked": _tell("asked", "organisation", LIAISONS),
    "tell_remind": _tell("remind", "organisation", LIAISONS),
    "tell_late": _tell("late", "organisation", LIAISONS),
    "tell_above": _tell("unled", "above", ABOVE),
    "tell_returned": _tell("returned", "organisation", LIAISONS),
    "tell_approved": _tell("approved", "organisation", LIAISONS),
    "tell_rejected": _tell("rejected", "organisation", LIAISONS),
}
GUARDS: dict[str, Guard] = {
    "holder_is_introduced": holder_is_introduced,
    "holder_may_come": holder_may_come,
}
DECISIONS: dict[str, Decision] = {
    "who_introduces": Decision(outcomes=frozenset({"liaison", "nobody"}), decide=_decide)
}

"""Approval: the account, the post, the holding for its term and the cartable, at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from pishkhan.foundation import clock, secret
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Step
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor, Names, TypedIdentifier
from pishkhan.kernel.identity.terms import IdentifierKind, PersonKind
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.cartable_request import queries
from pishkhan.services.cartable_request.errors import BadTerm, NobodyIntroduced
from pishkhan.services.cartable_request.messages import WANTING
from pishkhan.services.cartable_request.terms import CODE


PASSWORD_LIFE = timedelta(days=3)
REVIEWERS = (Role.EXPERT, Role.OFFICE_MANAGER)  # as the process says of its review


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """What an approval did; `released` counts the open tasks that those who leave had claimed."""

    account_id: int
    cartable_id: int
    is_new_account: bool
    released: int


def said_in(case_id: int) -> Facts:
    """The introduction of a request; raises NobodyIntroduced, BadTerm where its term is over."""
    said = queries.introduced(case_id)
    if said is None:
        raise NobodyIntroduced
    to = said.on("to")
    if to is None or to <= clock.today():
        raise BadTerm
    return said


@transaction.atomic
def grant(step: Step) -> Granted:
    """Give the place to whom the request introduces, for the term; cases that waited go on."""
    said, by = said_in(step.case_id), step.by
    organisation_id, above = step.organisations["organisation"], step.organisations["above"]
    role, service = Role(str(step.facts["role"])), str(step.facts["service"])
    account_id, is_new = _account(said, organisation_id, by)
    from_, to = _term(said)
    post_id = _post(organisation_id, role, service, by)
    released = _make_way(post_id, account_id, instead=said.ticked("instead"), at=from_, by=by,
                         place=(organisation_id, role.value, service))  # fmt: skip
    organisations.appoint(post_id=post_id, account_id=account_id, by=by, from_=from_, to=to)
    cartable_id = cases.create_cartable(
        organisation_id=organisation_id,
        role=role.value,
        service=service,
        by=by,
        laid_before=[(one.value, above) for one in REVIEWERS],
    )
    cases.close_ask(organisation_id=organisation_id, role=role.value, service=service, by=by)
    notifications.recall(step.case_id, WANTING)
    record(
        f"{CODE}.granted",
        target="cartable",
        target_id=cartable_id,
        by=by,
        after={"account_id": account_id, "case": step.case_id, "released": released},
    )
    return Granted(
        account_id=account_id, cartable_id=cartable_id, is_new_account=is_new, released=released
    )


def close_ask(step: Step) -> None:
    """The request that was asked for ended without a holder: the next case that waits asks anew."""
    notifications.recall(step.case_id, WANTING)
    if cases.ask_of(step.case_id) is None:
        return  # one of several at this place, beside the one that was asked for
    cases.close_ask(
        organisation_id=step.organisations["organisation"],
        role=str(step.facts["role"]),
        service=str(step.facts["service"]),
        by=step.by,
    )


def _term(said: Facts) -> tuple[datetime, datetime]:
    """From the beginning of the first day (now, if that is past) to the end of the last."""
    first, last = said.on("from"), said.on("to")
    if first is None or last is None:
        raise BadTerm
    return max(clock.start_of(first), clock.now()), clock.start_of(last + timedelta(days=1))


def _account(said: Facts, organisation_id: int, by: Actor) -> tuple[int, bool]:
    """The account of the person, by their national id; a new one gets its first password by SMS."""
    number = said.text("national_id")
    person = identity.person_by_identifier(IdentifierKind.NATIONAL_ID, number)
    if person is None:
        person = identity.person_for(
            kind=PersonKind.NATURAL,
            identifiers=[TypedIdentifier(kind=IdentifierKind.NATIONAL_ID, value=number)],
            names=Names(first=said.text("first_name"), last=said.text("last_name")),
            mobile=said.text("mobile"),
            by=by,
        )
    known = identity.account_of_person(person.id)
    if known is not None:
        return known.id, False
    office = organisations.organisation(organisation_id)
    name = f"{said.text('first_name')} {said.text('last_name')}"
    password = "-".join(secret.digits(4) for _group in range(5))
    username = _free_name(office.code if office else "u")
    account = identity.create_account(username=username, full_name=name, password=password, by=by)
    identity.link_person(account_id=account.id, person_id=person.id, by=by)
    notifications.send(
        f"{CODE}.account",
        to=Recipient(mobile=said.text("mobile")),
        data={
            "name": name,
            "username": username,
            "password": password,
            "address": f"{settings.PUBLIC_ADDRESS}/desk/",
        },
        key=f"account:{account.id}",
        secret=True,
        expires_at=clock.now() + PASSWORD_LIFE,
    )
    return account.id, True


def _free_name(code: str) -> str:
    while identity.account_by_username(name := f"{code}-{secret.digits(4)}") is not None:
        continue
    return name


def _post(organisation_id: int, role: Role, service: str, by: Actor) -> int:
    for one in organisations.posts(organisation_id):
        if (one.role, one.service) == (role, service):
            return one.id
    made = organisations.create_post(
        organisation_id=organisation_id, role=role, service=service, by=by
    )
    return made.id


def _make_way(
    post_id: int,
    account_id: int,
    *,
    instead: bool,
    at: datetime,
    by: Actor,
    place: tuple[int, str, str],
) -> int:
    """End the terms that the new one follows; how many claimed tasks go back to the cartable."""
    released = 0
    organisation_id, role, service = place
    for one in organisations.holdings(post_id):
        is_over = one.valid_to is not None and one.valid_to <= at
        if is_over or one.on_behalf_of or not (instead or one.account_id == account_id):
            continue
        organisations.end_holding(holding_id=one.id, by=by, because="دورهٔ تازه", at=at)
        if one.account_id != account_id:
            released += cases.open_work(
                organisation_id=organisation_id,
                role=role,
                service=service,
                account_id=one.account_id,
            )
    return released

"""Posts and who holds them: created, given, lent to a stand-in, ended."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from pishkhan.foundation import clock
from pishkhan.foundation.text import tidy, tidy_persian
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.errors import (
    BadPeriod,
    CircularStandIns,
    DelegationNeedsEnd,
    DelegatorNotHolder,
    HoldingOver,
    HoldingOverlaps,
    OrganisationClosed,
    PostTaken,
    StandInOverlaps,
)
from pishkhan.kernel.organisations.models import Holding, Organisation, Post
from pishkhan.kernel.organisations.queries import holding_view, post_view
from pishkhan.kernel.organisations.rules.standing_in import circle
from pishkhan.kernel.organisations.spec import HoldingView, PostView
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.persistence.api import defer


@transaction.atomic
def create_post(  # noqa: PLR0913 - a title in each language
    *,
    organisation_id: int,
    role: Role,
    by: Actor,
    service: str = "",
    title: str = "",
    title_en: str = "",
    title_ar: str = "",
) -> PostView:
    """A post at an open organisation; the title is the role's name unless given. Raises PostTaken.

    A title of its own may be given in English and in Arabic too; the role's name needs none.
    """
    organisation = Organisation.objects.get(id=organisation_id)
    _demand_open(organisation)
    post, is_new = Post.objects.get_or_create(
        organisation=organisation,
        role=role,
        service=service,
        defaults={
            "title": tidy_persian(title) or role.label,
            "title_en": tidy(title_en),
            "title_ar": tidy(title_ar),
        },
    )
    if not is_new:
        raise PostTaken
    record(
        "organisations.post_created",
        target="post",
        target_id=post.id,
        by=by,
        after={"organisation_id": organisation_id, "role": role, "service": service},
    )
    return post_view(post)


@transaction.atomic
def appoint(  # noqa: PLR0913 - what a period in office is made of
    *,
    post_id: int,
    account_id: int,
    by: Actor,
    from_: datetime | None = None,
    to: datetime | None = None,
    on_behalf_of: int | None = None,
    service: str = "",
) -> HoldingView:
    """Give a post to an account from `from_` (now) until `to` (open); cases that waited go on.

    With `on_behalf_of` the account stands in for that holder, for one `service` of the post or
    for all ("") and `to` is required; what the absent one had claimed is released as it begins.
    Raises OrganisationClosed, BadPeriod, HoldingOverlaps, DelegationNeedsEnd, DelegatorNotHolder,
    StandInOverlaps, CircularStandIns.
    """
    from_ = from_ or clock.now()
    post = (
        Post.objects.select_for_update(of=("self",)).select_related("organisation").get(id=post_id)
    )
    _demand_open(post.organisation)
    if to and to <= from_:
        raise BadPeriod
    if on_behalf_of is not None:
        _demand_delegator(post, on_behalf_of, from_, to)
        _demand_one_stand_in(post, on_behalf_of, service, from_, to)
        _demand_no_circle(on_behalf_of, account_id, from_, to)
    overlapping = Holding.objects.filter(_reaches_past(from_), post=post, account_id=account_id)
    if (overlapping.filter(valid_from__lt=to) if to else overlapping).exists():
        raise HoldingOverlaps
    holding = Holding.objects.create(
        post=post,
        account_id=account_id,
        valid_from=from_,
        valid_to=to,
        on_behalf_of_id=on_behalf_of,
        service=service,
    )
    _record("delegated" if on_behalf_of else "appointed", holding, by)
    defer(
        "cases.resume",
        at=from_ if from_ > clock.now() else None,
        role=post.role,
        organisation_id=post.organisation_id,
        service=post.service,
    )
    if on_behalf_of is not None:
        defer(
            "cases.absent",
            at=from_ if from_ > clock.now() else None,
            account_id=on_behalf_of,
            role=post.role,
            organisation_id=post.organisation_id,
            service=service or post.service,
        )
    return holding_view(holding)


@transaction.atomic
def end_holding(
    *, holding_id: int, by: Actor, because: str = "", at: datetime | None = None
) -> None:
    """End a period at `at` (now), and with it whoever stands in for its holder at that post.

    A period that has not begun by then ends as it begins. Raises HoldingOver.
    """
    at = at or clock.now()
    holding = Holding.objects.select_for_update(of=("self",)).get(id=holding_id)
    if holding.valid_to and holding.valid_to <= at:
        raise HoldingOver
    stand_ins = Holding.objects.select_for_update(of=("self",)).filter(
        _reaches_past(at), post_id=holding.post_id, on_behalf_of_id=holding.account_id
    )
    ended = [holding] if holding.on_behalf_of_id else [holding, *stand_ins]
    for one in ended:
        one.valid_to = max(at, one.valid_from)
        one.save(update_fields=["valid_to"])
        _record("holding_ended", one, by, because)
    # Whoever waits for this post is found now, not at the next hour.
    defer("cases.strand", at=at if at > clock.now() else None, key=f"cases.strand:{holding_id}")


def _demand_open(organisation: Organisation) -> None:
    if not organisation.is_active:
        raise OrganisationClosed


def _demand_delegator(post: Post, delegator: int, from_: datetime, to: datetime | None) -> None:
    if to is None:
        raise DelegationNeedsEnd
    covering = Holding.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=to),
        post=post,
        account_id=delegator,
        on_behalf_of=None,
        valid_from__lte=from_,
    )
    if not covering.exists():
        raise DelegatorNotHolder


def _demand_one_stand_in(
    post: Post, absent: int, service: str, from_: datetime, to: datetime | None
) -> None:
    others = _standing_in(from_, to).filter(post=post, on_behalf_of_id=absent)
    if service:
        others = others.filter(service__in={"", service})
    if others.exists():
        raise StandInOverlaps


def _demand_no_circle(absent: int, stand_in: int, from_: datetime, to: datetime | None) -> None:
    with connection.cursor() as cursor:  # two that name each other at once wait for one another
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisations.stand_ins'))")
    pairs = _standing_in(from_, to).values_list("on_behalf_of_id", "account_id")
    if circle(((one, other) for one, other in pairs if one), absent=absent, stand_in=stand_in):
        raise CircularStandIns


def _standing_in(from_: datetime, to: datetime | None) -> QuerySet[Holding]:
    found = Holding.objects.filter(_reaches_past(from_), on_behalf_of__isnull=False)
    return found.filter(valid_from__lt=to) if to else found


def _reaches_past(moment: datetime) -> Q:
    return Q(valid_to=None) | Q(valid_to__gt=moment)


def _record(verb: str, holding: Holding, by: Actor, because: str = "") -> None:
    record(
        f"organisations.{verb}",
        target="holding",
        target_id=holding.id,
        by=by,
        because=because,
        after={
            "post_id": holding.post_id,
            "account_id": holding.account_id,
            "from": holding.valid_from,
            "to": holding.valid_to,
            "on_behalf_of": holding.on_behalf_of_id,
            "service": holding.service,
        },
    )

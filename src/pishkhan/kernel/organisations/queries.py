"""Reads of organisations: the tree, who holds what, and what an account may do now."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count, Q, QuerySet

from pishkhan.foundation import clock
from pishkhan.foundation.text import fold
from pishkhan.kernel.identity.spec import AccountView, Actor, Grant
from pishkhan.kernel.organisations.models import Holding, Organisation, Post
from pishkhan.kernel.organisations.spec import Holder, HoldingView, OrganisationView, PostView
from pishkhan.kernel.organisations.terms import OrganisationKind, Role
from pishkhan.kernel.persistence.api import FaSort


WITHOUT_WORK = (Role.ADMINISTRATOR.value, Role.AUDITOR.value)
# The rule of `holders`, for one answer; a test holds the two together.
HAS_HOLDER = """
    WITH asked AS (SELECT %s::bigint AS place, %s AS role, %s AS service, %s::timestamptz AS at)
    SELECT EXISTS (
        SELECT FROM asked
        JOIN organisations_organisation AS place ON place.id = asked.place AND place.is_active
        JOIN organisations_post AS post ON post.organisation_id = place.id
            AND post.role = asked.role AND post.service IN ('', asked.service)
            AND post.clearance >= %s
        JOIN organisations_holding AS holding ON holding.post_id = post.id
            AND holding.service IN ('', asked.service) AND holding.valid_from <= asked.at
            AND (holding.valid_to IS NULL OR holding.valid_to > asked.at)
        JOIN identity_account AS account ON account.id = holding.account_id AND account.is_active)"""

# Of the last who held a post there for themselves: whether they stayed to the end of their term.
# A period that somebody ended has its line in the trail; one that ran out has none.
LEFT_PLACES = """
    SELECT DISTINCT ON (post.organisation_id, post.role) post.organisation_id, post.role,
        holding.valid_to <= %(at)s AND NOT EXISTS (
            SELECT FROM audit_auditline AS line
            WHERE line.target = 'holding' AND line.target_id = holding.id
              AND line.verb = 'organisations.holding_ended') AS is_over
    FROM organisations_holding AS holding
    JOIN organisations_post AS post ON post.id = holding.post_id
    WHERE post.organisation_id = ANY(%(places)s::bigint[]) AND post.service IN ('', %(service)s)
      AND holding.on_behalf_of_id IS NULL AND holding.valid_from <= %(at)s
    ORDER BY post.organisation_id, post.role, holding.valid_to DESC NULLS FIRST, holding.id DESC"""

# Every page of every clerk asks this: by hand, as above.
WHO_HOLDS_WHAT = """
    SELECT account.full_name, account.person_id, held.id, held.role, held.lent, held.service,
        held.clearance, held.organisation_id, held.path, held.on_behalf_of_id,
        principal.full_name, held.valid_to
    FROM identity_account AS account
    LEFT JOIN LATERAL (
        SELECT holding.id, post.role, holding.service AS lent, post.service, post.clearance,
            post.organisation_id, place.path, holding.on_behalf_of_id, holding.valid_to
        FROM organisations_holding AS holding
        JOIN organisations_post AS post ON post.id = holding.post_id
        JOIN organisations_organisation AS place
            ON place.id = post.organisation_id AND place.is_active
        WHERE holding.account_id = account.id AND holding.valid_from <= %(at)s
            AND (holding.valid_to IS NULL OR holding.valid_to > %(at)s)) AS held ON true
    LEFT JOIN identity_account AS principal ON principal.id = held.on_behalf_of_id
    WHERE account.id = %(account)s AND account.is_active
    ORDER BY held.id"""


def organisation(organisation_id: int) -> OrganisationView | None:
    """The organisation with this id."""
    row = Organisation.objects.filter(id=organisation_id).first()
    return organisation_view(row) if row else None


def organisation_by_code(code: str) -> OrganisationView | None:
    """The organisation with this code."""
    row = Organisation.objects.filter(code=code).first()
    return organisation_view(row) if row else None


def organisations(
    *, parent_id: int | None = None, text: str = "", limit: int = 200
) -> list[OrganisationView]:
    """Children of a parent (roots without one), or wherever `text` is in the name or is the code."""
    if key := fold(text):
        rows = Organisation.objects.filter(Q(name_key__contains=key) | Q(code=text.strip()))
    else:
        rows = Organisation.objects.filter(parent_id=parent_id)
    return [organisation_view(row) for row in rows.order_by(FaSort("name"), "id")[:limit]]


NAMES = """
    SELECT id, coalesce(nullif(CASE %s WHEN 'en' THEN name_en WHEN 'ar' THEN name_ar END, ''), name)
    FROM organisations_organisation WHERE id = ANY(%s::bigint[])"""


def organisation_names(organisation_ids: Iterable[int], language: str = "fa") -> dict[int, str]:
    """Names for showing, Persian where there is none in the language; one query."""
    with connection.cursor() as cursor:  # for every registration, hence by hand
        cursor.execute(NAMES, [language, list(set(organisation_ids))])
        return dict(cursor.fetchall())


def names_in(language: str, names: Iterable[str]) -> dict[str, str]:
    """What organisations with these Persian names are called in another language.

    For what keeps a name as it was on the day: a step of a case, a letter. Those without another
    name are left out. One query; none in Persian, where nothing is to be found.
    """
    column = {"en": "name_en", "ar": "name_ar"}.get(language)
    if column is None:
        return {}
    rows = Organisation.objects.filter(name__in=set(names)).exclude(**{column: ""})
    return dict(rows.order_by("-id").values_list("name", column))


def post_title(organisation_id: int, title: str, language: str) -> str:
    """A post's own title in that language; "" where it has none. One query; none in Persian."""
    column = {"en": "title_en", "ar": "title_ar"}.get(language)
    if column is None:
        return ""
    rows = Post.objects.filter(organisation_id=organisation_id, title=title).exclude(**{column: ""})
    return rows.order_by("id").values_list(column, flat=True).first() or ""


def ancestors(organisation_id: int) -> list[OrganisationView]:
    """From the root to the organisation itself; two queries."""
    row = Organisation.objects.filter(id=organisation_id).first()
    ids = [int(part) for part in row.path.split("/") if part] if row else []
    above = {one.id: one for one in Organisation.objects.filter(id__in=ids)}
    return [organisation_view(above[one]) for one in ids]


def line_of(organisation_id: int) -> tuple[int, ...]:
    """Ids from the root to the organisation itself, none if there is no such; one query."""
    path = Organisation.objects.filter(id=organisation_id).values_list("path", flat=True).first()
    return tuple(int(part) for part in (path or "").split("/") if part)


def ids_inside(*paths: str) -> QuerySet[Organisation, int]:
    """Ids of the organisations under `paths`, themselves too; a subquery for a list's filter."""
    under = reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk=None))
    return Organisation.objects.filter(under).values_list("id", flat=True)


def paths_of(organisation_ids: frozenset[int]) -> list[str]:
    """Where organisations are in the tree; one query."""
    return list(Organisation.objects.filter(id__in=organisation_ids).values_list("path", flat=True))


def posts(organisation_id: int) -> list[PostView]:
    """The posts of an organisation."""
    rows = Post.objects.filter(organisation_id=organisation_id).order_by("role", "service")
    return [post_view(row) for row in rows]


def post(post_id: int) -> PostView | None:
    """The post with this id."""
    row = Post.objects.filter(id=post_id).first()
    return post_view(row) if row else None


def colleagues(account_id: int, *, at: int | None = None, limit: int = 200) -> list[AccountView]:
    """Who holds a post of work now where an account holds one (`at`: there), by name; one query.

    Whoever only runs or inspects the system does none of its work.
    """
    now = clock.now()
    own = Holding.objects.filter(_live(now), account_id=account_id, on_behalf_of=None)
    if at is not None:
        own = own.filter(post__organisation_id=at)
    found = Holding.objects.filter(
        _live(now),
        post__organisation_id__in=own.values("post__organisation_id"),
        account__is_active=True,
        on_behalf_of=None,
    ).exclude(post__role__in=WITHOUT_WORK)
    ids = found.exclude(account_id=account_id).values("account_id")
    rows = get_user_model().objects.filter(id__in=ids).order_by(FaSort("full_name"), "id")
    return [
        AccountView(
            id=row.pk,
            username=row.get_username(),
            full_name=row.full_name,
            is_active=row.is_active,
            person_id=row.person_id,
        )
        for row in rows[:limit]
    ]


def stand_ins_of(account_id: int) -> list[HoldingView]:
    """Who stood, stands and will stand in for an account, newest first; one query."""
    rows = Holding.objects.filter(on_behalf_of_id=account_id)
    rows = rows.select_related("account", "on_behalf_of").order_by("-valid_from", "-id")
    return [holding_view(row) for row in rows]


def vacant_posts(paths: Iterable[str], *, limit: int = 200) -> list[PostView]:
    """Posts of open organisations under `paths` ("" is everywhere) that nobody holds now."""
    held = Holding.objects.filter(_live(clock.now()), account__is_active=True)
    rows = Post.objects.filter(
        reduce(or_, (Q(organisation__path__startswith=path) for path in paths), Q(pk=None)),
        organisation__is_active=True,
    ).exclude(id__in=held.values("post_id"))
    rows = rows.order_by(FaSort("organisation__name"), "role", "id")
    return [post_view(row) for row in rows[:limit]]


def holdings_of(account_id: int) -> list[HoldingView]:
    """What an account held, holds and will hold, newest first; one query."""
    rows = Holding.objects.filter(account_id=account_id).select_related("account", "on_behalf_of")
    return [holding_view(row) for row in rows.order_by("-valid_from", "-id")]


def holdings(post_id: int) -> list[HoldingView]:
    """Who held, holds and will hold a post, newest first; one query."""
    rows = Holding.objects.filter(post_id=post_id).select_related("account", "on_behalf_of")
    return [holding_view(row) for row in rows.order_by("-valid_from", "-id")]


def holders(
    organisation_id: int,
    role: str,
    service: str = "",
    at: datetime | None = None,
    *,
    level: int = 0,
) -> list[Holder]:
    """Who works on cases of `service` in that role there at `at` (now); one query.

    A post for every service counts for each; closed organisations and accounts have no holders,
    nor have posts without the clearance for a case as confidential as `level`.
    """
    rows = Holding.objects.filter(
        _live(at or clock.now()),
        post__organisation_id=organisation_id,
        post__organisation__is_active=True,
        post__role=role,
        post__service__in={"", service},
        post__clearance__gte=level,
        service__in={"", service},
        account__is_active=True,
    ).select_related("account", "on_behalf_of")
    return [
        Holder(
            account_id=row.account_id,
            name=row.account.full_name,
            post_id=row.post_id,
            holding_id=row.id,
            on_behalf_of=row.on_behalf_of_id,
            on_behalf_of_name=row.on_behalf_of.full_name if row.on_behalf_of else "",
        )
        for row in rows.order_by(FaSort("account__full_name"), "id")
    ]


def has_holder(
    organisation_id: int,
    role: str,
    service: str = "",
    at: datetime | None = None,
    *,
    level: int = 0,
) -> bool:
    """Whether anybody would see a task there; every step of every case asks, hence by hand."""
    with connection.cursor() as cursor:
        cursor.execute(HAS_HOLDER, [organisation_id, role, service, at or clock.now(), level])
        return bool(cursor.fetchone()[0])


def held_places(
    organisation_ids: Iterable[int], service: str, at: datetime | None = None
) -> dict[tuple[int, str], datetime | None]:
    """Which roles are held where for a service, and until when (None: open). One query.

    Of several holders the one who stays longest counts.
    """
    moment = at or clock.now()
    rows = Holding.objects.filter(
        _live(moment),
        post__organisation_id__in=list(organisation_ids),
        post__organisation__is_active=True,
        post__service__in={"", service},
        service__in={"", service},
        account__is_active=True,
    ).values_list("post__organisation_id", "post__role", "valid_to")
    held: dict[tuple[int, str], datetime | None] = {}
    for organisation_id, role, until in rows:
        place = (organisation_id, role)
        known = held.get(place, until)
        held[place] = None if known is None or until is None else max(known, until)
    return held


def count_holders(
    organisation_ids: Iterable[int], service: str, at: datetime | None = None
) -> dict[tuple[int, str], int]:
    """How many hold which role where for a service, stand-ins not counted. One query."""
    rows = Holding.objects.filter(
        _live(at or clock.now()),
        post__organisation_id__in=list(organisation_ids),
        post__organisation__is_active=True,
        post__service__in={"", service},
        service__in={"", service},
        account__is_active=True,
        on_behalf_of=None,
    )
    counted = rows.values_list("post__organisation_id", "post__role").annotate(
        n=Count("account_id", distinct=True)
    )
    return {(place, role): n for place, role, n in counted}


def left_places(
    organisation_ids: Iterable[int], service: str, at: datetime | None = None
) -> dict[tuple[int, str], bool]:
    """Which roles were ever held where for a service: whether the last term ran out. One query.

    False where its holder left before, or is there and does not work any more. For places that
    `held_places` does not name.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            LEFT_PLACES,
            {"places": list(organisation_ids), "service": service, "at": at or clock.now()},
        )
        return {(place, role): bool(is_over) for place, role, is_over in cursor.fetchall()}


def organisations_of_kind(kind: OrganisationKind) -> list[OrganisationView]:
    """The open organisations of a kind, by name; one query."""
    rows = Organisation.objects.filter(kind=kind.value, is_active=True)
    return [organisation_view(row) for row in rows.order_by(FaSort("name"), "id")]


def actor_for_account(account_id: int, at: datetime | None = None) -> Actor:
    """A member of staff with the grants live at `at` (now); anonymous if closed. One query."""
    with connection.cursor() as cursor:
        cursor.execute(WHO_HOLDS_WHAT, {"account": account_id, "at": at or clock.now()})
        rows = cursor.fetchall()
    if not rows:
        return Actor.anonymous()
    grants = tuple(
        Grant(
            holding_id=holding_id,
            role=role,
            service=lent or service,
            clearance=clearance,
            organisation_id=organisation_id,
            organisation_path=path,
            on_behalf_of=on_behalf_of,
            on_behalf_of_name=principal or "",
            until=until,
        )
        for (_name, _person, holding_id, role, lent, service, clearance, organisation_id, path,
             on_behalf_of, principal, until) in rows
        if holding_id is not None
    )  # fmt: skip
    full_name, person_id = rows[0][:2]
    return Actor.staff(account_id, full_name, grants, person_id=person_id)


def _live(at: datetime) -> Q:
    return Q(valid_from__lte=at) & (Q(valid_to=None) | Q(valid_to__gt=at))


def organisation_view(row: Organisation) -> OrganisationView:
    """A row as others see it."""
    return OrganisationView(
        id=row.id,
        kind=OrganisationKind(row.kind),
        code=row.code,
        name=row.name,
        parent_id=row.parent_id,
        path=row.path,
        is_active=row.is_active,
        name_en=row.name_en,
        name_ar=row.name_ar,
    )


def post_view(row: Post) -> PostView:
    """A row as others see it."""
    return PostView(
        id=row.id,
        organisation_id=row.organisation_id,
        role=Role(row.role),
        service=row.service,
        title=row.title,
        clearance=row.clearance,
        title_en=row.title_en,
        title_ar=row.title_ar,
    )


def holding_view(row: Holding) -> HoldingView:
    """A row as others see it."""
    return HoldingView(
        id=row.id,
        post_id=row.post_id,
        account_id=row.account_id,
        name=row.account.full_name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        on_behalf_of=row.on_behalf_of_id,
        on_behalf_of_name=row.on_behalf_of.full_name if row.on_behalf_of else "",
        service=row.service,
    )

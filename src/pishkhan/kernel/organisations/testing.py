"""A small tree with the cast in its posts."""

from dataclasses import dataclass

from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import AccountView, Actor
from pishkhan.kernel.organisations.actions.posts import appoint, create_post
from pishkhan.kernel.organisations.actions.tree import create_organisation
from pishkhan.kernel.organisations.queries import (
    actor_for_account,
    holders,
    organisation_by_code,
    posts,
)
from pishkhan.kernel.organisations.spec import HoldingView, OrganisationView, PostView
from pishkhan.kernel.organisations.terms import OrganisationKind, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree:
    """Headquarters, a university under it, an office under that; and another university."""

    headquarters: OrganisationView
    university: OrganisationView
    office: OrganisationView
    other_university: OrganisationView


def an_organisation(
    code: str,
    name: str = "",
    *,
    kind: OrganisationKind = OrganisationKind.OFFICE,
    parent: OrganisationView | None = None,
) -> OrganisationView:
    """An organisation, created at the first call."""
    return organisation_by_code(code) or create_organisation(
        kind=kind,
        code=code,
        name=name or f"سازمان {code}",
        parent_id=parent.id if parent else None,
        by=Actor.system(),
    )


def a_tree() -> Tree:
    """The tree of the tests, created at the first call."""
    kinds = OrganisationKind
    top = an_organisation("hq", "ستاد آموزش", kind=kinds.HEADQUARTERS)
    university = an_organisation("u1", "دانشگاه نمونه", kind=kinds.UNIVERSITY, parent=top)
    return Tree(
        headquarters=top,
        university=university,
        office=an_organisation("u1-office", "دفتر خدمات دانشگاه نمونه", parent=university),
        other_university=an_organisation("u2", "دانشگاه آزمون", kind=kinds.UNIVERSITY, parent=top),
    )


def a_post(organisation: OrganisationView, role: Role, service: str = "") -> PostView:
    """The post, created at the first call."""
    known = [one for one in posts(organisation.id) if (one.role, one.service) == (role, service)]
    return (
        known[0]
        if known
        else create_post(
            organisation_id=organisation.id, role=role, service=service, by=Actor.system()
        )
    )


def give(
    account: AccountView, organisation: OrganisationView, role: Role, service: str = ""
) -> HoldingView:
    """The account holds the post from now on; the post is created if need be."""
    post = a_post(organisation, role, service)
    return appoint(post_id=post.id, account_id=account.id, by=Actor.system())


def staff_of(organisation: OrganisationView) -> dict[Role, Actor]:
    """The cast in its posts at one organisation, as actors by role."""
    accounts = {
        Role.SECRETARIAT: cast.the_clerk(),
        Role.EXPERT: cast.the_expert(),
        Role.SIGNER: cast.the_signer(),
        Role.OFFICE_MANAGER: cast.the_manager(),
        Role.ADMINISTRATOR: cast.the_administrator(),
        Role.AUDITOR: cast.the_auditor(),
    }
    for role, account in accounts.items():
        if account.id not in {one.account_id for one in holders(organisation.id, role)}:
            give(account, organisation, role)
    return {role: actor_for_account(account.id) for role, account in accounts.items()}

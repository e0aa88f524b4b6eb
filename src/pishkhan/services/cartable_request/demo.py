"""The demonstration: a liaison at each university, and who decides above them.

Every name is invented. What the universities lack is left to the other services' demonstrations:
`pishkhan check routes` lists it.
"""

from datetime import timedelta

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import DemoGround
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.cartable_request.terms import CODE
from pishkhan.web.accounts import give_code_app


# As for everybody of the demonstration, whose start prints them.
PASSWORD = "pishkhan-demo-1405"  # noqa: S105 - of the demonstration
CODE_APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of the demonstration
CENTRE = "hq"
SINCE = timedelta(days=400)
STAFF = (
    ("sepidar.liaison", "بیژن سرافراز", "sepidar", Role.LIAISON),
    ("zagros.liaison", "گلناز شایان", "zagros", Role.LIAISON),
    ("morvarid.liaison", "دارا نیک‌پی", "morvarid", Role.LIAISON),
    ("hq.expert", "ترانه هوشیار", CENTRE, Role.EXPERT),
    ("hq.manager", "جهانگیر استوار", CENTRE, Role.OFFICE_MANAGER),
)


@transaction.atomic
def load(ground: DemoGround) -> None:
    """Make them unless they are there: all or none."""
    if identity.account_by_username(STAFF[0][0]) is not None:
        return
    by = Actor.system()
    catalogue.set_office(CODE, organisation_id=ground.offices[CENTRE], by=by)
    for username, name, place, role in STAFF:
        account = identity.create_account(
            username=username, full_name=name, password=PASSWORD, by=by, must_change=False
        )
        give_code_app(account.id, CODE_APP_SECRET)
        organisation_id = ground.offices[place]
        known = [
            one
            for one in organisations.posts(organisation_id)
            if (one.role, one.service) == (role, "")
        ]
        post = (
            known[0]
            if known
            else organisations.create_post(organisation_id=organisation_id, role=role, by=by)
        )
        organisations.appoint(
            post_id=post.id, account_id=account.id, by=by, from_=clock.now() - SINCE
        )

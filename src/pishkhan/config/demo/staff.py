"""The staff of the demonstration: who holds which post, and how each signs in."""

import time
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from pishkhan.config.demo.tree import EXAMS, HEADQUARTERS, UNIVERSITIES
from pishkhan.foundation import clock
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.web.accounts import give_code_app


PASSWORD = "pishkhan-demo-1405"  # noqa: S105 - of the demonstration, printed at its start
CODE_APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of the demonstration
SINCE = timedelta(days=400)
PERIOD_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One account with one post."""

    username: str
    name: str
    organisation: str
    role: Role


STAFF = (
    Member(
        username="admin", name="نگار پورسینا", organisation=HEADQUARTERS, role=Role.ADMINISTRATOR
    ),
    Member(username="auditor", name="بهنام کاشفی", organisation=HEADQUARTERS, role=Role.AUDITOR),
    Member(username="manager", name="شهرام نیکو", organisation=EXAMS, role=Role.OFFICE_MANAGER),
    Member(username="secretariat", name="لیلا مهرگان", organisation=EXAMS, role=Role.SECRETARIAT),
    Member(username="secretariat2", name="پیمان سروش", organisation=EXAMS, role=Role.SECRETARIAT),
    Member(username="expert", name="رامین آذرنوش", organisation=EXAMS, role=Role.EXPERT),
    Member(username="expert2", name="مینا خردمند", organisation=EXAMS, role=Role.EXPERT),
    Member(username="signer", name="فرهاد بامداد", organisation=EXAMS, role=Role.SIGNER),
    *(
        Member(username=f"{code}.{word}", name=name, organisation=code, role=role)
        for code, names in zip(
            tuple(UNIVERSITIES)[:2],
            (
                ("آزاده فرزین", "کاوه نامدار", "ژاله رادمنش"),
                ("سیما پگاه", "آرش دلاور", "هوشنگ رهنما"),
            ),
            strict=True,
        )
        for word, name, role in zip(
            ("secretariat", "expert", "signer"),
            names,
            (Role.SECRETARIAT, Role.EXPERT, Role.SIGNER),
            strict=True,
        )
    ),
)


def employ(ids: dict[str, int], by: Actor) -> dict[str, int]:
    """Make the accounts, their posts and holdings; the account identifiers by user name."""
    since = clock.now() - SINCE
    accounts: dict[str, int] = {}
    posts: dict[tuple[str, Role], int] = {}
    for member in STAFF:
        account = identity.create_account(
            username=member.username,
            full_name=member.name,
            password=PASSWORD,
            by=by,
            must_change=False,
        )
        give_code_app(account.id, CODE_APP_SECRET)
        accounts[member.username] = account.id
        place = (member.organisation, member.role)
        if place not in posts:
            made = organisations.create_post(
                organisation_id=ids[member.organisation], role=member.role, by=by
            )
            posts[place] = made.id
        organisations.appoint(post_id=posts[place], account_id=account.id, by=by, from_=since)
    _delegate(posts[EXAMS, Role.SIGNER], accounts, by)
    return accounts


def code_now() -> str:
    """The six digits that a code app of the demonstration shows now; good for half a minute."""
    return str(format_hotp_value(hotp_value(CODE_APP_SECRET, int(time.time()) // PERIOD_SECONDS)))


def _delegate(post_id: int, accounts: dict[str, int], by: Actor) -> None:
    """For two weeks one of the experts stands in for the signer."""
    organisations.appoint(
        post_id=post_id,
        account_id=accounts["expert2"],
        by=by,
        from_=clock.now(),
        to=clock.now() + timedelta(days=14),
        on_behalf_of=accounts["signer"],
    )

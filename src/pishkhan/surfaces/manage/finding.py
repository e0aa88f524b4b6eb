"""From what a manager types, a code or a name, to the one it means; and days to moments."""

import re
from datetime import date, datetime, time, timedelta

from pishkhan.foundation import clock
from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.text import fold
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import AccountView
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.surfaces.manage.errors import (
    BadCode,
    ClosedAccount,
    NoSuchAccount,
    NoSuchOrganisation,
    SeveralAccounts,
    SeveralOrganisations,
    TooFarBack,
)


CODE = re.compile(r"[A-Za-z0-9._-]{1,60}")
NAMED = 5  # how many that fit are named in a refusal


def code(text: str) -> str:
    """A code or user name as it is kept; raises BadCode."""
    plain = to_latin(text).strip()
    if not CODE.fullmatch(plain):
        raise BadCode
    return plain


def organisation_meant(text: str) -> OrganisationView:
    """The one with this code or name; raises NoSuchOrganisation or SeveralOrganisations."""
    coded = organisations.organisation_by_code(to_latin(text).strip())
    fitting = [coded] if coded else organisations.organisations(text=text)
    exact = [one for one in fitting if fold(one.name) == fold(text)]
    if not fitting:
        raise NoSuchOrganisation
    if len(fitting) > 1 and len(exact) != 1:
        names = "، ".join(f"{one.name} ({one.code})" for one in fitting[:NAMED])
        raise SeveralOrganisations(names=names)
    return exact[0] if len(fitting) > 1 else fitting[0]


def account_meant(text: str) -> AccountView:
    """The open account of this user name or name; raises NoSuch…, Several… or ClosedAccount."""
    named = identity.account_by_username(to_latin(text).strip())
    fitting = [named] if named else identity.accounts(text)
    if not fitting:
        raise NoSuchAccount
    if len(fitting) > 1:
        names = "، ".join(f"{one.full_name} ({one.username})" for one in fitting[:NAMED])
        raise SeveralAccounts(names=names)
    if not fitting[0].is_active:
        raise ClosedAccount
    return fitting[0]


def beginning(day: date | None) -> datetime | None:
    """The first moment of a day to come; None (now) for today or no day. Raises TooFarBack."""
    if day is None or day == clock.today():
        return None
    not_past(day)
    return datetime.combine(day, time.min, tzinfo=clock.TEHRAN)


def not_past(day: date | None) -> date | None:
    """The day as it is; raises TooFarBack if it was before today."""
    if day and day < clock.today():
        raise TooFarBack
    return day


def end(day: date | None) -> datetime | None:
    """The moment at which a day is over; None for no day."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=clock.TEHRAN) if day else None

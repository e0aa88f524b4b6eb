"""The fixed cast of all tests and the demonstration: invented people with numbers nobody has.

National ids begin with 000, a place that does not exist. Citizens come by `the_applicant()`,
staff by `the_expert()`; their posts are given by `organisations.testing`.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from pishkhan.kernel.identity import ports
from pishkhan.kernel.identity.actions.accounts import create_account
from pishkhan.kernel.identity.actions.persons import person_for
from pishkhan.kernel.identity.queries import account_by_username
from pishkhan.kernel.identity.spec import AccountView, Actor, Names, PersonView, TypedIdentifier
from pishkhan.kernel.identity.terms import IdentifierKind, Ownership, PersonKind


PASSWORD = "a long walk by the sea 14"  # noqa: S105 - of invented accounts
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of invented accounts


@dataclass(frozen=True, kw_only=True, slots=True)
class Citizen:
    """What a person types about themselves."""

    first: str
    last: str
    father: str
    national_id: str
    mobile: str


APPLICANT = Citizen(
    first="مهسا", last="بهرامی‌نیا", father="کیوان", national_id="0001010107", mobile="09120000001"
)
SECOND_APPLICANT = Citizen(
    first="آرش", last="سپهری‌فر", father="بهمن", national_id="0002020203", mobile="09120000002"
)
STRANGER = Citizen(
    first="نگار", last="یگانه‌راد", father="سیاوش", national_id="0003030318", mobile="09120000003"
)
STAFF = {
    "clerk": "لیلا نوروزیان",
    "expert": "پیمان دشت‌آرا",
    "signer": "هما کوه‌نشین",
    "manager": "فرهاد رودباری‌پور",
    "administrator": "شیرین آسمانی",
    "auditor": "داریوش بیدارمنش",
}


def a_person(citizen: Citizen = APPLICANT) -> PersonView:
    """A natural person of the cast, added at the first call."""
    return person_for(
        kind=PersonKind.NATURAL,
        identifiers=[TypedIdentifier(kind=IdentifierKind.NATIONAL_ID, value=citizen.national_id)],
        names=Names(first=citizen.first, last=citizen.last),
        father_name=citizen.father,
        mobile=citizen.mobile,
        by=Actor.system(),
    )


def the_applicant() -> PersonView:
    """She who asks."""
    return a_person(APPLICANT)


def the_second_applicant() -> PersonView:
    """He who asks too."""
    return a_person(SECOND_APPLICANT)


def the_stranger() -> PersonView:
    """Somebody whose business none of it is."""
    return a_person(STRANGER)


def an_account(username: str, full_name: str = "", *, password: str = PASSWORD) -> AccountView:
    """A staff account, made at the first call; without any post."""
    known = account_by_username(username)
    return known or create_account(
        username=username,
        full_name=full_name or STAFF.get(username, username),
        password=password,
        by=Actor.system(),
        must_change=False,
    )


def the_clerk() -> AccountView:
    """She of the secretariat."""
    return an_account("clerk")


def the_expert() -> AccountView:
    """He who examines."""
    return an_account("expert")


def the_signer() -> AccountView:
    """She who signs."""
    return an_account("signer")


def the_manager() -> AccountView:
    """He who leads the office."""
    return an_account("manager")


def the_administrator() -> AccountView:
    """She who keeps organisations, calendars and texts."""
    return an_account("administrator")


def the_auditor() -> AccountView:
    """He who looks and changes nothing."""
    return an_account("auditor")


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """One code on its way."""

    mobile: str
    code: str
    purpose: str
    language: str


@dataclass(slots=True)
class RememberingCarrier:
    """A carrier that keeps what it was given, for tests to read the code."""

    carried: list[Carried] = field(default_factory=list)

    def carry(self, mobile: str, code: str, purpose: str, language: str) -> None:
        """Keep it."""
        self.carried.append(Carried(mobile=mobile, code=code, purpose=purpose, language=language))


@contextmanager
def codes_remembered() -> Iterator[list[Carried]]:
    """Inside the block codes are carried nowhere but into the list given."""
    carrier = RememberingCarrier()
    with ports.wired(carrier=carrier):
        yield carrier.carried


@dataclass(frozen=True, slots=True)
class CertainOwnership:
    """An outside that always answers the same."""

    outcome: Ownership

    def match(self, national_id: str, mobile: str) -> Ownership:  # noqa: ARG002 - of the port
        """The outcome."""
        return self.outcome


def ownership_is(outcome: Ownership) -> AbstractContextManager[None]:
    """Inside the block every mobile-ownership check ends in `outcome`."""
    return ports.wired(ownership=CertainOwnership(outcome))

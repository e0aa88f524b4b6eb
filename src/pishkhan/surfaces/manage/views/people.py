"""Staff accounts: made with a password shown once, closed, opened, given another password."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from pishkhan.foundation import secret
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.errors import NoSuchPerson
from pishkhan.kernel.identity.spec import AccountView, Actor
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage import finding, questions
from pishkhan.surfaces.manage.errors import OwnAccount
from pishkhan.surfaces.manage.gate import keeps_account, needs
from pishkhan.surfaces.manage.pages import done, show, show_form
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.surfaces.manage.views.posts import ShownHolding, ShownPost, shown_post, tense_of
from pishkhan.web.accounts import forget_second_factors
from pishkhan.web.people import Request


SECTION = "people"
PASSWORD = "manage.password"  # noqa: S105 - the name of a place in the session
managing = needs(Act.MANAGE_ORGANISATIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A period of an account with the post it was at."""

    shown: ShownHolding
    post: ShownPost


@managing
def index(request: Request) -> HttpResponse:
    """Accounts, by name."""
    text = request.GET.get("q", "")
    return show(request, "people", SECTION, text=text, people=identity.accounts(text.strip()))


@managing
@never_cache
def one(request: Request, account_id: int) -> HttpResponse:
    """An account and its posts; right after it was made, its password, once."""
    account = _account(account_id)
    shown = request.session.pop(PASSWORD, {})
    context = {
        "account": account,
        "keeps": keeps_account(request.actor, account_id),
        "holder": _holder(account, request.actor),
        "is_own": account_id == request.actor.account_id,
        "password": shown.get("password") if shown.get("account") == account_id else "",
        "tenures": _tenures(account_id),
    }
    return show(request, "person", SECTION, (account.full_name, ""), **context)


@managing
def create(request: Request) -> HttpResponse:
    """A new account without any post."""
    sheet = Sheet(request, questions.NEW_ACCOUNT, submit=_("ساختن حساب"))
    made: list[AccountView] = []
    password = new_password()
    if sheet.does(
        lambda said: made.append(
            identity.create_account(
                username=finding.code(said.text("code")).lower(),
                full_name=said.text("name"),
                password=password,
                by=request.actor,
            )
        )
    ):
        request.session[PASSWORD] = {"account": made[0].id, "password": password}
        return done(request, _("حساب ساخته شد."), "person", made[0].id)
    return show_form(request, sheet, SECTION, (sheet.title, ""))


@managing
def close(request: Request, account_id: int) -> HttpResponse:
    """Nobody signs in by it any more."""
    sheet = Sheet(request, questions.CLOSE_ACCOUNT, submit=_("بستن حساب"), is_danger=True)
    return _change(
        request,
        account_id,
        sheet,
        _("حساب بسته شد."),
        lambda said: identity.close_account(
            account_id=account_id, because=said.text("because"), by=request.actor
        ),
    )


@managing
def reopen(request: Request, account_id: int) -> HttpResponse:
    """A closed account may sign in again."""
    sheet = Sheet(request, questions.OPEN_ACCOUNT, submit=_("باز کردن حساب"))
    return _change(
        request,
        account_id,
        sheet,
        _("حساب باز شد."),
        lambda said: identity.open_account(
            account_id=account_id, because=said.text("because"), by=request.actor
        ),
    )


@managing
def reset(request: Request, account_id: int) -> HttpResponse:
    """Another password, shown once; for a lost device its factors too."""
    sheet = Sheet(request, questions.RESET, submit=_("ساختن گذرواژهٔ تازه"), is_danger=True)

    def renew(said: Facts) -> None:
        password = new_password()
        identity.reset_password(
            account_id=account_id, password=password, because=said.text("because"), by=request.actor
        )
        if said.ticked("forget"):
            forget_second_factors(account_id, because=said.text("because"), by=request.actor)
        request.session[PASSWORD] = {"account": account_id, "password": password}

    return _change(request, account_id, sheet, _("گذرواژهٔ تازه ساخته شد."), renew)


@managing
def link(request: Request, account_id: int) -> HttpResponse:
    """Which person the holder is, so that they decide nothing of their own."""
    sheet = Sheet(request, questions.LINK_PERSON, submit=_("ثبت"))
    return _change(
        request,
        account_id,
        sheet,
        _("دارندهٔ حساب ثبت شد."),
        lambda said: identity.link_person(
            account_id=account_id,
            person_id=_person_id(said.text("national_id")),
            by=request.actor,
        ),
    )


def new_password() -> str:
    """Twenty digits in groups: easy to read out, about 66 bits."""
    return "-".join(secret.digits(4) for _group in range(5))


def _change(
    request: Request,
    account_id: int,
    sheet: Sheet,
    message: str,
    act: Callable[[Facts], object],
) -> HttpResponse:
    account = _account(account_id)
    if not keeps_account(request.actor, account_id):
        raise NotAllowed(act=Act.MANAGE_ORGANISATIONS.label)
    if account_id == request.actor.account_id:
        raise OwnAccount
    if sheet.does(act):
        return done(request, message, "person", account_id)
    crumb = (account.full_name, reverse("manage:person", args=[account_id]))
    return show_form(request, sheet, SECTION, crumb, (sheet.title, ""))


def _account(account_id: int) -> AccountView:
    account = identity.account(account_id)
    if account is None:
        raise Http404
    return account


def _person_id(national_id: str) -> int | None:
    """Whose number it is, None for no number; raises NoSuchPerson."""
    if not national_id:
        return None
    found = identity.person_by_identifier(IdentifierKind.NATIONAL_ID, national_id)
    if found is None:
        raise NoSuchPerson
    return found.id


def _holder(account: AccountView, by: Actor) -> str:
    """The number of the person who holds the account, its middle hidden; "" if nobody said."""
    person = identity.person(account.person_id) if account.person_id else None
    if person:
        audit.saw(audit.Seen.PERSON, person.id, by=by)
    return person.identifiers[0].masked if person and person.identifiers else ""


def _tenures(account_id: int) -> list[Tenure]:
    found = []
    for holding in organisations.holdings_of(account_id):
        post = organisations.post(holding.post_id)
        if post:
            shown = ShownHolding(holding=holding, tense=tense_of(holding))
            found.append(Tenure(shown=shown, post=shown_post(post)))
    return found

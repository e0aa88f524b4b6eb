"""How staff sign in: nobody signs up, and no desk opens without a second factor."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from typing_extensions import override

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.api import actor_for_account
from pishkhan.web import navigation


# The library's name of a notice → our verb and the kind of factor.
SECOND_FACTOR_DEEDS = {
    "totp_activated": ("identity.second_factor_added", "totp"),
    "totp_deactivated": ("identity.second_factor_removed", "totp"),
    "webauthn_added": ("identity.second_factor_added", "webauthn"),
    "webauthn_removed": ("identity.second_factor_removed", "webauthn"),
    "recovery_codes_generated": ("identity.recovery_codes_made", "recovery_codes"),
}
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def needs_second_factor(account: AbstractBaseUser) -> bool:
    """Whether this member of staff must set up a code app or a passkey before anything else."""
    factors = Authenticator.objects.filter(user_id=account.pk, type__in=SECOND_FACTORS)
    return not factors.exists()


def must_change_password(account: AbstractBaseUser) -> bool:
    """Whether somebody else made up the password, and so knows it; no query."""
    return bool(getattr(account, "must_change_password", False))


def first_duty(account: AbstractBaseUser) -> str:
    """The address of what an account owes before anything else; empty if nothing."""
    if must_change_password(account):
        return reverse("account_change_password")
    return reverse("mfa_activate_totp") if needs_second_factor(account) else ""


@transaction.atomic
def forget_second_factors(account_id: int, *, because: str, by: Actor) -> None:
    """Take away code app, passkeys and recovery codes: the next sign-in sets them up anew."""
    Authenticator.objects.filter(user_id=account_id).delete()
    audit.record(
        "identity.second_factors_forgotten",
        target="account",
        target_id=account_id,
        by=by,
        because=because,
    )


def give_code_app(account_id: int, secret: str) -> None:
    """Enrol a code app with a known secret (base32), for demonstration and tests; once is enough."""
    Authenticator.objects.get_or_create(
        user_id=account_id,
        type=Authenticator.Type.TOTP,
        defaults={"data": {"secret": encrypt(secret)}},
    )


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by administrators; what an account owes comes first after signing in."""

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @override
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        shown = _first_page(request.user) if request.user.is_authenticated else ""
        return shown or str(super().get_login_redirect_url(request))

    @override
    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        owed = first_duty(request.user) if request.user.is_authenticated else ""
        return owed or reverse("mfa_index")

    @override
    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        if user is not None and user.check_password(password):
            raise ValidationError(_("این همان گذرواژهٔ کنونی است؛ گذرواژهٔ دیگری برگزینید."))
        return str(super().clean_password(password, user))

    @override
    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        user.must_change_password = False  # type: ignore[attr-defined]  # of identity.Account
        with transaction.atomic():
            super().set_password(user, password)
            _record("identity.password_changed", user)

    @override
    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: object = None,
        email: str | None = None,
    ) -> None:
        """Staff have no e-mail; the library says here what was done to second factors."""
        done = SECOND_FACTOR_DEEDS.get(template_prefix.rpartition("/")[2])
        if done:
            verb, kind = done
            _record(verb, user, kind=kind)


def _record(verb: str, account: AbstractBaseUser, **what: str) -> None:
    by = actor_for_account(account.pk)
    audit.record(verb, target="account", target_id=account.pk, by=by, after=what or None)


def _first_page(account: AbstractBaseUser) -> str:
    """What the account owes, else where its work is: the desk, or what it manages."""
    places = navigation.open_to(actor_for_account(account.pk))
    return first_duty(account) or next((place.address for place in places), "")

"""How staff sign in: nobody signs up, and no desk opens without a second factor."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from typing_extensions import override


SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def needs_second_factor(account: AbstractBaseUser) -> bool:
    """Whether this member of staff must set up a code app or a passkey before anything else."""
    factors = Authenticator.objects.filter(user_id=account.pk, type__in=SECOND_FACTORS)
    return not factors.exists()


def forget_second_factors(account_id: int) -> None:
    """Take away code app, passkeys and recovery codes: the next sign-in sets them up anew."""
    Authenticator.objects.filter(user_id=account_id).delete()


def give_code_app(account_id: int, secret: str) -> None:
    """Enrol a code app with a known secret (base32), for demonstration and tests; once is enough."""
    Authenticator.objects.get_or_create(
        user_id=account_id,
        type=Authenticator.Type.TOTP,
        defaults={"data": {"secret": encrypt(secret)}},
    )


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by administrators; the first page after signing in may be the set-up."""

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @override
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if request.user.is_authenticated and needs_second_factor(request.user):
            return reverse("mfa_activate_totp")
        return str(super().get_login_redirect_url(request))

"""Addresses that messages tell."""

from django.conf import settings


def codes() -> str:
    """The holder's page of their codes."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/my/codes/"


def inquiry() -> str:
    """Where anybody inquires."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/v/"


def share(token: str) -> str:
    """A share link, as its holder gives it to others."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/v/share/{token}/"

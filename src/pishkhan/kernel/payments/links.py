"""Addresses that banks are told."""

from django.conf import settings


def callback(gateway: str) -> str:
    """Where the bank sends the browser back to."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/pay/back/{gateway}/"


def page_of(token: str) -> str:
    """The payer's page of an invoice."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/pay/{token}/"


def recovery() -> str:
    """Where a PIN is shown again to its holder."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/pay/pin/"

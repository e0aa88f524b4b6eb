"""Under which address this installation publishes."""

from django.conf import settings

from pishkhan.kernel.credentials.rules.identifiers import Site


def site() -> Site:
    """The site of the setting."""
    return Site(settings.PUBLIC_ADDRESS.rstrip("/"))

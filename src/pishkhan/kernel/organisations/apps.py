"""The organisations component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.organisations.terms import VERBS


class OrganisationsConfig(AppConfig):
    """Organisations."""

    name = "pishkhan.kernel.organisations"
    label = "organisations"
    verbose_name = "سازمان‌ها"

    @override
    def ready(self) -> None:
        """Make the verbs of the trail known."""
        from pishkhan.kernel.audit.api import declare  # noqa: PLC0415 - models load before

        declare(VERBS)

"""The guides component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.guides.terms import VERBS


class GuidesConfig(AppConfig):
    """Guides."""

    name = "pishkhan.kernel.guides"
    label = "guides"
    verbose_name = "راهنماها و پشتیبانی"

    @override
    def ready(self) -> None:
        """Make the verbs of the trail known."""
        from pishkhan.kernel.audit.api import declare  # noqa: PLC0415 - models load before

        declare(VERBS)

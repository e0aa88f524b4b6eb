"""The clients component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.clients.terms import VERBS


class ClientsConfig(AppConfig):
    """Clients."""

    name = "pishkhan.kernel.clients"
    label = "clients"
    verbose_name = "برنامه‌های سازمان‌ها"

    @override
    def ready(self) -> None:
        """Make the verbs of the trail known."""
        from pishkhan.kernel.audit.api import declare  # noqa: PLC0415 - models load before

        declare(VERBS)

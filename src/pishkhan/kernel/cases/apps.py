"""The cases component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.cases.terms import VERBS


class CasesConfig(AppConfig):
    """Cases."""

    name = "pishkhan.kernel.cases"
    label = "cases"
    verbose_name = "پرونده‌ها"

    @override
    def ready(self) -> None:
        """Make the verbs of the trail known."""
        from pishkhan.kernel.audit.api import declare  # noqa: PLC0415 - models load before

        declare(VERBS)

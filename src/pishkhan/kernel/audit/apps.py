"""The audit component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.audit.terms import VERBS


class AuditConfig(AppConfig):
    """Audit."""

    name = "pishkhan.kernel.audit"
    label = "audit"
    verbose_name = "رد کارها"

    @override
    def ready(self) -> None:
        """Make the verbs of seeing known."""
        from pishkhan.kernel.audit.api import declare  # noqa: PLC0415 - models load before

        declare(VERBS)

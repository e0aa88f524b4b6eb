"""The transparency component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.transparency.terms import VERBS


TABLES = ("logentry", "logepoch", "checkpoint", "cosignature", "logverification")


class TransparencyConfig(AppConfig):
    """The public log."""

    name = "pishkhan.kernel.transparency"
    label = "transparency"
    verbose_name = "دفتر عمومی"

    @override
    def ready(self) -> None:
        """Make its verbs known, and which tables nobody may change."""
        from pishkhan.kernel.audit import api as audit  # noqa: PLC0415 - models load before

        audit.declare(VERBS)
        audit.append_only(*(f"{self.label}_{table}" for table in TABLES))

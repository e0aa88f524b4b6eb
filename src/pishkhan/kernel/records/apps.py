"""The records component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.records.terms import VERBS


class RecordsConfig(AppConfig):
    """The register of education records."""

    name = "pishkhan.kernel.records"
    label = "records"
    verbose_name = "بانک سوابق تحصیلی"

    @override
    def ready(self) -> None:
        """Make its verbs known, which table nobody may change, and what stands in the public log."""
        from pishkhan.kernel.audit import api as audit  # noqa: PLC0415 - models load before
        from pishkhan.kernel.records.queries.logged import LOGGED  # noqa: PLC0415 - as above
        from pishkhan.kernel.transparency import api as log  # noqa: PLC0415 - as above

        audit.declare(VERBS)
        audit.append_only(f"{self.label}_factversion")
        log.vouch(LOGGED)

"""The numbering component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override


class NumberingConfig(AppConfig):
    """Numbering."""

    name = "pishkhan.kernel.numbering"
    label = "numbering"
    verbose_name = "شمارهٔ نامه"

    @override
    def ready(self) -> None:
        from pishkhan.kernel.audit import api as audit  # noqa: PLC0415 - models exist only now
        from pishkhan.kernel.numbering import events  # noqa: PLC0415 - beside the line above

        audit.declare(events.SENTENCES)

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
        """Make the verbs of the trail known, and have the events sealed with it."""
        from pishkhan.kernel.audit.api import chain, declare  # noqa: PLC0415 - models load before
        from pishkhan.kernel.cases import messages  # noqa: PLC0415 - as above
        from pishkhan.kernel.cases.sealed import EVENTS  # noqa: PLC0415 - as above
        from pishkhan.kernel.notifications import api as notifications  # noqa: PLC0415 - as above

        declare(VERBS)
        notifications.declare(*messages.TEMPLATES)
        chain(EVENTS)

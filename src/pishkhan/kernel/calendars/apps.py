"""The calendars component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override


class CalendarsConfig(AppConfig):
    """Calendars."""

    name = "pishkhan.kernel.calendars"
    label = "calendars"
    verbose_name = "تقویم کاری"

    @override
    def ready(self) -> None:
        from pishkhan.kernel.audit import api as audit  # noqa: PLC0415 - models exist only now
        from pishkhan.kernel.calendars import events  # noqa: PLC0415 - beside the line above

        audit.declare(events.SENTENCES)

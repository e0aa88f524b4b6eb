"""The calendars component as a Django app."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """Calendars."""

    name = "pishkhan.kernel.calendars"
    label = "calendars"
    verbose_name = "تقویم"

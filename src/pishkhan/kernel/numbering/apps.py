"""The numbering component as a Django app."""

from django.apps import AppConfig


class NumberingConfig(AppConfig):
    """Numbering."""

    name = "pishkhan.kernel.numbering"
    label = "numbering"
    verbose_name = "شمارهٔ نامه"

"""The cases component as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "pishkhan.kernel.cases"
    label = "cases"
    verbose_name = "پرونده‌ها"

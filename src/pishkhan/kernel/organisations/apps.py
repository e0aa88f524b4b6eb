"""The organisations component as a Django app."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Organisations."""

    name = "pishkhan.kernel.organisations"
    label = "organisations"
    verbose_name = "سازمان‌ها"

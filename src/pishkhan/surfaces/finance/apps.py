"""The finance desk as a Django app."""

from django.apps import AppConfig


class FinanceConfig(AppConfig):
    """The finance desk."""

    name = "pishkhan.surfaces.finance"
    label = "finance"
    verbose_name = "امور مالی"

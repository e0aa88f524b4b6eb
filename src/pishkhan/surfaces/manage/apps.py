"""The manage surface as a Django app."""

from django.apps import AppConfig


class ManageConfig(AppConfig):
    """Manage."""

    name = "pishkhan.surfaces.manage"
    label = "manage"
    verbose_name = "مدیریت"

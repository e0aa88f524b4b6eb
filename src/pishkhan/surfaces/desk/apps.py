"""The desk surface as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Desk."""

    name = "pishkhan.surfaces.desk"
    label = "desk"
    verbose_name = "میز کار"

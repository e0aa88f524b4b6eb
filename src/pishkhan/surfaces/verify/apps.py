"""The verify surface as a Django app."""

from django.apps import AppConfig


class VerifyConfig(AppConfig):
    """Verify."""

    name = "pishkhan.surfaces.verify"
    label = "verify"
    verbose_name = "استعلام"

"""The portal surface as a Django app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Portal."""

    name = "pishkhan.surfaces.portal"
    label = "portal"
    verbose_name = "درگاه متقاضی"

"""The catalogue component as a Django app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Catalogue."""

    name = "pishkhan.kernel.catalogue"
    label = "catalogue"
    verbose_name = "خدمات"

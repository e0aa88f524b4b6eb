"""The persistence component as a Django app."""

from django.apps import AppConfig


class PersistenceConfig(AppConfig):
    """Persistence."""

    name = "pishkhan.kernel.persistence"
    label = "persistence"
    verbose_name = "زیرساخت داده"

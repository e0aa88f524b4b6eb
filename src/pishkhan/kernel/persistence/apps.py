"""The persistence component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.persistence import numbers


class PersistenceConfig(AppConfig):
    """Persistence."""

    name = "pishkhan.kernel.persistence"
    label = "persistence"
    verbose_name = "زیرساخت داده"

    @override
    def ready(self) -> None:
        """Whole numbers reach the server whole."""
        numbers.send_whole()

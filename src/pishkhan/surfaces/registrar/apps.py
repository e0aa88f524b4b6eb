"""The registrar's surface as a Django app."""

from django.apps import AppConfig
from typing_extensions import override


class RegistrarConfig(AppConfig):
    """Registrar."""

    name = "pishkhan.surfaces.registrar"
    label = "registrar"
    verbose_name = "سوابق تحصیلی"

    @override
    def ready(self) -> None:
        """Show the way in to those who keep the records of an institution, or sign them."""
        from pishkhan.surfaces.registrar.gate import keeps  # noqa: PLC0415 - models load before
        from pishkhan.web import navigation  # noqa: PLC0415 - as above

        navigation.add(navigation.Place(self.verbose_name, "/registrar/", is_of=keeps))

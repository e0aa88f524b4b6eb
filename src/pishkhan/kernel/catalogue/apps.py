"""The catalogue component as a Django app."""

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register
from typing_extensions import override


class CatalogueConfig(AppConfig):
    """Catalogue."""

    name = "pishkhan.kernel.catalogue"
    label = "catalogue"
    verbose_name = "خدمات"

    @override
    def ready(self) -> None:
        """Find and register the services; declare their checks and the verbs of the trail."""
        from pishkhan.kernel.audit import api as audit  # noqa: PLC0415 - models exist only now
        from pishkhan.kernel.catalogue import (  # noqa: PLC0415 - as above
            checks,
            events,
            messages,
            registry,
        )
        from pishkhan.kernel.notifications import api as notifications  # noqa: PLC0415 - as above

        audit.declare(events.VERBS)
        notifications.declare(*messages.TEMPLATES)
        registry.discover(settings.PUBLIC_ADDRESS)
        register(checks.check_services)

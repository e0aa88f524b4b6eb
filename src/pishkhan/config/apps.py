"""The project as a Django app: last to start, it joins the integrations to the kernel."""

from django.apps import AppConfig
from django.conf import settings
from typing_extensions import override


class ProjectConfig(AppConfig):
    """The project."""

    name = "pishkhan.config"
    label = "config"
    verbose_name = "پیکربندی"

    @override
    def ready(self) -> None:
        """Connect the ports; a wrong setting stops the start."""
        from pishkhan.config import figures, readiness, telemetry, wiring  # noqa: PLC0415 - models exist only now

        wiring.wire()
        readiness.wire()
        figures.wire()
        telemetry.wire()
        if settings.DEVELOPMENT:
            from pishkhan.config.demo import jobs as _jobs  # noqa: F401, PLC0415 - the same

"""The surge component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override


class SurgeConfig(AppConfig):
    """Surge."""

    name = "pishkhan.kernel.surge"
    label = "surge"
    verbose_name = "ازدحام"

    @override
    def ready(self) -> None:
        """Declare the verbs of the trail."""
        from pishkhan.kernel.audit import api as audit  # noqa: PLC0415 - models exist only now
        from pishkhan.kernel.surge import terms  # noqa: PLC0415 - as above

        audit.declare(terms.VERBS)

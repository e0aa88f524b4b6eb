"""The identity component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.identity.terms import VERBS


class IdentityConfig(AppConfig):
    """Identity."""

    name = "pishkhan.kernel.identity"
    label = "identity"
    verbose_name = "اشخاص و ورود"

    @override
    def ready(self) -> None:
        """Make the verbs of the trail known."""
        from pishkhan.kernel.audit.api import declare  # noqa: PLC0415 - models load before

        declare(VERBS)

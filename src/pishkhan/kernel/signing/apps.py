"""The signing component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.signing.terms import VERBS


class SigningConfig(AppConfig):
    """Signing."""

    name = "pishkhan.kernel.signing"
    label = "signing"
    verbose_name = "کلیدهای امضا"

    @override
    def ready(self) -> None:
        """Make the verbs of the trail known."""
        from pishkhan.kernel.audit.api import declare  # noqa: PLC0415 - models load before

        declare(VERBS)

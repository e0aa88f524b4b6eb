"""Confirming degrees, as a Django app."""

from django.apps import AppConfig
from typing_extensions import override


class DegreeConfirmationConfig(AppConfig):
    """The authenticity code of a degree."""

    name = "pishkhan.services.degree_confirmation"
    label = "degree_confirmation"
    verbose_name = "تأییدیهٔ تحصیلی و کد صحت"

    @override
    def ready(self) -> None:
        """Make the verbs of the trail known."""
        from pishkhan.kernel.audit import api as audit  # noqa: PLC0415 - models load before
        from pishkhan.services.degree_confirmation.terms import VERBS  # noqa: PLC0415 - as above

        audit.declare(VERBS)

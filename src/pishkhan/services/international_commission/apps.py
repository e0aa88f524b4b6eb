"""The commission of special cases as a Django app."""

from django.apps import AppConfig
from typing_extensions import override


class InternationalCommissionConfig(AppConfig):
    """Special cases of international students."""

    name = "pishkhan.services.international_commission"
    label = "international_commission"
    verbose_name = "کمیسیون موارد خاص دانشجویان بین‌الملل"

    @override
    def ready(self) -> None:
        """Declare the verbs of its trail."""
        from pishkhan.kernel.audit import api as audit  # noqa: PLC0415 - models exist only now
        from pishkhan.services.international_commission import terms  # noqa: PLC0415 - as above

        audit.declare(terms.VERBS)

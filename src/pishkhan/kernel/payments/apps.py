"""The payments component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.payments.terms import VERBS


class PaymentsConfig(AppConfig):
    """Payments."""

    name = "pishkhan.kernel.payments"
    label = "payments"
    verbose_name = "پرداخت‌ها"

    @override
    def ready(self) -> None:
        """Make the verbs of the trail known, have the ledger sealed with it, declare messages."""
        from pishkhan.kernel.audit.api import chain, declare  # noqa: PLC0415 - models load before
        from pishkhan.kernel.notifications import api as notifications  # noqa: PLC0415 - as above
        from pishkhan.kernel.payments import messages  # noqa: PLC0415 - as above
        from pishkhan.kernel.payments.sealed import TRANSFERS  # noqa: PLC0415 - as above

        declare(VERBS)
        notifications.declare(*messages.TEMPLATES)
        chain(TRANSFERS)

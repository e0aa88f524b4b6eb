"""The webhooks component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.webhooks.terms import VERBS


class WebhooksConfig(AppConfig):
    """Webhooks."""

    name = "pishkhan.kernel.webhooks"
    label = "webhooks"
    verbose_name = "خبر دادن به برنامه‌ها"

    @override
    def ready(self) -> None:
        """Make the verbs of the trail known."""
        from pishkhan.kernel.audit.api import declare  # noqa: PLC0415 - models load before

        declare(VERBS)

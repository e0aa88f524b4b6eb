"""The attachments component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.attachments.terms import VERBS


class AttachmentsConfig(AppConfig):
    """Attachments."""

    name = "pishkhan.kernel.attachments"
    label = "attachments"
    verbose_name = "پیوست‌ها"

    @override
    def ready(self) -> None:
        """Make the verbs of the trail known, and have the looks at files sealed with it."""
        from pishkhan.kernel.attachments.sealed import VIEWS, VIEWS_2  # noqa: PLC0415 - as above
        from pishkhan.kernel.audit.api import chain, declare  # noqa: PLC0415 - models load before

        declare(VERBS)
        chain(VIEWS)
        chain(VIEWS_2)

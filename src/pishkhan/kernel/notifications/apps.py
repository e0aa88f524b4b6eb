"""The notifications component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override


class NotificationsConfig(AppConfig):
    """Notifications."""

    name = "pishkhan.kernel.notifications"
    label = "notifications"
    verbose_name = "پیام‌ها"

    @override
    def ready(self) -> None:
        """Declare what this component itself says, and the verbs of its trail."""
        from pishkhan.kernel.audit import api as audit  # noqa: PLC0415 - models exist only now
        from pishkhan.kernel.notifications import (  # noqa: PLC0415 - as above
            email_confirm,
            mobile_changed,
            one_time_code,
            templates,
            terms,
        )

        templates.declare(
            *one_time_code.TEMPLATES, *mobile_changed.TEMPLATES, *email_confirm.TEMPLATES
        )
        audit.declare(terms.VERBS)

"""The credentials component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.credentials.terms import VERBS


class CredentialsConfig(AppConfig):
    """Credentials."""

    name = "pishkhan.kernel.credentials"
    label = "credentials"
    verbose_name = "گواهی‌های ماشین‌خوان"

    @override
    def ready(self) -> None:
        """Make the verbs known, follow what becomes of documents, vouch for keys to the log."""
        from pishkhan.kernel.audit.api import declare  # noqa: PLC0415 - models load before
        from pishkhan.kernel.credentials.actions import logging_keys, marking  # noqa: PLC0415 - as above
        from pishkhan.kernel.transparency import api as log  # noqa: PLC0415 - as above
        from pishkhan.kernel.transparency.spec import RecordSource  # noqa: PLC0415 - as above
        from pishkhan.kernel.verification import api as verification  # noqa: PLC0415 - as above

        declare(VERBS)
        verification.on_change(marking.mark)
        log.vouch(
            RecordSource(
                code="credentials.keys",
                events=frozenset(logging_keys.EVENTS.values()),
                read=logging_keys.vouched,
            )
        )

"""The verification component as a Django app."""

from django.apps import AppConfig
from typing_extensions import override

from pishkhan.kernel.verification.terms import VERBS


class VerificationConfig(AppConfig):
    """Verification."""

    name = "pishkhan.kernel.verification"
    label = "verification"
    verbose_name = "کد صحت و استعلام"

    @override
    def ready(self) -> None:
        """Make verbs and messages known, vouch to the log, name what nobody may change."""
        from pishkhan.kernel.audit.api import append_only, declare  # noqa: PLC0415 - models load before
        from pishkhan.kernel.notifications import api as notifications  # noqa: PLC0415 - as above
        from pishkhan.kernel.transparency import api as log  # noqa: PLC0415 - as above
        from pishkhan.kernel.transparency.spec import RecordSource  # noqa: PLC0415 - as above
        from pishkhan.kernel.transparency.terms import LogEvent  # noqa: PLC0415 - as above
        from pishkhan.kernel.verification import messages  # noqa: PLC0415 - as above
        from pishkhan.kernel.verification.queries import reading  # noqa: PLC0415 - as above
        from pishkhan.kernel.verification.rules.changes import CHANGES  # noqa: PLC0415 - as above

        declare(VERBS)
        append_only("verification_inquiry")
        notifications.declare(*messages.TEMPLATES)
        log.vouch(
            RecordSource(
                code="verification",
                events=frozenset({LogEvent.ISSUE, LogEvent.LATE, *CHANGES}),
                read=reading.vouched,
            )
        )

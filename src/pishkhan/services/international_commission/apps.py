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
        """Make the verbs of the trail and the page of the commission's people known."""
        from pishkhan.kernel.audit import api as audit  # noqa: PLC0415 - models exist only now
        from pishkhan.services.international_commission import queries, terms  # noqa: PLC0415 - as above
        from pishkhan.web import navigation  # noqa: PLC0415 - as above

        audit.declare(terms.VERBS)
        navigation.add(
            navigation.Place(
                terms.PAGE, "/x/international-commission/", is_of=queries.sits_somewhere
            )
        )

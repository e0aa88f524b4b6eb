"""Issuing degrees, as a Django app."""

from django.apps import AppConfig
from typing_extensions import override


class DegreeIssuanceConfig(AppConfig):
    """Papers of degrees and what becomes of them."""

    name = "pishkhan.services.degree_issuance"
    label = "degree_issuance"
    verbose_name = "صدور و تغییر مدرک تحصیلی"

    @override
    def ready(self) -> None:
        """Make the verbs of the trail and the page of universities known."""
        from pishkhan.kernel.audit import api as audit  # noqa: PLC0415 - models load before
        from pishkhan.services.degree_issuance import queries, terms  # noqa: PLC0415 - as above
        from pishkhan.web import navigation  # noqa: PLC0415 - as above

        audit.declare(terms.VERBS)
        navigation.add(
            navigation.Place(terms.PAGE, "/x/degree-issuance/", is_of=queries.sits_somewhere)
        )

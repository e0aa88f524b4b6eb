"""Introducing holders, as a Django app."""

from django.apps import AppConfig
from typing_extensions import override


class CartableRequestConfig(AppConfig):
    """Introducing holders of cartables."""

    name = "pishkhan.services.cartable_request"
    label = "cartable_request"
    verbose_name = "معرفی دارندهٔ کارتابل"

    @override
    def ready(self) -> None:
        """Make the verbs of the trail and the page of staff known."""
        from pishkhan.kernel.audit import api as audit  # noqa: PLC0415 - models load before
        from pishkhan.kernel.organisations.terms import Act  # noqa: PLC0415 - as above
        from pishkhan.services.cartable_request.terms import PAGE, VERBS  # noqa: PLC0415 - as above
        from pishkhan.web import navigation  # noqa: PLC0415 - as above

        audit.declare(VERBS)
        navigation.add(navigation.Place(PAGE, "/x/cartable-request/", (Act.REQUEST_CARTABLE,)))

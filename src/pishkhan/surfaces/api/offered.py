"""Which services there are, and what each asks."""

from django.http import HttpRequest
from ninja import Path, Router

from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.surfaces.api import drawn, shapes
from pishkhan.surfaces.api.keys import Key


router = Router(tags=["services"], auth=Key(KeyScope.SUBMIT))


@router.get(
    "/services", response=shapes.ServiceList, operation_id="list_services", url_name="services"
)
def services(request: HttpRequest) -> shapes.ServiceList:  # noqa: ARG001 - ninja's
    """The services that take requests now."""
    return shapes.ServiceList(services=[drawn.service(one) for one in catalogue.services_on()])


@router.get(
    "/services/{code}",
    response=shapes.ServiceForm,
    operation_id="describe_service",
    url_name="service",
)
def service(request: HttpRequest, code: Path[str]) -> shapes.ServiceForm:  # noqa: ARG001 - ninja's
    """A service with its questions, its documents and the declaration to be read."""
    return drawn.service_form(catalogue.public_service(code))

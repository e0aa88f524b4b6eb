"""The forms of the services of this process, filled once at start."""

from pishkhan.kernel.forms import checking
from pishkhan.kernel.forms.errors import NoSuchDraft
from pishkhan.kernel.forms.spec import Page


Forms = dict[str, tuple[tuple[Page, ...], str]]
_FORMS: Forms = {}


def forms() -> Forms:
    """Pages and checksum of every form declared so far."""
    return _FORMS


def declare(service: str, pages: tuple[Page, ...]) -> None:
    """Make the form of `service` known; called by the catalogue at start."""
    _FORMS[service] = (pages, checking.version_of(pages))


def pages(service: str) -> tuple[Page, ...]:
    """The pages of the service's present form; raises NoSuchDraft if it is offered no more."""
    return _form(service)[0]


def version(service: str) -> str:
    """The checksum of the service's present form."""
    return _form(service)[1]


def _form(service: str) -> tuple[tuple[Page, ...], str]:
    if service not in _FORMS:
        raise NoSuchDraft
    return _FORMS[service]

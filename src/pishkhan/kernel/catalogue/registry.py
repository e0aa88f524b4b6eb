"""The services of this process: found by looking into `services/`, registered once at start."""

import importlib
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue.errors import BadService, NoSuchService
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.payments import api as payments


FOLDER = "pishkhan.services."
CARD = "SERVICE"


@dataclass(slots=True)
class Registry:
    """Definitions by code, the folders they came from, and the address of the site."""

    definitions: dict[str, ServiceDefinition] = field(default_factory=dict)
    folders: dict[str, Path] = field(default_factory=dict)
    public_address: str = ""


_REGISTRY = Registry()


def registry() -> Registry:
    """The one registry of this process."""
    return _REGISTRY


def discover(public_address: str) -> None:
    """Register the card of every installed app under `services/` that has a `service` module.

    Raises BadService for a folder that breaks the rules: two of one code among them.
    """
    _REGISTRY.public_address = public_address.rstrip("/")
    for config in apps.get_app_configs():
        if config.name.startswith(FOLDER):
            module = importlib.import_module(f"{config.name}.service")
            definition = getattr(module, CARD, None)
            if not isinstance(definition, ServiceDefinition):
                raise BadService(service=config.name, fault=f"service.py has no {CARD}")
            register(definition, Path(config.path))


def register(definition: ServiceDefinition, folder: Path) -> None:
    """Hand the parts of a service to the components they belong to; nothing is read or written."""
    code = definition.code
    if code != folder.name:
        raise BadService(service=code, fault=f"its folder is called {folder.name}")
    if _REGISTRY.folders.get(code, folder) != folder:
        raise BadService(service=code, fault="registered twice")
    _REGISTRY.definitions[code] = definition
    _REGISTRY.folders[code] = folder
    forms.declare(code, definition.pages)
    notifications.declare(*definition.messages)
    if definition.on_covered is not None:
        payments.register(code, on_served=definition.on_covered)
    cases.register(
        code,
        folder / definition.process,
        effects=definition.effects,
        guards=definition.guards,
        decisions=definition.decisions,
    )


def services() -> tuple[ServiceDefinition, ...]:
    """Every registered service, by code."""
    return tuple(_REGISTRY.definitions[code] for code in sorted(_REGISTRY.definitions))


def service(code: str) -> ServiceDefinition:
    """The definition of a service; raises NoSuchService."""
    if code not in _REGISTRY.definitions:
        raise NoSuchService
    return _REGISTRY.definitions[code]


def public_service(code: str) -> ServiceDefinition:
    """The definition of a service that people ask for themselves; raises NoSuchService."""
    definition = service(code)
    if not definition.is_public:
        raise NoSuchService
    return definition


def folder(code: str) -> Path:
    """Where the service lives."""
    service(code)
    return _REGISTRY.folders[code]


def tracking_address() -> str:
    """Where anyone follows a request with the two codes; printed in messages."""
    return f"{_REGISTRY.public_address}/track/"

"""Which Django apps run: the platform by name, the services by looking into their folder."""

import importlib
import importlib.util
import inspect
import pkgutil

from django.apps import AppConfig

from pishkhan import services


KERNEL = [
    f"pishkhan.kernel.{name}"
    for name in (
        "persistence",
        "audit",
        "identity",
        "organisations",
        "surge",
        "clients",
        "webhooks",
        "signing",
        "attachments",
        "notifications",
        "numbering",
        "calendars",
        "documents",
        "transparency",
        "forms",
        "guides",
        "payments",
        "verification",
        "records",
        "credentials",
        "cases",
        "catalogue",
    )
]
SURFACES = [
    f"pishkhan.surfaces.{name}"
    for name in ("portal", "track", "verify", "desk", "manage", "finance", "registrar", "api")
]


def service_packages() -> list[str]:
    """Dotted names of the folders in `services/`, in the order of their names."""
    return sorted(
        f"{services.__name__}.{module.name}"
        for module in pkgutil.iter_modules(services.__path__)
        if module.ispkg
    )


def app_of(package: str) -> str:
    """The entry for INSTALLED_APPS: the package's own AppConfig if it has one, else the package."""
    if importlib.util.find_spec(f"{package}.apps") is None:
        return package
    apps = importlib.import_module(f"{package}.apps")
    for value in vars(apps).values():
        if inspect.isclass(value) and issubclass(value, AppConfig) and value is not AppConfig:
            return f"{package}.apps.{value.__name__}"
    return package


PISHKHAN_APPS = [
    *KERNEL,
    "pishkhan.web",
    *SURFACES,
    *[app_of(package) for package in service_packages()],
]

"""Makes the database ready: tables, published processes, calendars, and once the demonstration."""

import hashlib
import importlib
import os
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection

from pishkhan.foundation import clock, jalali


Say = Callable[[str], None]
LOCK = 7_410_211  # two servers that start at once migrate one after the other
MIGRATED = "pishkhan.migrated="


def setup_database(*, say: Say) -> None:
    """Migrate if a migration changed, then let the components seed what they need."""
    django.setup()
    _wait_for_turn()
    wanted = MIGRATED + state_of_migrations()
    if _note() != wanted:
        say("Making the tables …")
        migrate()
        if not os.environ.get("DATABASE_URL"):  # the embedded server: web and worker are the role
            from pishkhan.config import hardening  # noqa: PLC0415 - after django.setup()

            hardening.harden()
        _write_note(wanted)
    say("Preparing the calendar and the processes …")
    seed()


def seed() -> None:
    """What every installation needs, each safe to do again: the log, holidays, processes, fees."""
    from pishkhan.kernel.calendars import api as calendars  # noqa: PLC0415 - after django.setup()
    from pishkhan.kernel.catalogue import api as catalogue  # noqa: PLC0415 - after django.setup()
    from pishkhan.kernel.guides import api as guides  # noqa: PLC0415 - after django.setup()
    from pishkhan.kernel.identity.spec import Actor  # noqa: PLC0415 - after django.setup()
    from pishkhan.kernel.transparency import api as log  # noqa: PLC0415 - after django.setup()

    log.begin_first()
    this_year = jalali.year_of(clock.now())
    for year in (this_year, this_year + 1):
        calendars.seed_year(year)
    catalogue.publish_all(Actor.system())
    catalogue.schedule_fees(Actor.system())
    guides.load_platform(by=Actor.system())
    for service in catalogue.services():
        folder = catalogue.folder(service.code) / "guides"
        guides.load_release(service.code, folder, by=Actor.system())


def migrate() -> None:
    """All migrations, always."""
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def load_demo(*, say: Say) -> list[str]:
    """Load the demonstration data unless it is there; how to sign in, a line each.

    Nothing is done where settings say that this is not a development machine.
    """
    if not settings.DEVELOPMENT or not _has("pishkhan.config.demo"):
        return []
    django.setup()
    demo = importlib.import_module("pishkhan.config.demo")
    say("Loading demonstration data …")
    demo.load()
    sign_ins = getattr(demo, "sign_ins", list)
    return [str(line) for line in sign_ins()]


def _has(module: str) -> bool:
    return find_spec(module) is not None


def _wait_for_turn() -> None:
    # Held until this short process ends; so it needs a direct connection, not a transaction pool.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])


def state_of_migrations() -> str:
    """A digest of every migration file and of the versions of the packages that bring some."""
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for path in sorted((Path(app.path) / "migrations").glob("*.py")):
            digest.update(f"{app.label}/{path.name}\0".encode() + path.read_bytes())
    for package in ("django", "procrastinate", "django-allauth"):
        try:
            digest.update(version(package).encode())
        except PackageNotFoundError:
            digest.update(package.encode())
    return digest.hexdigest()


def _note() -> str:
    """What the last migration left on the database itself, so that a new database has none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
            "WHERE datname = current_database()"
        )
        return str(cursor.fetchone()[0] or "")


def _write_note(note: str) -> None:
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
        try:
            cursor.execute(f"COMMENT ON DATABASE {name} IS '{note}'")
        except Error:
            return  # not the owner of the database: it is migrated at every start, no harm

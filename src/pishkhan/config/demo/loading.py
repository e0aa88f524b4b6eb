"""Loads the demonstration once: the tree, the staff, then what each service brings, then money."""

import importlib
from collections.abc import Iterator
from importlib.util import find_spec
from types import ModuleType

from django.conf import settings
from django.db import transaction

from pishkhan.config.demo import graduates, staff, tree
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import DemoGround
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.finance import demo as finance


def load() -> None:
    """Load everything unless it is there; safe to interrupt between its two parts."""
    if organisations.organisation_by_code(tree.HEADQUARTERS) is None:
        _settle()
    graduates.load()
    for demonstration in _demonstrations():
        demonstration.load(_ground())


def sign_ins() -> list[str]:
    """How to sign in to the demonstration, a line each."""
    return [
        f"Staff: {settings.PUBLIC_ADDRESS}/desk/   password for all: {staff.PASSWORD}",
        *(f"  {username:24} {role.value}" for username, role in _everybody()),
        "  the 6-digit code that follows the password: pishkhan code",
        f"Citizens sign in by SMS; sent messages are read at {settings.SMS_SIMULATOR_URL}/",
        *graduates.told(),
    ]


def _everybody() -> Iterator[tuple[str, Role]]:
    """Who signs in: the staff of the tree, then whom each demonstration brings in its `STAFF`."""
    yield from ((member.username, member.role) for member in staff.STAFF)
    for demonstration in _demonstrations():
        for username, _name, _place, role in getattr(demonstration, "STAFF", ()):
            yield username, role


def _demonstrations() -> Iterator[ModuleType]:
    for definition in catalogue.services():
        module = f"pishkhan.services.{definition.code}.demo"
        if find_spec(module) is not None:
            yield importlib.import_module(module)
    yield finance


@transaction.atomic
def _settle() -> None:
    by = Actor.system()
    ids = tree.plant(by)
    staff.employ(ids, by)
    for code, province in tree.SEATS.items():
        calendars.seat(ids[code], ids[province], by=by)
    for definition in catalogue.services():
        catalogue.set_office(definition.code, organisation_id=ids[tree.EXAMS], by=by)


def _ground() -> DemoGround:
    return DemoGround(
        offices={
            place.code: found.id
            for place in tree.places()
            if (found := organisations.organisation_by_code(place.code)) is not None
        }
    )

"""A university whose roll is open, for the tests that every service passes."""

from collections.abc import Callable, Mapping, Sequence

from pishkhan.kernel.cases.spec import CaseView
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.testing import permit_all


YEAR = 1398


def open_register(university: OrganisationView) -> None:
    """It has its permits, and its roll of the year is open."""
    if records.roll(university.id, YEAR) is None:
        permit_all(university)
        expert = organisations.staff_of(university)[Role.EXPERT]
        records.roll_open(university.id, YEAR, by=expert)


def settle(tree: organisations.Tree) -> list[int]:
    """Nobody beside those of every office is needed."""
    open_register(tree.university)
    return []


def ways(
    view: CaseView,  # noqa: ARG001 - what walkers ask
    staff: Sequence[Actor],  # noqa: ARG001 - as above
) -> Mapping[str, Callable[[], object] | None]:
    """Every button is on the desk."""
    return {}

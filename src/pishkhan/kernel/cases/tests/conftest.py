"""An office with its cast, and the processes of the tests published."""

from dataclasses import dataclass, field

import pytest

from pishkhan.kernel.cases import api, testing
from pishkhan.kernel.cases.models import ROUTED, Task
from pishkhan.kernel.cases.spec import Applicant, CaseView, Decided, Decision, Step
from pishkhan.kernel.cases.tests import processes
from pishkhan.kernel.identity.spec import Actor, Grant
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, staff_of
from pishkhan.kernel.persistence.api import job


APPLICANT = Applicant(person_id=700, name="مهسا بهرامی‌نیا", identifier="0001010107")


@job("cases.test_issue")
def issue(case_id: int, task_id: int) -> None:  # noqa: ARG001 - every job of a service gets both
    api.act_as_system(task_id=task_id, action="ok")


def a_keeper(number: int, name: str = "") -> Actor:
    """Somebody who manages the services."""
    top = Grant(role=Role.ADMINISTRATOR, organisation_id=1, organisation_path="1/")
    return Actor.staff(number, name, (top,))


@dataclass
class Office:
    organisation: OrganisationView
    other: OrganisationView
    clerk: Actor
    expert: Actor
    signer: Actor
    manager: Actor
    applicant: Actor = field(
        default_factory=lambda: Actor.citizen(APPLICANT.person_id, APPLICANT.name)
    )
    told: list[Step] = field(default_factory=list)

    def open(self, service="letter", **more) -> CaseView:
        slot = "office" if service == "letter" else "origin"
        return testing.an_open_case(
            service, {slot: self.organisation.id}, applicant=APPLICANT, **more
        )

    def task(self, case: CaseView) -> Task:
        return Task.objects.get(ROUTED, case_id=case.id, closed_at=None)

    def press(self, case: CaseView, action: str, by: Actor, **more) -> CaseView:
        return api.act(task_id=self.task(case).id, action=action, by=by, **more)

    def answered(self) -> CaseView:
        case = self.open()
        self.press(case, "refer", self.clerk, comment="بررسی شود")
        self.press(case, "opine", self.expert, comment="موافقم")
        return self.press(case, "sign", self.signer)


def build() -> Office:
    tree = a_tree()
    staff = staff_of(tree.university)
    office = Office(
        organisation=tree.university,
        other=tree.other_university,
        clerk=staff[Role.SECRETARIAT],
        expert=staff[Role.EXPERT],
        signer=staff[Role.SIGNER],
        manager=staff[Role.OFFICE_MANAGER],
    )
    testing.published(processes.LETTER, "letter", effects={"tell": office.told.append})
    fitness = Decision(
        outcomes=frozenset({"fit", "unfit"}),
        decide=lambda facts: Decided(
            outcome="fit" if facts.get("score", 0) >= 12 else "unfit", because=("ماده ۳",)
        ),
    )
    testing.published(
        processes.COUNCIL,
        "council",
        effects={"invoice": office.told.append},
        decisions={"fitness": fitness},
    )
    return office


@pytest.fixture
def office(db) -> Office:  # noqa: ARG001 - a fixture
    return build()

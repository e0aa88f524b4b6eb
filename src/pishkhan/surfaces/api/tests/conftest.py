"""An office that answers, a university whose program files, and another that must not see it."""

from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, staff_of
from pishkhan.surfaces.api.testing import a_program


@dataclass(frozen=True, kw_only=True)
class Scene:
    tree: object
    staff: dict
    ours: object
    theirs: object
    sample: dict

    def desk(self, role):
        """A program that stands for the holder of a post at the office."""
        scopes = (KeyScope.READ_TASKS, KeyScope.ACT_ON_TASKS)
        return a_program(self.tree.office.id, *scopes, account_id=self.staff[role].account_id)

    def a_draft(self, **answers):
        body = {"service": "e_request", "answers": {**self.sample, **answers}}
        return self.ours.post("/requests", body).json()["id"]

    def a_file(self, draft, colour="teal"):
        file = SimpleUploadedFile("نامه.jpg", a_jpeg(600, 800, colour), "image/jpeg")
        return self.ours.send(f"/requests/{draft}/files", {"kind": "letter", "file": file})

    def a_filed(self):
        draft = self.a_draft()
        assert self.a_file(draft).status_code == 201
        answer = self.ours.post(f"/requests/{draft}/submission", {"declaration_read": True})
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()

    def tick(self):
        return dict.fromkeys(
            ("has_signature", "has_fingerprint", "has_address", "has_mobile", "has_landline"), True
        )


@pytest.fixture
def scene(db):  # noqa: ARG001 - the database must be there
    tree = a_tree()
    staff = staff_of(tree.office)
    catalogue.publish_all(Actor.system())
    catalogue.set_office("e_request", organisation_id=tree.office.id, by=Actor.system())
    assert staff[Role.SECRETARIAT].account_id
    return Scene(
        tree=tree,
        staff=staff,
        ours=a_program(tree.university.id),
        theirs=a_program(tree.other_university.id),
        sample=dict(catalogue.service("e_request").sample),
    )

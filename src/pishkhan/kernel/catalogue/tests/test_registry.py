"""Which services there are, and what is refused at start."""

from dataclasses import replace
from pathlib import Path

import pytest

from pishkhan.kernel.catalogue import api, queries, registry
from pishkhan.kernel.catalogue.errors import BadService, NoSuchService
from pishkhan.kernel.catalogue.tests.sample import BY_ANSWER, FOLDER, SAMPLE
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.identity.spec import Actor


def test_a_service_is_called_as_its_folder_is():
    with pytest.raises(BadService):
        registry.register(replace(SAMPLE, code="another_name"), FOLDER)


def test_two_services_of_one_name_are_refused(sample_service):
    with pytest.raises(BadService):
        registry.register(sample_service, Path("/elsewhere/sample_service"))


def test_a_registered_service_is_found_and_an_unknown_one_is_not(sample_service):
    assert api.service("sample_service") is sample_service
    assert api.folder("sample_service") == FOLDER
    with pytest.raises(NoSuchService):
        api.service("nothing")


def test_every_folder_under_services_is_registered():
    root = Path(registry.__file__).parents[2] / "services"
    folders = {path.parent.name for path in root.glob("*/service.py")}
    assert folders <= {definition.code for definition in api.services()}


def test_publishing_twice_changes_nothing(office):  # noqa: ARG001 - publishes once
    assert "sample_service" in api.publish_all(Actor.system())


def test_a_service_that_is_off_is_not_offered(office):  # noqa: ARG001 - opens the database
    api.switch("sample_service", is_on=False, by=Actor.system())
    assert "sample_service" not in {definition.code for definition in api.services_on()}
    assert not api.is_on("sample_service")


def test_the_answer_to_a_question_chooses_the_office(office):
    api.set_office("sample_service", organisation_id=77, answer="legal", by=Actor.system())
    assert queries.office_for(BY_ANSWER, Facts({"person.kind": "legal"})) == 77
    assert queries.office_for(BY_ANSWER, Facts({"person.kind": "natural"})) == office.id
    assert api.offices("sample_service") == {"": office.id, "legal": 77}

"""Publishing, switching, and saying who receives."""

import pytest

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.catalogue import api, queries
from pishkhan.kernel.catalogue.errors import NoSuchService
from pishkhan.kernel.catalogue.tests.sample import BY_ANSWER
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.identity.spec import Actor


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


@pytest.mark.django_db
def test_a_service_that_does_not_exist_is_neither_switched_nor_given_an_office():
    with pytest.raises(NoSuchService):
        api.switch("nothing", is_on=True, by=Actor.system())
    with pytest.raises(NoSuchService):
        api.set_office("nothing", organisation_id=1, by=Actor.system())


def test_every_act_of_running_has_its_sentence():
    verbs = {f"catalogue.{verb}" for verb in ("switched_on", "switched_off", "office_set")}
    assert verbs <= set(audit.declared())

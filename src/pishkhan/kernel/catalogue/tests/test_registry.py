"""Which services there are, and what is refused at start."""

from dataclasses import replace
from pathlib import Path

import pytest

from pishkhan.kernel.catalogue import api, registry
from pishkhan.kernel.catalogue.errors import BadService, NoSuchService
from pishkhan.kernel.catalogue.tests.sample import FOLDER, SAMPLE


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

"""The guides that the release brings: each loads, explains places that are there, and is light."""

import re

import pytest

from pishkhan.config.installed import service_packages
from pishkhan.config.paths import PACKAGE
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.guides import api as guides
from pishkhan.kernel.guides.rules import markup, sheets
from pishkhan.kernel.guides.spec import VersionState
from pishkhan.kernel.identity.spec import Actor


NAMED = re.compile(r'{% guide "([^"]+)"')  # a place of the platform, by the template that has it
SERVICES = [package.rpartition(".")[2] for package in service_packages()]
LIGHT = 60_000


def texts(service):
    return sorted((PACKAGE / "services" / service / "guides").glob("*/*.md"))


def places(service):
    """Every anchor that a page of the service asks for."""
    definition = catalogue.service(service)
    yield from (key for key, _page, _question in forms.each_question(definition.pages))
    yield from (f"attachment.{rule.kind}" for rule in definition.attachments)


def of_templates():
    """Every anchor that a template asks for by its whole name."""
    return {
        anchor for path in PACKAGE.glob("**/*.html") for anchor in NAMED.findall(path.read_text())
    }


@pytest.mark.django_db
def test_every_guide_of_the_release_is_published_and_stays_one(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    catalogue.publish_all(Actor.system())
    count = 0
    for service in SERVICES:
        folder = catalogue.folder(service) / "guides"
        count += guides.load_release(service, folder, by=Actor.system())
        assert guides.load_release(service, folder, by=Actor.system()) == 0
        known = {*places(service), *cases.process_now(service).states, *of_templates()}
        for path in texts(service):
            for anchor in markup.anchors(sheets.parse(path.read_text()).body):
                assert anchor.removeprefix(f"{service}.") in known, (path.name, anchor)
    guides.load_platform(by=Actor.system())
    assert {one.state for one in guides.latest()} == {VersionState.PUBLISHED}
    assert len(guides.latest()) == count > 0


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_guides(service):
    assert texts(service)


@pytest.mark.parametrize("service", SERVICES)
def test_every_guide_has_a_picture_and_says_in_words_what_it_shows(service):
    for path in texts(service):
        found = list(markup.pictures(markup.read(sheets.parse(path.read_text()).body)))
        assert found, path.name
        slug, language, _ = path.name.split(".")
        for one in found:
            assert (path.parent / f"{slug}.{language}.{one.name}.png").exists(), path.name
            assert len(one.words) > len("a picture"), path.name


@pytest.mark.parametrize("service", SERVICES)
def test_colleagues_who_work_on_a_service_have_a_guide_and_whom_to_ask(service):
    folder = PACKAGE / "services" / service / "guides"
    contacts = (folder / "contacts.yaml").read_text()
    for reader in ("university", "organisation"):
        assert list((folder / reader).glob("*.fa.md")), reader
        assert f"reader: {reader}" in contacts, reader


@pytest.mark.parametrize("service", SERVICES)
def test_pictures_are_light_and_used(service):
    for path in (PACKAGE / "services" / service / "guides").glob("*/*.png"):
        slug, language, name, _ = path.name.split(".")
        body = (path.parent / f"{slug}.{language}.md").read_text()
        assert f"]({name})" in body, path.name
        assert path.stat().st_size <= LIGHT, path.name


def test_contacts_name_invented_numbers_only():
    for path in PACKAGE.glob("**/contacts.yaml"):
        for line in path.read_text().splitlines():
            if "telephone" in line:
                assert 'telephone: "000-' in line, path

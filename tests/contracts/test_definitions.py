"""Every process that is shipped: it goes out as sound BPMN, comes back the same, and is drawn."""

import pytest
from ruamel.yaml import YAML
from tools.diagrams import PICTURES, SERVICES, pictures

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.bpmn_import import read_bpmn
from pishkhan.kernel.cases.rules.parsing import parse
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor


SHIPPED = sorted(SERVICES.glob("*/process.yaml"))
MOST_BYTES = 20_000


@pytest.fixture(params=SHIPPED, ids=lambda path: path.parent.name)
def process(request):
    read, faults = parse(YAML(typ="safe", pure=True).load(request.param))
    assert not faults
    return read


def test_there_are_processes():
    assert SHIPPED


def test_its_bpmn_keeps_the_rules_of_the_schema(process):
    assert cases.bpmn_faults(cases.bpmn(process)) == []


def test_its_bpmn_is_read_back_as_the_same_definition(process):
    again, faults = parse(read_bpmn(cases.bpmn(process).encode()))
    assert not faults
    assert again == process
    buttons = [list(state.actions) for state in process.states.values()]
    assert [list(state.actions) for state in again.states.values()] == buttons
    assert list(again.states) == list(process.states)


@pytest.mark.django_db
def test_every_published_row_goes_out_and_comes_back_the_same():
    catalogue.publish_all(Actor.system())
    rows = [row for path in SHIPPED for row in cases.versions(path.parent.name)]
    assert len(rows) == len(SHIPPED)
    for row in rows:
        published = cases.process_of(row.definition_id)
        drawn = cases.bpmn(published)
        assert cases.bpmn_faults(drawn) == []
        assert parse(read_bpmn(drawn.encode())) == (published, [])


def test_its_pictures_are_small(process):
    assert len(cases.svg(process).encode()) <= MOST_BYTES
    assert len(cases.upright(process).encode()) <= MOST_BYTES


def test_the_pictures_in_the_documentation_are_not_stale():
    wanted = pictures()
    assert set(PICTURES.glob("*.svg")) == wanted.keys(), "run python -m tools.diagrams"
    for path, text in wanted.items():
        assert path.read_text() == text, f"{path.name} is stale: run python -m tools.diagrams"

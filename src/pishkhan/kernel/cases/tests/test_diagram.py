"""The picture and the exchange file of a process."""

import pytest
from lxml import etree
from ruamel.yaml import YAML

from pishkhan.kernel.cases.bpmn import NAMESPACES, bpmn
from pishkhan.kernel.cases.diagram import svg
from pishkhan.kernel.cases.rules.parsing import parse
from pishkhan.kernel.cases.tests.processes import COUNCIL, LETTER


PROCESSES = [parse(YAML(typ="safe", pure=True).load(text))[0] for text in (LETTER, COUNCIL)]


@pytest.mark.parametrize("process", PROCESSES, ids=["letter", "council"])
def test_the_picture_is_small_well_formed_and_says_what_it_shows(process):
    drawn = svg(process, current=process.start, visited=[process.start])
    root = etree.fromstring(drawn)
    texts = {child.tag.rpartition("}")[2]: child.text for child in root}

    assert len(drawn.encode()) <= 20_000
    assert texts["title"] == process.title
    assert process.states[process.start].title in texts["desc"]
    assert root.attrib["direction"] == "rtl"
    assert sum("wf-current" in element.get("class", "") for element in root.iter()) == 1


@pytest.mark.parametrize("process", PROCESSES, ids=["letter", "council"])
def test_every_reference_of_the_bpmn_file_has_its_element(process):
    root = etree.fromstring(bpmn(process).encode())
    known = {element.get("id") for element in root.iter()}
    named = [
        element.get(name)
        for element in root.iter()
        for name in ("sourceRef", "targetRef", "attachedToRef", "bpmnElement", "processRef")
        if element.get(name)
    ]
    listed = [e.text for e in root.iter(f"{{{NAMESPACES['bpmn']}}}flowNodeRef")]

    assert set(named) | set(listed) <= known
    assert len(listed) == len(set(listed))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))

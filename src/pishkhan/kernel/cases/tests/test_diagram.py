"""The picture and the exchange file of a process."""

from collections import defaultdict
from itertools import combinations, pairwise

import pytest
from lxml import etree
from ruamel.yaml import YAML

from pishkhan.kernel.cases.bpmn import NAMESPACES, bpmn
from pishkhan.kernel.cases.diagram import svg
from pishkhan.kernel.cases.layout import LETTER_W, layout
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


@pytest.mark.parametrize("process", PROCESSES, ids=["letter", "council"])
def test_no_line_lies_on_another_and_no_title_on_a_title(process):
    plan = layout(process)
    stretches = defaultdict(list)
    for edge in plan.edges:
        for (x1, y1), (x2, y2) in pairwise(edge.points):
            across = (x1, min(y1, y2), max(y1, y2)) if x1 == x2 else None
            along = (y1, min(x1, x2), max(x1, x2)) if y1 == y2 and x1 != x2 else None
            for way, one in (("down", across), ("along", along)):
                if one and one[1] != one[2]:
                    stretches[way, one[0]].append(one[1:])
    for several in stretches.values():
        several.sort()
        assert all(before[1] <= after[0] for before, after in pairwise(several))
    titles = [(*edge.points[0], len(edge.title) * LETTER_W) for edge in plan.edges]
    for (x1, y1, w1), (x2, y2, w2) in combinations(titles, 2):
        assert abs(y1 - y2) >= 14 or x1 + w1 <= x2 or x2 + w2 <= x1


@pytest.mark.parametrize("process", PROCESSES, ids=["letter", "council"])
def test_every_box_is_in_its_lane_and_in_the_picture(process):
    plan = layout(process)
    for box in plan.boxes.values():
        top, height = plan.lanes[box.lane]
        assert top < box.y
        assert box.y + box.height < top + height
        assert box.x + box.width < plan.width
    assert all(0 < x < plan.width and 0 < y < plan.height for e in plan.edges for x, y in e.points)

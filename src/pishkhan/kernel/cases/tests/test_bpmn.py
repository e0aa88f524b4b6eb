"""The drawing of a process goes out and comes back the same; a stranger's drawing becomes a draft."""

import inspect
import re
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from pishkhan.kernel.cases.bpmn import OURS, bpmn
from pishkhan.kernel.cases.bpmn_import import read_bpmn
from pishkhan.kernel.cases.bpmn_schema import bpmn_faults
from pishkhan.kernel.cases.errors import UnreadableDrawing
from pishkhan.kernel.cases.rules import unparsing
from pishkhan.kernel.cases.rules.parsing import parse
from pishkhan.kernel.cases.rules.process import (
    Action,
    Also,
    Assign,
    Process,
    Reopening,
    Span,
    State,
    TimerRule,
    Vote,
)
from pishkhan.kernel.cases.rules.unparsing import written
from pishkhan.kernel.cases.tests.made import sound_processes
from pishkhan.kernel.cases.tests.test_diagram import PROCESSES


def same(one, other):
    """Equal, and its states and buttons in the same order."""
    return one == other and [(n, list(s.actions)) for n, s in one.states.items()] == [
        (n, list(s.actions)) for n, s in other.states.items()
    ]


@given(sound_processes())
@settings(max_examples=20, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)  # fmt: skip
def test_every_process_is_written_drawn_and_read_back_the_same(process):
    again, faults = parse(written(process))
    assert not faults
    assert same(again, process)
    xml = bpmn(process)
    assert bpmn_faults(xml) == []
    read, faults = parse(read_bpmn(xml.encode()))
    assert not faults
    assert same(read, process)


@pytest.mark.parametrize("kind", [Action, Also, Assign, Process, Reopening, Span, State, TimerRule, Vote])  # fmt: skip
def test_nothing_that_a_process_can_say_is_left_unwritten(kind):
    """A new field must be written back, else the drawing forgets it."""
    text = inspect.getsource(unparsing)
    for one in fields(kind):
        assert re.search(rf"\.{one.name}\b", text), f"{kind.__name__}.{one.name}"


@pytest.mark.parametrize("process", PROCESSES, ids=["letter", "council"])
def test_the_processes_of_the_tests_come_back(process):
    assert bpmn_faults(bpmn(process)) == []
    assert same(parse(read_bpmn(bpmn(process).encode()))[0], process)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id="pool"', 'id="lanes"'),
        ('attachedToRef="state_secretariat"', 'attachedToRef="nobody"'),
        ("<bpmn:incoming>flow_start</bpmn:incoming>", ""),
        ("<bpmn:flowNodeRef>start</bpmn:flowNodeRef>", ""),
        ('bpmnElement="state_expert"', 'bpmnElement="state_correct"'),
        ("bpmn:userTask", "bpmn:manualTask"),
        ("bpmn:laneSet", "bpmn:ioSpecification"),
        ('targetRef="state_secretariat"', 'targetRef="state_expert"'),
        ('sourceRef="start"', ""),
        ("<dc:Bounds x=", "<dc:Bounds no="),
    ],
)
def test_the_checks_find_what_the_schema_forbids(old, new):
    xml = bpmn(PROCESSES[0])
    assert old in xml
    assert bpmn_faults(xml.replace(old, new))


DRAWN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
<process id="Process_1" name="مرخصی">
<laneSet id="ls"><lane id="office" name="اداره"><flowNodeRef>b</flowNodeRef><flowNodeRef>g</flowNodeRef></lane>
<lane id="l2" name="متقاضی"><flowNodeRef>a</flowNodeRef></lane></laneSet>
<startEvent id="s"><outgoing>f0</outgoing></startEvent>
<userTask id="a" name="نوشتن"/><userTask id="b" name="بررسی"/>
<exclusiveGateway id="g"/>
<boundaryEvent id="t" name="دیر" attachedToRef="b"><outgoing>f6</outgoing>
<timerEventDefinition id="td"><timeDuration>P3DT4H</timeDuration></timerEventDefinition></boundaryEvent>
<endEvent id="yes" name="پذیرفته"/><endEvent id="no" name="رد"/>
<sequenceFlow id="f0" sourceRef="s" targetRef="a"/><sequenceFlow id="f1" sourceRef="a" targetRef="b"/>
<sequenceFlow id="f2" sourceRef="b" targetRef="g"/>
<sequenceFlow id="f3" name="تأیید" sourceRef="g" targetRef="yes"/>
<sequenceFlow id="f4" name="رد" sourceRef="g" targetRef="no"/>
<sequenceFlow id="f5" name="بازگشت" sourceRef="g" targetRef="a"/>
<sequenceFlow id="f6" sourceRef="t" targetRef="no"/>
<!--more--></process></definitions>"""


def test_a_drawing_by_hand_becomes_a_skeleton():
    process, faults = parse(read_bpmn(DRAWN.encode()))
    assert not faults
    assert (process.start, process.orgs, process.lanes) == ("a", ("office",), {"office": "اداره"})
    review = process.states["b"]
    assert [action.title for action in review.actions.values()] == ["تأیید", "رد", "بازگشت", "f6"]
    assert (review.assign[0].role, review.assign[0].org) == ("", "office")  # to be filled in
    assert (review.timers[0].span.days, review.timers[0].span.hours) == (3, 4)
    assert review.actions[review.timers[0].action].by_system
    assert process.states["a"].with_applicant
    assert process.states["no"].outcome == "no"


def test_what_an_analyst_changed_in_our_drawing_is_kept():
    xml = bpmn(PROCESSES[0]).replace('name="امضا"', 'name="توشیح"')
    xml = xml.replace("<bpmn:flowNodeRef>state_expert</bpmn:flowNodeRef>", "", 1).replace(
        "<bpmn:flowNodeRef>state_correct</bpmn:flowNodeRef>",
        "<bpmn:flowNodeRef>state_correct</bpmn:flowNodeRef><bpmn:flowNodeRef>state_expert</bpmn:flowNodeRef>",
    )
    process, faults = parse(read_bpmn(xml.encode()))
    assert not faults
    assert process.states["signature"].title == "توشیح"
    assert process.states["signature"].assign[0].role == "signer"
    assert process.states["expert"].with_applicant  # it was drawn into that lane


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('<parallelGateway id="pg"/>', "(pg) از نوع parallelGateway"),
        ('<subProcess id="sp" name="زیرفرایند"/>', "«زیرفرایند» (sp) از نوع subProcess"),
        ('<scriptTask id="st"/>', "(st) از نوع scriptTask"),
        ('<intermediateCatchEvent id="ic"/>', "(ic) از نوع intermediateCatchEvent"),
        ('<exclusiveGateway id="alone"/>', "دروازهٔ (alone) پس از هیچ کاری نیست"),
        ('<sequenceFlow id="f9" sourceRef="a" targetRef="nowhere"/>', "پیکان (f9) (targetRef) به «nowhere»"),
        ('<boundaryEvent id="m" attachedToRef="a"><messageEventDefinition/></boundaryEvent>', "(m) از نوع message"),
        ('<boundaryEvent id="m" attachedToRef="s"><timerEventDefinition/></boundaryEvent>', "زمان‌سنج (m)"),
        ('<userTask id="many"><multiInstanceLoopCharacteristics/></userTask>', "(many) نشان تکرار"),
        ('<userTask id="a"/>', "شناسهٔ عنصر (a)"),
        ("<userTask/>", "از نوع userTask شناسه"),
        ('<startEvent id="s2"><messageEventDefinition/></startEvent>', "(s2) از نوع message"),
        ('<startEvent id="s3"/><sequenceFlow id="f8" sourceRef="s3" targetRef="b"/>', "درست یک آغاز"),
        ('<sequenceFlow id="x" sourceRef="g" targetRef="s"/>', "پیکان (x) به «s»"),
        ('<laneSet><lane id="big" name="بزرگ"><childLaneSet/></lane></laneSet>', "«بزرگ» (big)"),
        (f'<userTask id="n"><extensionElements><state xmlns="{OURS}">no</state></extensionElements></userTask>', "در (n) نوشته بود"),
        ('<x:thing xmlns:x="urn:x" id="foreign"/>', "عنصر (foreign)"),
    ],
)  # fmt: skip
def test_what_we_do_not_understand_is_refused_by_its_id_and_says_how_to_mend_it(more, said):
    with pytest.raises(UnreadableDrawing) as refused:
        read_bpmn(DRAWN.replace("<!--more-->", more).encode())
    found = [one for one in refused.value.faults if said in str(one)]
    assert found
    assert all(one.hint for one in refused.value.faults)


BOMB = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><definitions>&b;</definitions>'
OUTSIDE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><definitions>&x;</definitions>'


@pytest.mark.parametrize(
    "data",
    [BOMB.encode(), OUTSIDE.encode(), b"<!DOCTYPE d SYSTEM 'http://x/'><d/>", b"", b"<a", b"<a/>",
     b"\xff\xfe\x00", b"<a>" * 100 + b"</a>" * 100, b"<a/>" + b" " * 1_000_001,
     b"<r>" + b"<a/>" * 20_001 + b"</r>", b"<?xml version='1.0' encoding='x-none'?><a/>"],
)  # fmt: skip
def test_a_bomb_a_torn_file_and_a_reach_outside_are_refused(data):
    with pytest.raises(UnreadableDrawing) as refused:
        read_bpmn(data)
    assert [one.hint for one in refused.value.faults if one.hint]


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 5000), st.integers(0, 40))
def test_whatever_is_torn_out_only_our_refusal_comes_of_it(noise, place, length):
    data = bpmn(PROCESSES[1]).encode()
    try:
        read_bpmn(data[:place] + noise + data[place + length :])
    except UnreadableDrawing:
        return

"""Decision tables of data: no hole, no contradiction, exact numbers, two people, days in force."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.cases import api, errors
from pishkhan.kernel.cases.registry import register, registration
from pishkhan.kernel.cases.rules.tables import Span, ask, holes, read_table
from pishkhan.kernel.cases.spec import Decided, Decision
from pishkhan.kernel.cases.tests.conftest import a_keeper
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.errors import NotAllowed


TODAY = date(2026, 11, 22)
PROPOSER, APPROVER = a_keeper(1, "پیشنهاددهنده"), a_keeper(2, "تأییدکننده")


def body(*rows, top="20"):
    return {
        "title": "آستانهٔ نمره",
        "facts": [
            {"name": "group", "title": "گروه", "values": {"one": "یک", "two": "دو"}},
            {"name": "score", "title": "نمره", "min": "0", "max": top, "places": 2},
        ],
        "outcomes": {"yes": "پذیرفته", "no": "پذیرفته نیست"},
        "rows": list(rows),
    }


def row(then, because="ماده ۳", **when):
    return {"when": when, "then": then, "because": because}


ABOVE_13 = row("yes", score={"at_least": "13"})
BELOW_13 = row("no", score={"below": "13"})
SOUND = body(ABOVE_13, BELOW_13)


def faults(rows_body):
    table, found = read_table(rows_body)
    return found or holes(table)


def test_a_sound_table_has_no_faults():
    assert faults(SOUND) == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row("yes", score={"above": "13"}), BELOW_13], "نمره = 13 پاسخی نیست"),
        ([ABOVE_13, row("no", score={"at_most": "13"})], "چند پاسخ"),
        ([row("yes", group=["one"], score={"at_least": "13"}), BELOW_13], "گروه = دو"),
        ([ABOVE_13, BELOW_13, row("yes", group=["three"])], "three"),
        ([ABOVE_13, row("maybe", score={"below": "13"})], "maybe"),
        ([ABOVE_13, row("no", weight={"below": "13"})], "weight"),
        ([row("yes")], "هیچ ردیفی"),
        ([row("yes", score={"at_least": "بیست"}), BELOW_13], "عدد نیست"),
    ],
)
def test_a_hole_a_contradiction_and_a_misspelling_are_named(rows, said):
    assert any(said in fault for fault in faults(body(*rows)))


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.sampled_from(["yes", "no"])),
             min_size=1, max_size=5)
)  # fmt: skip
def test_what_the_checks_find_is_what_trying_every_number_finds(spans):
    rows = [
        row(then, score={"at_least": str(low), "below": str(high)}) for low, high, then in spans
    ]
    table, _faults = read_table(body(*rows))
    hundredths = [Decimal(n) / 100 for n in range(0, 2001, 25)]

    def answers(score):
        return {one.then for one in table.rows if one.covers({"group": "one", "score": score})}

    found = [answers(score) for score in hundredths]
    said = "\n".join(holes(table))
    assert ("پاسخی نیست" in said) == any(not one for one in found)
    assert ("چند پاسخ" in said) == any(len(one) > 1 for one in found)


def test_a_table_too_large_to_check_is_refused():
    wide = {
        "title": "بزرگ",
        "facts": [
            {"name": f"f{n}", "title": f"پرسش {n}", "values": {f"v{k}": "گزینه" for k in range(10)}}
            for n in range(6)
        ],
        "outcomes": {"yes": "آری"},
        "rows": [row("yes")],
    }
    assert "بیش از" in faults(wide)[0]


@pytest.mark.parametrize(
    ("score", "outcome"), [("13", "yes"), ("۱۳٫۰۰", "yes"), (12.99, "no"), (0, "no")]
)
def test_numbers_are_exact_and_read_in_any_digits(score, outcome):
    assert ask(read_table(SOUND)[0], {"group": "one", "score": score}).outcome == outcome


@pytest.mark.parametrize("score", [None, ""])
def test_a_fact_that_is_missing_is_named(score):
    with pytest.raises(errors.FactMissing, match="نمره"):
        ask(read_table(SOUND)[0], {"group": "one", "score": score})


@pytest.mark.parametrize("facts", [{"score": "25"}, {"score": "نه"}, {"score": "NaN"}, {"score": True},
                                   {"score": "12.999"}, {"group": "one "}, {"group": 1}])  # fmt: skip
def test_what_is_not_known_is_refused_and_not_guessed(facts):
    with pytest.raises(errors.FactUnreadable):
        ask(read_table(SOUND)[0], {"group": "one", "score": "13"} | facts)


def in_force(rows_body=SOUND, day=TODAY, name="threshold"):
    proposed = api.propose_table(name, rows_body, valid_from=day, by=PROPOSER)
    return api.approve_table(proposed.id, by=APPROVER)


@pytest.mark.django_db
def test_a_table_with_a_hole_is_not_saved():
    with pytest.raises(errors.BadTable, match="پاسخی نیست"):
        api.propose_table("threshold", body(ABOVE_13), valid_from=TODAY, by=PROPOSER)
    assert api.tables() == []


@pytest.mark.django_db
@pytest.mark.parametrize("by", [Actor.staff(3, "کارشناس", ()), Actor.citizen(4, "شهروند")])
def test_who_does_not_manage_services_touches_no_table(by):
    proposed = api.propose_table("threshold", SOUND, valid_from=TODAY, by=PROPOSER)
    with pytest.raises(NotAllowed):
        api.propose_table("threshold", SOUND, valid_from=TODAY, by=by)
    with pytest.raises(NotAllowed):
        api.approve_table(proposed.id, by=by)
    with pytest.raises(NotAllowed):
        api.refuse_table(proposed.id, because="نه", by=by)


@pytest.mark.django_db
def test_two_people_put_a_table_in_force():
    proposed = api.propose_table("threshold", SOUND, valid_from=TODAY, by=PROPOSER)
    with pytest.raises(errors.NoSuchTable):
        api.table_on("threshold", TODAY)
    with pytest.raises(errors.SecondPersonNeeded):
        api.approve_table(proposed.id, by=PROPOSER)
    api.approve_table(proposed.id, by=APPROVER)
    assert api.table_on("threshold", TODAY).version == 1


@pytest.mark.django_db
def test_a_new_version_ends_the_old_one_where_it_begins():
    later = TODAY + timedelta(days=30)
    in_force()
    in_force(
        body(row("yes", score={"at_least": "14"}), row("no", score={"below": "14"})), day=later
    )
    facts = {"group": "one", "score": "13"}
    assert api.decide_by_table("threshold", facts, day=TODAY)[1].outcome == "yes"
    assert api.decide_by_table("threshold", facts, day=later)[1].outcome == "no"


@pytest.mark.django_db
def test_a_version_that_gives_way_is_in_the_trail():
    displaced = in_force(day=TODAY + timedelta(days=30))
    in_force(day=TODAY)
    (line,) = lines(verb="cases.table_refused")
    assert (line.target_id, line.because) == (displaced.id, "نسخهٔ 2 جای آن را گرفت")


@pytest.mark.django_db
def test_outcomes_that_no_process_maps_are_refused():
    in_force()
    other = body(ABOVE_13, BELOW_13)
    other["outcomes"] = {"yes": "آری", "no": "نه", "later": "بعد"}
    other["rows"] = [ABOVE_13, row("no", score={"below": "10"}),
                     row("later", score={"at_least": "10", "below": "13"})]  # fmt: skip
    with pytest.raises(errors.BadTable, match="later"):
        api.propose_table("threshold", other, valid_from=TODAY, by=PROPOSER)


@pytest.mark.django_db
def test_a_dry_run_lists_what_would_be_decided_otherwise():
    with clock.frozen(clock.start_of(TODAY) + timedelta(hours=9)):
        in_force()
        stricter = body(row("yes", score={"at_least": "14"}), row("no", score={"below": "14"}))
        proposed = api.propose_table("threshold", stricter, valid_from=TODAY, by=PROPOSER)
        seen = [{"group": "one", "score": str(score)} for score in range(10, 20)]
        (only,) = api.dry_run(proposed.id, seen)
    assert (only.facts["score"], only.now, only.then) == ("13", "yes", "no")


@pytest.mark.django_db
def test_a_process_asks_the_table_and_keeps_which_row_decided():
    in_force(day=clock.today())
    decided = api.by_table("threshold", ["yes", "no"]).decide({"group": "two", "score": "15"})
    assert decided.outcome == "yes"
    assert decided.because == ("ماده ۳",)
    assert decided.trace["row"] == 1
    assert decided.trace["facts"] == {"group": "two", "score": "15"}


def test_a_table_is_exported_as_dmn():
    xml = ET.fromstring(api.dmn("threshold", read_table(SOUND)[0]))  # noqa: S314 - our own
    space = {"d": "https://www.omg.org/spec/DMN/20191111/MODEL/"}
    table = xml.find(".//d:decisionTable", space)
    assert table.get("hitPolicy") == "ANY"
    conditions = [one.text for one in table.iterfind("d:rule/d:inputEntry/d:text", space)]
    assert conditions == ["-", ">= 13", "-", "< 13"]


# Children of an element in the order of the OMG's schema (DMN 1.3), as far as we write them.
CHILDREN = {
    "definitions": "decision ",
    "decision": "decisionTable ",
    "decisionTable": "(input )+output (rule )*",
    "input": "inputExpression (inputValues )?",
    "output": "outputValues ",
    "rule": "description (inputEntry )*outputEntry ",
    **dict.fromkeys(
        ("inputExpression", "inputValues", "outputValues", "inputEntry", "outputEntry"), "text "
    ),
}
NAMES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=6
).filter(lambda text: text.strip() == text)
NUMBERS = st.decimals(-20, 20, places=2, allow_nan=False).map(str)


@st.composite
def a_body(draw):
    """A table with facts of both kinds, whatever they are called; it may have holes."""
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    facts, options = [], {}
    for name in names:
        options[name] = draw(st.lists(NAMES, max_size=3, unique=True))
        of = {"values": dict.fromkeys(options[name], "عنوان")} if options[name] else {"min": "-20", "max": "20", "places": 2}  # fmt: skip
        facts.append({"name": name, "title": "پرسش", **of})

    def condition(name):
        if options[name]:
            return st.lists(st.sampled_from(options[name]), min_size=1, unique=True)
        low = st.fixed_dictionaries({}, optional={"at_least": NUMBERS}) | st.fixed_dictionaries(
            {"above": NUMBERS}
        )
        high = st.fixed_dictionaries({}, optional={"at_most": NUMBERS}) | st.fixed_dictionaries(
            {"below": NUMBERS}
        )
        return st.builds(lambda one, other: one | other, low, high)

    when = st.fixed_dictionaries({}, optional={name: condition(name) for name in names})
    outcomes = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    rows = st.fixed_dictionaries(
        {"when": when, "then": st.sampled_from(outcomes), "because": st.just("ماده ۳ <و> «۴»")}
    )
    return {"title": "آستانه", "facts": facts, "outcomes": dict.fromkeys(outcomes, "عنوان"),
            "rows": draw(st.lists(rows, min_size=1, max_size=4))}  # fmt: skip


def local(element):
    return element.tag.rpartition("}")[2]


def dmn_faults(root):
    """What of it the schema would refuse."""
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    yield from (
        f"{key!r} is no NCName"
        for key in ids
        if not re.fullmatch(r"[A-Za-z_][\w.-]*", key, re.ASCII)
    )
    yield from (f"{key} stands twice" for key, times in Counter(ids).items() if times > 1)
    for one in root.iter():
        found = "".join(f"{local(child)} " for child in one)
        if not re.fullmatch(CHILDREN.get(local(one), ""), found):
            yield f"{local(one)}: {found}"
        if local(one) in {"definitions", "decision"} and not one.get("name"):
            yield f"{local(one)} has no name"


def read_back(text):
    """A unary test of FEEL as the condition of a row: options, or bounds; None for a dash."""
    if text == "-":
        return None
    if texts := re.findall(r'"((?:[^"\\]|\\.)*)"', text):
        return frozenset(re.sub(r"\\(.)", r"\1", one) for one in texts)
    if between := re.fullmatch(r"([\[(])(.+)\.\.(.+)([\])])", text):
        opening, low, high, closing = between.groups()
        return Span(low=Decimal(low), high=Decimal(high), with_low=opening == "[", with_high=closing == "]")  # fmt: skip
    sign, bound = text.split(" ")
    is_low = sign.startswith(">")
    return Span(
        low=Decimal(bound) if is_low else None,
        high=None if is_low else Decimal(bound),
        with_low=is_low and "=" in sign,
        with_high=not is_low and "=" in sign,
    )


@given(a_body())
def test_every_table_is_read_back_from_its_dmn_the_same(written):
    table, found = read_table(written)
    assert not found
    root = ET.fromstring(api.dmn("threshold", table))  # noqa: S314 - our own
    assert not list(dmn_faults(root))
    space = {"d": "https://www.omg.org/spec/DMN/20191111/MODEL/"}
    names = [one.text for one in root.iterfind(".//d:inputExpression/d:text", space)]
    assert names == [fact.name for fact in table.facts]
    rules = root.findall(".//d:rule", space)
    assert len(rules) == len(table.rows)
    for rule, row_ in zip(rules, table.rows, strict=True):
        entries = [read_back(one.text) for one in rule.iterfind("d:inputEntry/d:text", space)]
        when = {n: c for n, c in zip(names, entries, strict=True) if c is not None}
        unbound = Span(with_low=False, with_high=False)
        assert when == {n: c for n, c in row_.when.items() if c != unbound}
        assert read_back(rule.find("d:outputEntry/d:text", space).text) == {row_.then}
        assert rule.find("d:description", space).text == row_.because


def test_rows_that_disagree_are_named_at_the_row():
    table, _faults = read_table(body(ABOVE_13, row("no", score={"at_most": "13"})))
    assert list(api.row_faults(table)) == [1, 2]
    assert "ردیف 2" in api.row_faults(table)[1][0]


@pytest.mark.django_db
def test_what_a_table_decided_is_told_in_its_words_and_tried_again(office):
    in_force(day=clock.today(), name="fitness")
    asked = api.by_table("fitness", ["fit", "unfit"])
    register(
        "council",
        registration("council").process_path,
        effects={"invoice": office.told.append},
        decisions={
            "fitness": Decision(outcomes=asked.outcomes, decide=lambda facts: _fit(asked, facts))
        },
    )
    case = office.open("council", facts={"group": "two", "score": "15"})
    (reason,) = api.reasons(case.id)
    assert (reason.table, reason.row, reason.because) == ("آستانهٔ نمره", 1, ("ماده ۳",))
    assert reason.facts == {"گروه": "دو", "نمره": "15"}
    assert api.seen_facts("fitness") == [(case.id, {"group": "two", "score": "15"})]


def _fit(asked, facts):
    """The table of these tests says yes and no, the process of the council fit and unfit."""
    said = asked.decide(facts)
    return Decided(outcome="fit" if said.outcome == "yes" else "unfit", because=said.because, trace=said.trace)  # fmt: skip

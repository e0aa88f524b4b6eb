"""A decision table as DMN 1.3, for analysts and auditors; we do not run what is imported from it."""

from collections.abc import Iterable
from decimal import Decimal
from xml.etree import ElementTree as ET

from pishkhan.kernel.cases.rules.tables import DataTable, Fact, Span


NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def dmn(name: str, table: DataTable) -> bytes:
    """The table as a DMN decision with hit policy ANY: rows that meet agree, which is checked."""
    ET.register_namespace("", NAMESPACE)
    root = _element(None, "definitions", id=f"definitions_{name}", name=table.title,
                    namespace="urn:pishkhan:tables")  # fmt: skip
    decision = _element(root, "decision", id=f"decision_{name}", name=table.title)
    grid = _element(decision, "decisionTable", id=f"table_{name}", hitPolicy="ANY")
    for place, fact in enumerate(table.facts, start=1):
        asked = _element(grid, "input", id=f"input_{place}", label=fact.title)
        kind = "number" if fact.is_number else "string"
        expression = _element(asked, "inputExpression", id=f"expression_{place}", typeRef=kind)
        _text(expression, fact.name)
        if not fact.is_number:
            _text(_element(asked, "inputValues", id=f"values_{place}"), _options(fact.values))
    answer = _element(grid, "output", id=f"output_{name}", name="outcome", typeRef="string")
    _text(_element(answer, "outputValues", id=f"outcomes_{name}"), _options(table.outcomes))
    for number, row in enumerate(table.rows, start=1):
        rule = _element(grid, "rule", id=f"rule_{number}")
        _text(rule, row.because, tag="description")
        for place, fact in enumerate(table.facts, start=1):
            entry = _element(rule, "inputEntry", id=f"when_{number}_{place}")
            _text(entry, _condition(fact, row.when.get(fact.name)))
        _text(_element(rule, "outputEntry", id=f"then_{number}"), _options([row.then]))
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _condition(fact: Fact, condition: object) -> str:
    """A unary test in FEEL; a dash where anything goes."""
    if isinstance(condition, frozenset):
        return _options(name for name in fact.values if name in condition)
    if not isinstance(condition, Span):
        return "-"
    bounds = [_bound(">", condition.low, with_it=condition.with_low),
              _bound("<", condition.high, with_it=condition.with_high)]  # fmt: skip
    if condition.low is not None and condition.high is not None:
        opening, closing = "[" if condition.with_low else "(", "]" if condition.with_high else ")"
        return f"{opening}{condition.low:f}..{condition.high:f}{closing}"
    return next((bound for bound in bounds if bound), "-")


def _bound(sign: str, bound: Decimal | None, *, with_it: bool) -> str:
    return "" if bound is None else f"{sign}{'=' if with_it else ''} {bound:f}"


def _options(names: Iterable[str]) -> str:
    """Texts of FEEL, in which a quotation mark and a backslash are escaped."""
    escaped = (name.replace("\\", "\\\\").replace('"', '\\"') for name in names)
    return ",".join(f'"{name}"' for name in escaped)


def _element(parent: ET.Element | None, tag: str, **attributes: str) -> ET.Element:
    named = f"{{{NAMESPACE}}}{tag}"
    if parent is None:
        return ET.Element(named, attributes)
    return ET.SubElement(parent, named, attributes)


def _text(parent: ET.Element, text: str, *, tag: str = "text") -> None:
    _element(parent, tag).text = text

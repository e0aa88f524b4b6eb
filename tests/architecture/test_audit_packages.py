"""A service that cannot be asked is not taken for one that found nothing."""

import json

import pytest
from tools import audit_packages
from tools.audit_packages import CLEAN, NOT_ASKED, WEAK, Finding


HOLE = {"id": "CVE-2026-1", "fix_versions": ["2.0"]}


def python(*packages):
    return audit_packages.read_python(json.dumps({"dependencies": packages}), "")


def test_packages_without_a_known_weakness_are_clean():
    found = python({"name": "a", "version": "1", "vulns": []})
    assert found.code == CLEAN
    assert audit_packages.told(found) == "none known."


def test_a_weakness_is_named_with_the_version_that_mends_it():
    found = python({"name": "a", "version": "1", "vulns": [HOLE]})
    assert found.code == WEAK
    assert "a 1: CVE-2026-1 (mended in 2.0)" in audit_packages.told(found)


def test_a_package_that_was_skipped_was_not_asked_about():
    found = python({"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "gone"})
    assert found.code == NOT_ASKED
    assert "1 of 2 packages" in audit_packages.told(found)


def test_a_weakness_outweighs_a_silence():
    found = python(
        {"name": "a", "version": "1", "vulns": [HOLE]}, {"name": "b", "skip_reason": "gone"}
    )
    assert found.code == WEAK


@pytest.mark.parametrize("said", ["", "not json", "[]", "{}", "null"])
@pytest.mark.parametrize("read", [audit_packages.read_python, audit_packages.read_javascript])
def test_no_answer_is_not_a_clean_one(read, said):
    found = read(said, "error: connection refused")
    assert found.code == NOT_ASKED
    assert "NOT ASKED" in audit_packages.told(found)


def test_what_npm_found_and_what_it_could_not_ask():
    weak = {"vulnerabilities": {"b": {"severity": "high", "range": "<2"}}}
    assert audit_packages.read_javascript(json.dumps(weak), "").weak == ("b: high (<2)",)
    assert audit_packages.read_javascript(json.dumps({"vulnerabilities": {}}), "").code == CLEAN
    refused = audit_packages.read_javascript(json.dumps({"message": "405"}), "")
    assert refused == Finding(of="JavaScript packages", why="405")

"""The reference is complete: every model, state, error and setting has its line."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from ruamel.yaml import YAML

from tests.architecture.project import SOURCE, files, our_models, read, tree_of


READERS = {"text", "number", "flag", "listing"}
NAME = re.compile(r"(?:PISHKHAN_[A-Z_]+|DATABASE_URL|TEST_SLOT)")


def settings_read_by_the_code():
    """Names of environment variables that our code reads."""
    return {
        node.value
        for path in files(".py", under="src") + files(".py", under="tools") + [Path("conftest.py")]
        if "/tests/" not in str(path)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and NAME.fullmatch(node.value)
    }


def test_every_setting_is_in_the_reference():
    page = read(Path("docs/reference/settings.md"))
    missing = sorted(n for n in settings_read_by_the_code() if f"`{n}`" not in page)
    assert not missing


def test_the_reference_holds_no_setting_that_nothing_reads():
    page = read(Path("docs/reference/settings.md"))
    assert set(re.findall(rf"`({NAME.pattern})`", page)) <= settings_read_by_the_code()


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_every_model_is_in_the_glossary(model):
    assert f"`{model.__name__}`" in read(Path("docs/reference/glossary.md"))


def states():
    """Every state of every process: service, code, title."""
    for path in sorted((SOURCE / "services").glob("*/process.yaml")):
        process = YAML(typ="safe").load(path.read_text())
        for code, state in process["states"].items():
            yield pytest.param(code, state.get("title", ""), id=f"{path.parent.name}.{code}")


@pytest.mark.parametrize(("code", "title"), list(states()))
def test_every_state_is_in_the_glossary(code, title):
    page = read(Path("docs/reference/glossary.md"))
    assert f"`{code}`" in page
    assert title in page


def test_persian_is_the_source_and_two_languages_are_translations():
    assert [code for code, _ in settings.LANGUAGES] == ["fa", "en", "ar"]
    assert settings.LANGUAGE_CODE == "fa"

"""What holds for every template, sheet and script of the checkout."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client

from pishkhan.web import gallery


SOURCE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path
    for folder in ("templates", "components")
    for path in SOURCE.rglob(f"{folder}/**/*.html")
    if "locale" not in path.parts
)
SHEETS = sorted(SOURCE.rglob("static/**/*.css"))
SCRIPTS = sorted(SOURCE.rglob("static/**/*.js"))
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "style element": re.compile(r"<style\b"),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=(?!=)"),
    "script": re.compile(r"<script(?![^>]*\b(src=|type=\"application/json\"))"),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
}


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_nothing_inline(path: Path):
    text = path.read_text()
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", SHEETS, ids=name_of)
def test_a_sheet_has_logical_properties_only(path: Path):
    assert re.findall(r"left|right", path.read_text()) == []


@pytest.mark.parametrize("path", [*SHEETS, *SCRIPTS], ids=name_of)
def test_sheets_and_scripts_fetch_nothing_from_elsewhere(path: Path):
    assert re.findall(r"https?://(?!www\.w3\.org)", path.read_text()) == []


def test_the_script_is_small():
    assert (SOURCE / "web/static/ui/pishkhan.js").stat().st_size < 9_000


STAFF_PAGES = sorted(
    str(path.relative_to(SOURCE / "web/templates"))
    for folder in ("account", "mfa", "ui", "allauth")
    for path in (SOURCE / "web/templates" / folder).rglob("*")
    if path.is_file()
)


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_our_templates_are_well_formed_and_come_before_those_of_packages(name: str):
    assert Path(get_template(name).origin.name).is_relative_to(SOURCE)


@pytest.mark.parametrize("name", gallery.names())
@pytest.mark.parametrize("language", ["fa", "en", "ar"])
def test_each_component_is_drawn_in_the_gallery(client: Client, name: str, language: str):
    client.cookies["language"] = language
    assert client.get(f"/ui/{name}/").status_code == 200


def test_the_gallery_lists_its_components(client: Client):
    assert "form_page" in client.get("/ui/").content.decode()
    assert client.get("/ui/nothing/").status_code == 404

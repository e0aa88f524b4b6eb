"""Rendering itself: templates by name, the typeface, the QR."""

import pytest

from pishkhan.kernel.documents import api, rendering
from pishkhan.kernel.documents.coverage import printable
from pishkhan.kernel.documents.errors import FontsMissingError, UnknownTemplateError


@pytest.mark.parametrize("name", ["nothing", "../rendering", "/etc/passwd"])
def test_a_template_that_is_not_there_is_a_fault(name):
    with pytest.raises(UnknownTemplateError):
        api.render(name, {})


def test_without_the_typeface_we_are_told_how_to_get_it(settings, tmp_path):
    settings.STATICFILES_DIRS = [("vendor", tmp_path)]
    with pytest.raises(FontsMissingError, match="make setup"):
        api.render("receipt", {})


def test_a_qr_code_is_an_svg_element_that_a_page_may_hold():
    svg = api.qr_svg("https://pishkhan.example/rahgiri")
    assert svg.startswith("<svg")
    assert "viewBox" in svg


def test_characters_that_cannot_be_printed_are_shown_as_such():
    font = rendering._font_folder() / rendering.FACES[0]
    value = {"a": ["سلام 😀\x01", 3, None], "b": ("می\u200cشود",)}
    assert printable(value, font) == {"a": ["سلام �", 3, None], "b": ["می\u200cشود"]}

"""Pages and styles: nothing inline, no left and right, no sentence outside translation."""

import re

from tests.architecture.project import files, read


INLINE = re.compile(
    r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:|<script\b(?![^>]*\bsrc=)(?![^>]*application/json)"
)
DIRECTION = re.compile(
    r"(?<![\w-])(?:[\w-]+-)?(?:left|right)(?:-[\w-]+)?\s*(?::|;)|:\s*(?:left|right)\b"
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BIDI = re.compile("[\u202a-\u202e]")


def test_no_page_has_a_script_or_a_style_inside():
    found = [
        f"{path}: {match.group().strip()}"
        for path in files(".html", under="src/pishkhan")
        for match in INLINE.finditer(read(path))
    ]
    assert not found


def test_styles_know_no_left_and_no_right():
    found = [
        f"{path}: {match.group().strip()}"
        for path in files(".css", under="src/pishkhan")
        for match in DIRECTION.finditer(COMMENT.sub("", read(path)))
    ]
    assert not found


def test_no_file_of_ours_hides_a_control_of_direction():
    found = [str(p) for p in files(".py", ".html", ".yaml", ".md", ".po") if BIDI.search(read(p))]
    assert not found

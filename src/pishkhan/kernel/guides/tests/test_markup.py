"""The markup: what it means, what is refused, and that nothing else ever comes out."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st

from pishkhan.kernel.guides.errors import (
    EmptyGuide,
    GuideTooLong,
    NoSuchPicture,
    OutsideLink,
    PictureWithoutWords,
    SameAnchorTwice,
)
from pishkhan.kernel.guides.rules import checking, markup
from pishkhan.kernel.guides.rules.drawing import Drawn, html


PICTURES = {"page": Drawn(address="/pictures/abc.jpg", width=10, height=20)}
ALLOWED = {
    "h2": {"id"},
    "h3": {"id"},
    "p": set(),
    "ul": set(),
    "ol": set(),
    "li": set(),
    "strong": set(),
    "blockquote": set(),
    "figure": set(),
    "figcaption": {"aria-hidden"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "loading"},
}
EMPTY = {"img"}
SPICES = [
    "<script>", "</p>", "<img src=x onerror=alert(1)>", '"', "'", "<", ">", "&lt;", "&", "\\",
    "[a](javascript:alert(1))", "[a](//evil.example/)", "[a](/\\evil)", "[a](/x\" onclick=\"y)",
    "[a](/track/)", "![a](page)", "![\" onload=\"x](page)", "![](page)", "![a](../../x)",
    "## ", "### a {#x}", "# a {#\"x}", "- ", "1. ", "۲. ", "> ", "**a**", "**<b>**", "\n", "\n\n",
    "{#e.a}", "(", ")", "[", "]", "!", "\u202e", "\u200f", "\x00", "data:text/html,x",
]  # fmt: skip
texts = st.lists(st.sampled_from(SPICES) | st.text(max_size=8), max_size=25).map("".join)


class Found(HTMLParser):
    """Every tag with its attributes, and what is left open."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def drawn(text, **more):
    return html(markup.read(text), PICTURES, **more)


@given(texts)
def test_whatever_is_written_only_the_allowed_tags_and_attributes_come_out(text):
    found = Found(drawn(text))
    for tag, attributes in found.tags:
        assert set(attributes) <= ALLOWED[tag]
        address = attributes.get("href", "/x")
        assert address.startswith("#") or (
            address.startswith("/") and not address.startswith(("//", "/\\"))
        )
        assert attributes.get("src", "/pictures/abc.jpg") == "/pictures/abc.jpg"
        assert attributes.get("loading", "lazy") == "lazy"
    assert found.open == []


@given(texts, st.sampled_from(["a", "b.c", "x"]))
def test_what_is_shown_in_place_has_no_ids_and_nothing_else_either(text, anchor):
    _words, blocks = markup.section(f"## آ {{#{anchor}-0}}\n{text}", f"{anchor}-0")
    found = Found(html(blocks, PICTURES, anchored=False))
    assert all("id" not in attributes for _tag, attributes in found.tags)
    assert {tag for tag, _ in found.tags} <= set(ALLOWED)


@given(texts)
def test_the_words_for_search_are_there_for_any_text(text):
    assert isinstance(markup.plain(text), str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("سلام", "<p>سلام</p>"),
        ("## عنوان {#a.b}", '<h2 id="a.b">عنوان</h2>'),
        ("### کوچک", "<h3>کوچک</h3>"),
        ("- یک\n- دو", "<ul><li><p>یک</p></li><li><p>دو</p></li></ul>"),
        ("۱. یک\n\n۲. دو", "<ol><li><p>یک</p></li><li><p>دو</p></li></ol>"),
        ("1. یک\nدنباله", "<ol><li><p>یک</p><p>دنباله</p></li></ol>"),
        ("**مهم** است", "<p><strong>مهم</strong> است</p>"),
        ("[پیگیری](/track/)", '<p><a href="/track/">پیگیری</a></p>'),
        ("[بیرون](https://example.org/)", "<p>بیرون</p>"),
        ("> یادآوری", "<blockquote><p>یادآوری</p></blockquote>"),
        ("![نبود](other)", "<p>نبود</p>"),
        (
            "![صفحه](page)",
            (
                '<figure><img src="/pictures/abc.jpg" alt="صفحه" width="10" height="20"'
                ' loading="lazy"><figcaption aria-hidden="true">صفحه</figcaption></figure>'
            ),
        ),
    ],
)
def test_each_sign_has_its_meaning(text, expected):
    assert drawn(text) == expected


def test_a_picture_on_the_line_after_a_step_belongs_to_the_step():
    [steps] = markup.read("1. ببینید\n![صفحه](page)\n2. بروید")
    assert [len(item) for item in steps.items] == [2, 1]


def test_a_section_ends_at_the_next_heading_of_its_size():
    body = "## یک {#a}\nمتن\n### ریز {#b}\nریزمتن\n## دو {#c}\nدیگر"
    assert drawn_section(body, "a") == "<p>متن</p>\n<h3>ریز</h3>\n<p>ریزمتن</p>"
    assert drawn_section(body, "b") == "<p>ریزمتن</p>"
    assert drawn_section(body, "c") == "<p>دیگر</p>"


def drawn_section(body, anchor):
    return html(markup.section(body, anchor)[1], PICTURES, anchored=False)


@pytest.mark.parametrize(
    ("title", "body", "refusal"),
    [
        (" ", "متن", EmptyGuide),
        ("عنوان", " ", EmptyGuide),
        ("عنوان", "ا" * (checking.LONGEST + 1), GuideTooLong),
        ("عنوان", "![](page)", PictureWithoutWords),
        ("عنوان", "- گام\n![ ](page)", PictureWithoutWords),
        ("عنوان", "![صفحه](other)", NoSuchPicture),
        ("عنوان", "[آ](https://example.org)", OutsideLink),
        ("عنوان", "- [آ](//example.org)", OutsideLink),
        ("عنوان", "## آ {#a}\n## ب {#a}", SameAnchorTwice),
    ],
)
def test_a_text_with_a_fault_is_refused(title, body, refusal):
    with pytest.raises(refusal):
        checking.check(title, body, known={"page"})


def test_a_right_text_is_taken():
    checking.check("عنوان", "## آ {#a}\n![صفحه](page)\n[پیگیری](/track/)", known={"page"})

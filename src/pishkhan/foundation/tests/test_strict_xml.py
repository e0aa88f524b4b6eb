"""XML of strangers is read within limits, or refused in our own word."""

import pytest

from pishkhan.foundation import strict_xml
from pishkhan.foundation.strict_xml import UnsoundXml


def test_elements_have_the_names_of_their_namespaces():
    root = strict_xml.tree(b'<a:x xmlns:a="urn:a" b="1"><y>text</y></a:x>')
    assert (root.tag, root.get("b"), root.findtext("y")) == ("{urn:a}x", "1", "text")


LAUGHS = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize(
    "data",
    [
        b"", b"no xml", b"<a>", b"<a/><b/>", b"\xff\xfe", b"<a>&b;</a>", b"<!DOCTYPE a><a/>",
        b'<?xml version="1.0" encoding="no-such"?><a/>', LAUGHS, OUTSIDE,
        b"<a>" * 61 + b"</a>" * 61,
        b"<a>" + b"<b/>" * 20_000 + b"</a>",
        b"<a>" + b" " * 1_000_000 + b"</a>",
    ],
)  # fmt: skip
def test_what_is_unsound_is_refused(data):
    with pytest.raises(UnsoundXml):
        strict_xml.tree(data)

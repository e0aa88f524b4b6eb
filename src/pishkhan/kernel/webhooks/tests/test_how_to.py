"""The example in the documentation does what it says."""

import re
import time
from pathlib import Path

import pytest

from pishkhan.kernel.webhooks.rules import retrying, signing


PAGE = (Path(__file__).parents[5] / "docs/how-to/receive-webhooks.md").read_text(encoding="utf-8")
OLD, NEW = b"o" * 32, b"n" * 32
BODY = b'{"type":"case.moved","data":{}}'


@pytest.fixture
def is_genuine():
    [example] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict = {}
    exec(compile(example, "receive-webhooks.md", "exec"), names)  # noqa: S102 - our own page
    return names["is_genuine"]


def sent(*secrets, at=None):
    return signing.headers(secrets, name="msg_1", timestamp=int(at or time.time()), body=BODY)


def test_the_example_knows_what_came_from_us(is_genuine):
    assert is_genuine(signing.shown(OLD), sent(OLD), BODY)
    for secret in (OLD, NEW):  # while the secret is changed
        assert is_genuine(signing.shown(secret), sent(NEW, OLD), BODY)


def test_the_example_refuses_what_did_not(is_genuine):
    mine = signing.shown(OLD)
    assert not is_genuine(mine, sent(NEW), BODY)
    assert not is_genuine(mine, sent(OLD), BODY + b" ")
    assert not is_genuine(mine, {**sent(OLD), "webhook-id": "msg_2"}, BODY)
    assert not is_genuine(mine, sent(OLD, at=time.time() - 301), BODY)
    assert not is_genuine(mine, sent(OLD, at=time.time() + 310), BODY)
    assert not is_genuine(mine, {}, BODY)


def test_the_page_says_what_the_code_does(is_genuine):
    assert is_genuine.__globals__["TOLERANCE_SECONDS"] == signing.TOLERANCE.total_seconds()
    assert "For 72 hours" in PAGE
    assert retrying.GIVE_UP_AFTER.total_seconds() == 72 * 3600

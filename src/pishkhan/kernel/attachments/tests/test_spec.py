"""The words a service declares its files with."""

import pytest

from pishkhan.kernel.attachments.spec import AttachmentRule, missing


def test_a_rule_beyond_the_hard_limit_cannot_be_declared():
    with pytest.raises(ValueError, match="out of range"):
        AttachmentRule(kind="letter", title="نامه", max_mb=200)


def test_required_documents_that_were_not_sent_are_missing():
    letter = AttachmentRule(kind="letter", title="نامه", required=True)
    card = AttachmentRule(kind="card", title="کارت ملی", required=True)
    other = AttachmentRule(kind="other", title="سایر")
    assert missing([letter, card, other], {"card"}) == [letter]

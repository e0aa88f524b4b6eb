"""Randomness and secrets."""

from pishkhan.foundation import secret


def test_digits_are_digits_and_differ():
    drawn = {secret.digits(10) for _ in range(200)}
    assert len(drawn) == 200
    assert all(len(word) == 10 and word.isdecimal() and word.isascii() for word in drawn)


def test_tokens_differ():
    assert len({secret.token(16) for _ in range(200)}) == 200


def test_a_digest_depends_on_purpose_text_and_key():
    digests = {
        secret.digest("code", "1", "k"),
        secret.digest("other", "1", "k"),
        secret.digest("code", "2", "k"),
        secret.digest("code", "1", "l"),
    }
    assert len(digests) == 4
    assert secret.digest("code", "1", "k") in digests


def test_comparison_takes_any_text():
    assert secret.equal("۱", "۱")
    assert not secret.equal("۱", "1")
    assert not secret.equal("", "1")

"""What is kept of a receiver's answer: its beginning, without what may say who somebody is."""

import re


LONGEST = 500
# Numbers of persons, mobiles and cards have at least eight digits, in any script, with or without
# marks between them; letters around an @ are an address of e-mail.
NUMBER = re.compile(r"\d(?:[\s.\-_/()]?\d){7,}")
EMAIL = re.compile(r"[^\s<>\"']+@[^\s<>\"']+")
HIDDEN = "…"


def excerpt(text: str) -> str:
    """At most 500 characters of one line, long numbers and e-mail addresses left out."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return EMAIL.sub(HIDDEN, NUMBER.sub(HIDDEN, plain))[:LONGEST]

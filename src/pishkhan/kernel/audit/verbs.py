"""The verbs of the trail and the Persian sentence of each; components declare theirs on start."""

from collections.abc import Mapping


_sentences: dict[str, str] = {}


def declare(sentences: Mapping[str, str]) -> None:
    """Make verbs known: `{"identity.mobile_changed": _("شمارهٔ تلفن همراه را عوض کرد")}`.

    Called from the component's `apps.ready`; verbs begin with the component's name.
    """
    _sentences.update(sentences)


def declared() -> Mapping[str, str]:
    """All verbs known so far, with their sentences (message ids)."""
    return dict(_sentences)


def sentence_of(verb: str) -> str:
    """The sentence of a verb; the verb itself where none was declared."""
    return _sentences.get(verb, verb)

"""Every sentence of the public pages is there in English and in Arabic."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from tools.messages import sentences_of_public_pages

from tests.architecture.project import ROOT


LOCALE = ROOT / "src" / "pishkhan" / "locale"


def translated(language):
    """Sentence → its translation, of the catalogue and of the services' own."""
    found = {}
    for path in [LOCALE, *sorted(ROOT.glob("src/pishkhan/services/*/locale"))]:
        file = path / language / "LC_MESSAGES" / "django.po"
        if file.exists():
            with file.open("rb") as source:
                found |= {m.id: m for m in read_po(source, locale=language) if m.id}
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_sentence_of_the_public_pages_is_translated(language):
    done = translated(language)
    missing = [
        f"{place}: {sentence}"
        for sentence, place in sentences_of_public_pages().items()
        if sentence not in done or done[sentence].fuzzy or not is_whole(done[sentence])
    ]
    assert not missing, f"{len(missing)} sentences have no {language}:\n" + "\n".join(
        sorted(missing)[:20]
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_translations_keep_the_named_places(language):
    for message in translated(language).values():
        assert not list(message.check()), message.id
        if isinstance(message.id, str) and isinstance(message.string, str) and message.string:
            assert places(message.id) == places(message.string), message.id


def is_whole(message):
    """Whether every form of a translation is there."""
    return all(message.string if isinstance(message.string, tuple) else [message.string])


def places(text):
    return set(re.findall(r"%\(\w+\)s|{\w+}", text))


def test_every_language_lies_where_django_looks():
    assert Path(LOCALE / "en" / "LC_MESSAGES" / "django.po").exists()
    assert Path(LOCALE / "ar" / "LC_MESSAGES" / "django.po").exists()

"""Gathers the sentences to translate from Python, templates and processes, without GNU gettext.

`python tools/messages.py` brings src/pishkhan/locale/{en,ar}/LC_MESSAGES/django.po up to date:
new sentences come with an empty translation, gone ones are dropped, the others stay as they are.
It then says how many wait for a translation. Entries follow their files and carry no line numbers
and no dates, so a change touches only what it changed.
"""

import re
import sys
from collections.abc import Iterator
from io import SEEK_END, BytesIO
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq


ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "pishkhan"
KEYWORDS: dict[str, tuple[int | tuple[int, int] | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# Our tag that translates what it is given; Django's `templatize` does not know it.
TRANSLATING_TAG = re.compile(r"""\{% tag_state "([^"]+)\"""")
SHOWN_OF_PROCESSES = {"title", "public_title", "confirm", "started", "ground"}
NAMED_IN_PROCESSES = {"roles", "lanes"}  # each of whose values is shown
HEADER = """\
# Persian is the source language. Written by tools/messages.py; only msgstr is for people.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
# What applicants and anyone see; the desk and manage are Persian for now.
PUBLIC = ("web", "surfaces/portal", "surfaces/track", "kernel", "foundation", "services")
PERSIAN_ONLY = ("kernel/audit", "kernel/organisations")


def main() -> None:
    """Bring the catalogues of both languages up to date."""
    found = Catalog()
    for path in _sources():
        for sentence, line in _sentences(path):
            found.add(sentence, locations=[(str(path.relative_to(SOURCE)), line)])
    for language in ("en", "ar"):
        waiting = _update(
            SOURCE / "locale" / language / "LC_MESSAGES" / "django.po", language, found
        )
        sys.stdout.write(f"{language}: {len(found)} sentences, {waiting} wait for a translation\n")


def sentences_of_public_pages() -> dict[str | tuple[str, ...], str]:
    """Every sentence that an applicant can meet, with the file where it is."""
    return {
        sentence: str(path.relative_to(ROOT))
        for path in _sources()
        if _is_public(path.relative_to(SOURCE).as_posix())
        for sentence, _ in _sentences(path)
    }


def _is_public(place: str) -> bool:
    return place.startswith(PUBLIC) and not place.startswith(PERSIAN_ONLY)


def _sources() -> list[Path]:
    hidden = {"tests", "migrations", "__pycache__", "example.html"}
    kinds = ("*.py", "*.html", "*.txt", "process.yaml")
    found = [path for kind in kinds for path in SOURCE.rglob(kind)]
    return sorted(path for path in found if not hidden & set(path.parts))


def _sentences(path: Path) -> Iterator[tuple[str | tuple[str, ...], int]]:
    if path.suffix == ".yaml":
        yield from _shown(YAML().load(path))
        return
    text = path.read_text()
    if path.suffix != ".py":
        for found in TRANSLATING_TAG.finditer(text):
            yield found[1], text.count("\n", 0, found.start()) + 1
        text = templatize(text, origin=str(path))
    source = BytesIO(text.encode())
    for line, sentence, _, _ in extract("python", source, KEYWORDS, options={"encoding": "utf-8"}):
        if sentence:
            yield sentence, line


def _shown(node: object) -> Iterator[tuple[str, int]]:
    """The sentences of a process that are shown to people, with their lines."""
    if isinstance(node, CommentedMap):
        for key, value in node.items():
            if key in SHOWN_OF_PROCESSES and isinstance(value, str):  # an action may be called so
                yield value, node.lc.key(key)[0] + 1
            if key in NAMED_IN_PROCESSES:
                yield from ((name, value.lc.key(of)[0] + 1) for of, name in value.items())
            yield from _shown(value)
    elif isinstance(node, CommentedSeq):
        for value in node:
            yield from _shown(value)


def _update(path: Path, language: str, found: Catalog) -> int:
    """Write the catalogue of a language anew; return how many sentences wait for a translation."""
    written = _read(path, language)
    catalogue = Catalog(locale=language)
    for message in found:
        if message.id:
            known = written.get(message.id)
            same = known is not None and known.pluralizable == message.pluralizable
            string = known.string if known and same else ""
            catalogue.add(message.id, string, locations=message.locations)
    target = BytesIO(HEADER.format(language=language, plurals=catalogue.plural_forms).encode())
    target.seek(0, SEEK_END)
    write_po(
        target, catalogue, width=100, omit_header=True, sort_by_file=True, include_lineno=False
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(target.getvalue())
    return sum(not any(message.string or "") for message in catalogue if message.id)


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as source:
        return read_po(source, locale=language)


if __name__ == "__main__":
    if not settings.configured:
        settings.configure(USE_I18N=False)
        django.setup()
    main()

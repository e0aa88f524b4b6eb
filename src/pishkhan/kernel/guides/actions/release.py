"""Texts that come with a release: `<folder>/<reader>/<topic>.<language>.md`, `contacts.yaml`.

Pictures lie beside them: `<topic>.<language>.<name>.png`. What an editor wrote or withdrew stays:
a text of the release that is new then waits as a draft.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

from django.db import transaction
from ruamel.yaml import YAML

from pishkhan.kernel.guides.actions.helping import set_contact
from pishkhan.kernel.guides.actions.writing import (
    add_guide,
    add_version,
    put_out,
    put_picture,
)
from pishkhan.kernel.guides.models import Guide, GuideVersion, SupportContact
from pishkhan.kernel.guides.rules import sheets
from pishkhan.kernel.guides.rules.sheets import Sheet
from pishkhan.kernel.guides.spec import Contact, Lane, Place, Reader
from pishkhan.kernel.guides.terms import VersionState
from pishkhan.kernel.identity.spec import Actor


PLATFORM = Path(__file__).parent.parent / "release"


def load_platform(*, by: Actor) -> int:
    """The texts of the platform itself: see `load_release`."""
    return load_release("", PLATFORM, by=by)


def load_release(service: str, folder: Path, *, by: Actor) -> int:
    """Bring in the texts of a service that are new; how many. May be called again.

    Raises ValueError for a file that breaks the rules, and what `add_version`, `put_out` raise.
    """
    _load_contacts(service, folder / "contacts.yaml", by=by)
    return sum(_load(place, path, by=by) for place, path in _files(service, folder))


def _files(service: str, folder: Path) -> Iterator[tuple[Place, Path]]:
    for reader in Reader:
        for path in sorted((folder / reader.value).glob("*.*.md")):
            slug, language, _ = path.name.split(".")
            yield (
                Place(service=service, reader=reader, slug=slug, language=language),
                path,
            )


@transaction.atomic
def _load(place: Place, path: Path, *, by: Actor) -> bool:
    sheet = sheets.parse(path.read_text(encoding="utf-8"))
    guide = _guide(place)
    if guide.versions.filter(release_digest=sheet.digest).exists():
        return False
    for picture in sorted(path.parent.glob(f"{place.slug}.{place.language}.*.png")):
        name = picture.name.split(".")[2]
        if not guide.pictures.filter(name=name).exists():
            with picture.open("rb") as stream:
                put_picture(guide, stream, name=name, by=by)
    is_ours_alone = not guide.versions.exclude(release_digest__gt="").exists()
    is_withdrawn = guide.versions.filter(state=VersionState.WITHDRAWN.value).exists()
    row = _version(guide, sheet, by=by)
    if is_ours_alone and not is_withdrawn:
        put_out(row, by=by, at=row.written_at)
    return True


def _guide(place: Place) -> Guide:
    known = Guide.objects.select_for_update(of=("self",)).filter(
        service=place.service, reader=place.reader, slug=place.slug, language=place.language
    )
    return known.first() or add_guide(place)


def _version(guide: Guide, sheet: Sheet, *, by: Actor) -> GuideVersion:
    return add_version(
        guide,
        title=sheet.title,
        body=sheet.body,
        editor=sheet.editor,
        review_by=sheet.review_by,
        by=by,
        release_digest=sheet.digest,
        written_at=datetime.combine(sheet.written_on, time(8), tzinfo=UTC),
    )


def _load_contacts(service: str, path: Path, *, by: Actor) -> None:
    if not path.exists():
        return
    for one in YAML(typ="safe").load(path.read_text(encoding="utf-8")):
        reader, lane = Reader(one.pop("reader")), Lane(one.pop("lane"))
        for language, said in one.items():
            contact = Contact(service=service, reader=reader, lane=lane, language=language, **said)
            known = SupportContact.objects.filter(
                service=service, reader=reader, lane=lane, language=language
            )
            if not known.exists():
                set_contact(contact, by=by)

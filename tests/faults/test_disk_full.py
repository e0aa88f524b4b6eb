"""Disks that are full: refused in a clear sentence, nothing half-written, and on it goes later.

The kernel itself says ENOSPC: as root on a small file system mounted for the test; else on the
device that is always full (the database) or by the limit of a process (files).
"""

import hashlib
import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from pishkhan.config.database_server import NOBODY
from pishkhan.kernel.attachments.errors import CannotKeep
from pishkhan.kernel.attachments.models import Attachment, UploadPart
from pishkhan.kernel.cases.models import Case
from pishkhan.kernel.forms.models import Draft, Snapshot
from pishkhan.kernel.numbering.models import Letter
from tests.faults.applicants import an_applicant, signed_in
from tests.faults.browser import FORM, metadata, tus
from tests.faults.stand import Stand
from tests.faults.test_database_away import is_said


SMALL_MB, MB = 8, 1_000_000
IS_ROOT = os.getuid() == 0
JUNK = """
    INSERT INTO forms_snapshot (id, case_id, round, service, form_version, answers, taken_at)
    SELECT -n, -n, 1, '', '', '{}', now() FROM generate_series(1, 100000) n
    WHERE NOT EXISTS (SELECT FROM forms_snapshot WHERE id = -n) ORDER BY n LIMIT 1
"""
BRIM = """
    CREATE OR REPLACE FUNCTION over_the_brim() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    AS $$ BEGIN INSERT INTO brim VALUES (1); RETURN NEW; END $$;
    CREATE TRIGGER over_the_brim AFTER INSERT ON forms_snapshot
    FOR EACH ROW EXECUTE FUNCTION over_the_brim();
"""


@pytest.fixture
def applicant(stand):
    """One with two papers, the letter by a plain form and another in pieces."""
    with stand.within():
        one = an_applicant(stand, 700_001 + time.time_ns() % 8_000 * 12)
        one.papers = [replace(paper, in_pieces=paper.kind != "letter") for paper in one.papers]
        assert len(one.papers) == 2
        return signed_in(one)


def rows(stand):
    """How much there is of everything that an upload or a registration leaves."""
    with stand.within():
        kept = (Attachment, UploadPart, Case, Letter, Snapshot.objects.filter(case_id__gt=0))
        counts = [getattr(one, "objects", one).count() for one in kept]
    names = {path.name for path in stand.files.rglob("*") if path.is_file()}
    return counts, names


@contextmanager
def a_full_folder(stand: Stand) -> Iterator[Callable[[], None]]:
    """Inside, the folder of files has no room, until what is given is called."""
    if not IS_ROOT:
        pids = [pid for what in ("server", "web", "worker") for pid in stand.pids(what)]
        with ExitStack() as limits:
            for pid in pids:
                before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                limits.callback(resource.prlimit, pid, resource.RLIMIT_FSIZE, before)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, before[1]))
            yield limits.close
        return
    stand.files.mkdir(mode=0o700, exist_ok=True)
    apart = stand.var / "files-apart"
    shutil.copytree(stand.files, apart)
    with mounted(stand.files, more=apart) as free:
        shutil.copytree(apart, stand.files, dirs_exist_ok=True)
        fill(stand.files)
        yield free
        shutil.rmtree(apart)
        shutil.copytree(stand.files, apart)
    shutil.copytree(apart, stand.files, dirs_exist_ok=True)
    shutil.rmtree(apart)


@contextmanager
def mounted(
    place: Path, *, owner: int | None = None, more: Path | None = None
) -> Iterator[Callable[[], None]]:
    """A small file system there, with room for what is in `more`; what is given empties it."""
    files = [path for path in more.rglob("*") if path.is_file()] if more else []
    size = SMALL_MB * MB + sum(path.stat().st_size + 8192 for path in files)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(place)]
    subprocess.run(command, check=True)  # noqa: S603 - our own words
    try:
        if owner is not None:
            os.chown(place, owner, owner)
        yield (place / "filler").unlink
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S603, S607 - our own words


def fill(place: Path) -> None:
    """Write until the kernel takes no more."""
    with (place / "filler").open("wb", buffering=0) as filler:
        for size in (64 * 1024, 4096, 1):
            with suppress(OSError):
                while filler.write(bytes(size)):
                    pass


@contextmanager
def a_full_database(stand: Stand) -> Iterator[Callable[[], None]]:
    """Inside, what a registration writes finds no room, until what is given is called."""
    place = stand.var / "small"
    place.mkdir()
    if not IS_ROOT:
        stand.asked("CREATE TABLE brim (x int)")
        stand.asked("CHECKPOINT")
        file = (
            stand.var / "postgres" / str(stand.asked("SELECT pg_relation_filepath('brim')")[0][0])
        )
        file.unlink()
        file.symlink_to("/dev/full")
        stand.asked(BRIM)
        yield lambda: stand.asked("DROP TRIGGER over_the_brim ON forms_snapshot") and None
        return
    with mounted(place, owner=NOBODY) as free:
        stand.asked(f"CREATE TABLESPACE small LOCATION '{place}'")
        stand.asked("ALTER TABLE forms_snapshot SET TABLESPACE small")
        fill(place)
        with suppress(psycopg.errors.DiskFull):
            while True:
                stand.asked(JUNK)
        yield free
        stand.asked("DELETE FROM forms_snapshot WHERE id < 0")
        stand.asked("ALTER TABLE forms_snapshot SET TABLESPACE pg_default")
        stand.asked("DROP TABLESPACE small")


def test_files_without_room_are_refused_at_their_field_and_taken_later(stand, applicant):  # noqa: PLR0915 - one story from its beginning to its end
    letter, other = applicant.papers
    browser, address = applicant.browser, f"/d/{applicant.token}/documents/"
    page = browser.page(address)
    place = begin(browser, page, applicant.token, other)
    third = len(other.content) // 3
    assert patch(browser, page, place, other, 0, third).headers["Upload-Offset"] == str(third)
    with a_full_folder(stand) as free:
        before = rows(stand)
        sent = None
        while sent is None:  # a web worker that an earlier test killed may just be gone
            sent = browser.post_file(
                page, f"{address}upload/", letter.kind, letter.name, letter.content
            )
        assert sent.status == 302, "the sentence stands on the page, at the field"
        shown = browser.page(address)
        assert CannotKeep.message in shown.text
        assert 'id="file-letter-error' in shown.text or "invalid" in shown.text
        refused = patch(browser, page, place, other, third, 2 * third)
        assert refused.status == 503
        assert "cannot_keep" in refused.text
        assert offset(browser, page, place) == third, "what was not kept is not counted"
        assert rows(stand) == before
        free()
        assert patch(browser, page, place, other, third, len(other.content)).status == 204
        assert offset(browser, page, place) == len(other.content)
        applicant.walk()
    with stand.within():
        case_id = Draft.objects.get(token=applicant.token).submitted_case_id
        kept = {row.name: row for row in Attachment.objects.filter(case_id=case_id)}
        for paper in applicant.papers:
            row = kept[paper.name]
            assert row.sha256 == hashlib.sha256(paper.content).hexdigest()


def test_a_database_without_room_takes_nothing_by_halves(stand, applicant):
    browser, address = applicant.browser, f"/d/{applicant.token}/review/"
    for paper in applicant.papers:
        page = browser.page(f"/d/{applicant.token}/documents/")
        sent = browser.post_file(page, f"{page.path}upload/", paper.kind, paper.name, paper.content)
        assert sent is not None
        assert sent.status == 302
    review = browser.page(address)
    with a_full_database(stand) as free:
        before = rows(stand)
        for _ in range(3):
            answer = browser.once("POST", address, browser.form(review, {}), FORM | browser.here)
            is_said(answer, "fa")
        assert rows(stand)[0] == before[0]
        with stand.within():
            assert Draft.objects.get(token=applicant.token).submitted_case_id is None
        free()
        applicant.walk()
    assert applicant.letter_number
    assert stand.count("SELECT max(number) - count(*) FROM numbering_letter") == 0


def begin(browser, page, token, paper):
    """Promise a file by tus; where it goes."""
    told = {"draft": token, "kind": paper.kind, "filename": paper.name}
    headers = tus(page) | {
        "Upload-Length": str(len(paper.content)),
        "Upload-Metadata": metadata(told),
    }
    return browser.once("POST", "/uploads/", b"", headers).headers["Location"]


def patch(browser, page, place, paper, start, end):
    """One piece."""
    kind = {"Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream"}
    return browser.once("PATCH", place, paper.content[start:end], tus(page) | kind)


def offset(browser, page, place):
    """How far it is, as the server says."""
    return int(browser.once("HEAD", place, b"", tus(page)).headers["Upload-Offset"])

"""The web process killed in the middle of a piece: the offset is honest, the bytes are the same."""

import os
import random
import secrets
import socket
import threading
import time

import pytest

from pishkhan.kernel.attachments import storage
from pishkhan.kernel.attachments.models import Attachment
from pishkhan.kernel.forms.models import Draft
from tests.faults.applicants import Paper, _pdf, an_applicant, signed_in
from tests.faults.browser import BROKEN, tus
from tests.faults.test_disk_full import begin, offset


KILLS = 12
PIECE = 16_000
PATIENCE_SECONDS = 90


@pytest.fixture
def applicant(stand):
    with stand.within():
        one = an_applicant(stand, 900_001 + time.time_ns() % 90_000)
        content = _pdf(one.number)
        one.papers = [Paper(kind="letter", name="letter.pdf", content=content, in_pieces=True)]
        return signed_in(one)


def half_a_piece(stand, applicant, page, place, start, chance):
    """Send some bytes of a piece, kill whoever reads them, and let the line break."""
    paper = applicant.papers[0]
    piece = paper.content[start : start + PIECE]
    cookies = "; ".join(f"{name}={value}" for name, value in applicant.browser.cookies.items())
    lines = [
        f"PATCH {place} HTTP/1.1",
        f"Host: 127.0.0.1:{stand.port}",
        f"Cookie: {cookies}",
        f"Content-Length: {len(piece)}",
        "Content-Type: application/offset+octet-stream",
        f"Upload-Offset: {start}",
        *(f"{name}: {value}" for name, value in tus(page).items()),
    ]
    with socket.create_connection(("127.0.0.1", stand.port), timeout=5) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode())
        line.sendall(piece[: chance.randrange(len(piece) + 1)])
        time.sleep(chance.uniform(0, 0.05))
        for which in range(2):
            stand.kill("web", which)


def test_a_piece_cut_by_a_kill_is_sent_again_from_an_honest_offset(stand, applicant):
    browser, paper = applicant.browser, applicant.papers[0]
    chance = random.Random(int(os.environ.get("FAULTS_SEED", secrets.randbelow(10**6))))  # noqa: S311 - no secret
    page = browser.page(f"/d/{applicant.token}/documents/")
    place = begin(browser, page, applicant.token, paper)
    known = 0
    for _ in range(KILLS):
        half_a_piece(stand, applicant, page, place, known, chance)
        told = where_it_is(browser, page, place)
        assert known <= told <= min(known + PIECE, len(paper.content))
        known = told
        sent = send(browser, page, place, paper, known)
        known = where_it_is(browser, page, place) if sent is None else sent
    while known < len(paper.content):
        sent = send(browser, page, place, paper, known)
        known = where_it_is(browser, page, place) if sent is None else sent
    applicant.walk()
    with stand.within():
        case_id = Draft.objects.get(token=applicant.token).submitted_case_id
        row = Attachment.objects.get(case_id=case_id)
        with storage.Stored(row.stored_as, row.sealed_key).copy() as copy:
            assert copy.read() == paper.content


def test_a_form_with_a_file_cut_by_a_kill_leaves_nothing_in_clear(stand, applicant):
    """What a browser had sent of a file lies in no folder for temporary files afterwards."""
    browser = applicant.browser
    page = browser.page(f"/d/{applicant.token}/documents/")
    big = Paper(
        kind="letter", name="letter.pdf", content=secrets.token_bytes(6_000_000), in_pieces=False
    )
    for number in range(4):
        sender = threading.Thread(
            target=browser.post_file,
            args=(page, f"{page.path}upload/", "letter", big.name, big.content),
        )
        sender.start()
        time.sleep(0.02 * (number + 1))
        for which in range(2):
            stand.kill("web", which)
        sender.join()
    left = [
        path
        for path in stand.temporary.rglob("*")
        if path.is_file() and not path.name.startswith(".s.PGSQL")  # the database's own lock
    ]
    assert left == []
    applicant.walk()


def send(browser, page, place, paper, start):
    """The next piece; the new offset, or None if nobody knows."""
    kind = {"Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream"}
    sent = browser.tried("PATCH", place, paper.content[start : start + PIECE], tus(page) | kind)
    return int(sent.headers["Upload-Offset"]) if sent is not None and sent.status == 204 else None


def where_it_is(browser, page, place):
    """The offset, as soon as somebody answers."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return offset(browser, page, place)
        except (*BROKEN, TypeError):  # no answer, or one without an offset
            assert time.monotonic() < until
            time.sleep(0.2)

"""A file that was refused leaves its evidence behind: a line in the trail, and one upload less."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from pishkhan.kernel.attachments import ports
from pishkhan.kernel.attachments.actions import receiving
from pishkhan.kernel.attachments.models import Attachment
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.forms.models import Draft


class Finder:
    """Finds something in every file; remembers how many transactions were open meanwhile."""

    def __init__(self):
        self.depths = []

    def scan(self, _file, /):
        self.depths.append(len(connection.savepoint_ids))
        return "Test.Malware"


@pytest.fixture
def finder():
    one, usual = Finder(), ports.scanner()
    ports.connect_scanner(one)
    yield one
    ports.connect_scanner(usual)


def infected():
    return [
        line
        for line in audit.lines(target="draft", target_id=Draft.objects.get().pk)
        if line.verb == "attachments.infected"
    ]


def test_an_infected_file_is_written_down_though_nothing_else_is_kept(scene, finder):
    draft = scene.a_draft()
    outside = len(connection.savepoint_ids)
    assert scene.a_file(draft).status_code == 422
    [line] = infected()
    assert line.after["finding"] == "Test.Malware"
    assert not Attachment.objects.exists()
    assert finder.depths == [outside], "nothing is locked while the scanner looks"


def test_refused_files_count_among_the_uploads_of_an_hour(scene, finder, monkeypatch):
    monkeypatch.setattr(receiving, "UPLOADS_AN_HOUR", 2)
    draft = scene.a_draft()
    assert [scene.a_file(draft).status_code for _ in range(3)] == [422, 422, 429]
    assert len(finder.depths) == 2


def test_a_file_sent_again_under_its_mark_is_not_counted_again(scene, monkeypatch):
    monkeypatch.setattr(receiving, "UPLOADS_AN_HOUR", 1)
    draft = scene.a_draft()

    def send():
        file = SimpleUploadedFile("a.jpg", a_jpeg(), "image/jpeg")
        form = {"kind": "letter", "file": file}
        return scene.ours.send(f"/requests/{draft}/files", form, Idempotency_Key="mark-of-one")

    first, second = send(), send()
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content

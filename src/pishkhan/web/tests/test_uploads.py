"""A file that is far too large fills no disk, and its size is still known."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory, override_settings

from pishkhan.web import uploads


HANDLER = "pishkhan.web.uploads.CappedFileUploadHandler"


@override_settings(FILE_UPLOAD_HANDLERS=[HANDLER])
def test_a_huge_file_is_cut_on_disk_and_keeps_its_size(monkeypatch):
    monkeypatch.setattr(uploads, "KEPT_AT_MOST", 200_000)
    sent = SimpleUploadedFile("a.jpg", b"x" * 1_000_000)
    with RequestFactory().post("/", {"file": sent}).FILES["file"] as received:
        assert received.size == 1_000_000
        assert len(received.read()) < 300_000


@override_settings(FILE_UPLOAD_HANDLERS=[HANDLER])
def test_an_ordinary_file_arrives_whole():
    sent = SimpleUploadedFile("a.jpg", b"x" * 1_000_000)
    with RequestFactory().post("/", {"file": sent}).FILES["file"] as received:
        assert received.read() == b"x" * 1_000_000

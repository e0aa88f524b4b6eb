"""A request's file never fills the disk."""

import io

import pytest
from django.core.files.uploadhandler import MemoryFileUploadHandler

from pishkhan.kernel.attachments import errors, uploads
from pishkhan.kernel.attachments.actions.receiving import receive
from pishkhan.kernel.attachments.spec import AttachmentRule
from pishkhan.kernel.identity.spec import Actor


class Body(io.RawIOBase):
    """A file of many zeros inside a form, made as it is read."""

    HEAD = (
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n"
    )
    TAIL = b"\r\n--b--\r\n"

    def __init__(self, size):
        self.parts = [self.HEAD, *[bytes(50_000)] * (size // 50_000), self.TAIL]
        self.length = len(self.HEAD) + size + len(self.TAIL)
        self.rest = b""

    def read(self, size=-1):
        while self.parts and (size < 0 or len(self.rest) < size):
            self.rest += self.parts.pop(0)
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken


@pytest.mark.django_db
def test_a_body_of_many_megabytes_is_dropped_while_it_comes_and_refused_by_its_true_size(rf):
    body = Body(60_000_000)
    request = rf.generic(
        "POST",
        "/",
        CONTENT_TYPE="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(body.length),
        **{"wsgi.input": body},
    )
    request.upload_handlers = [MemoryFileUploadHandler(request), uploads.BoundedUpload(request)]
    file = request.FILES["f"]
    assert file.size == 60_000_000
    assert file.file.seek(0, io.SEEK_END) < uploads.HARD_LIMIT + 1_000_000
    rule = AttachmentRule(kind="letter", title="نامه")
    with pytest.raises(errors.TooLarge):
        receive(draft_id=1, kind="letter", name="a", stream=file, rule=rule, by=Actor.anonymous())
    file.close()

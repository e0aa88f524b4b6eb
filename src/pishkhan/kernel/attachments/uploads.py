"""Receives a request's files without ever filling the disk; named in FILE_UPLOAD_HANDLERS."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from typing_extensions import override

from pishkhan.kernel.attachments.spec import HARD_LIMIT_MB


HARD_LIMIT = HARD_LIMIT_MB * 1_000_000


class BoundedUpload(TemporaryFileUploadHandler):
    """Keeps a little more than the hard limit of a file and drops the rest as it comes.

    The file's `size` is the true one, so `receive` refuses it with its own sentence.
    """

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start <= HARD_LIMIT:
            super().receive_data_chunk(raw_data, start)
        return None

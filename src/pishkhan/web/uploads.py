"""Files on their way in: to disk, and no further than any rule would let them."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from typing_extensions import override


# More than the largest limit of any attachment rule, so that the cut file is still refused there,
# at its field, as too large; but a 200 MB file does not fill the disk.
KEPT_AT_MOST = 64_000_000


class CappedFileUploadHandler(TemporaryFileUploadHandler):
    """Keeps the first part of a file on disk and reads the rest into nothing."""

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start < KEPT_AT_MOST:
            super().receive_data_chunk(raw_data, start)

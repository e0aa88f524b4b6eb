"""Files on their way in: to disk, and no further than any rule would let them."""

import tempfile

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from typing_extensions import override

from pishkhan.kernel.attachments.errors import CannotKeep


# More than the largest limit of any attachment rule, so that the cut file is still refused there,
# at its field, as too large; but a 200 MB file does not fill the disk.
KEPT_AT_MOST = 64_000_000


class Incoming(UploadedFile):  # type: ignore[type-arg]  # no generic at run time
    """A file as it came, on disk under no name: a process killed over it leaves nothing in clear.

    Where the disk was full it is there all the same, and reading it raises CannotKeep: so it is
    refused at its field, and what else the form says is not lost.
    """

    def __init__(
        self,
        name: str | None,
        content_type: str | None,
        charset: str | None,
        extra: dict[str, bytes] | None,
    ) -> None:
        self.is_lost = False
        # Without a buffer, so that a full disk is known here and not when the file is closed.
        self._kept = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed with the request
        super().__init__(self._kept, name, content_type, 0, charset, extra)

    def take(self, piece: bytes) -> None:
        """Keep the next piece."""
        try:
            self.is_lost = self.is_lost or self._kept.write(piece) != len(piece)
        except OSError:
            self.is_lost = True

    @override
    def read(self, size: int = -1) -> bytes:
        """Some of what came; raises CannotKeep."""
        if self.is_lost:
            raise CannotKeep
        return self._kept.read(size)


class CappedFileUploadHandler(FileUploadHandler):
    """Keeps the first part of a file on disk and reads the rest into nothing."""

    file: Incoming

    @override
    def new_file(
        self,
        field_name: str,
        file_name: str,
        content_type: str,
        content_length: int | None,
        charset: str | None = None,
        content_type_extra: dict[str, bytes] | None = None,
    ) -> None:
        super().new_file(
            field_name, file_name, content_type, content_length, charset, content_type_extra
        )
        self.file = Incoming(file_name, content_type, charset, content_type_extra)

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start < KEPT_AT_MOST:
            self.file.take(raw_data)

    @override
    def file_complete(self, file_size: int) -> Incoming:
        self.file.seek(0)
        self.file.size = file_size
        return self.file

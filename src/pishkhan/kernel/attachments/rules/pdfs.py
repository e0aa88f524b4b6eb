"""PDF documents: read by structure, refused where they act or hide something; bytes are kept.

A document of some kilobytes may unfold into gigabytes before any count of ours sees it. So it is
read in a process of its own that may not grow (`python -m` this module), one or two at a time.
"""

import io
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import BinaryIO

import pikepdf

from pishkhan.kernel.attachments.errors import BY_CODE, ActiveContent, EncryptedPdf, TooManyPages


_LIMIT = 64_000_000
MAX_OBJECTS = 200_000
MAX_DEPTH = 40
MAX_NODES = 50_000  # dictionaries in the whole file, far above what forty pages need
MAX_MEMORY = 768 << 20  # of which Python, pikepdf and the largest file take 150 MB
MAX_SECONDS = 15  # of a processor; twice that by the clock
FORBIDDEN_KEYS = {"/AA", "/JS", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent"}
FORBIDDEN_SUBTYPES = {"/RichMedia", "/FileAttachment", "/Screen", "/Movie", "/3D"}
# To go to a place, also on opening, and to follow a link is all that a document may do.
FORBIDDEN_ACTIONS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/GoTo3DView"),
    *("/Rendition", "/RichMediaExecute", "/Sound", "/Movie"),
}
_two_at_a_time = threading.BoundedSemaphore(2)

# Set once, before any document is read: object streams are where a PDF bomb hides.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=_LIMIT,
    run_length_max_memory=_LIMIT,
    png_max_memory=_LIMIT,
    tiff_max_memory=_LIMIT,
    dct_max_memory=_LIMIT,
    doc_max_warnings=1000,
    parser_max_container_size=MAX_OBJECTS,
)


class Unreadable(Exception):
    """The reader failed, or would have needed more time or memory than any honest document."""


def inspect(file: BinaryIO, *, max_pages: int) -> int:
    """The number of pages; takes a quarter of a second, mostly to start the reader.

    Raises EncryptedPdf, TooManyPages, ActiveContent, and Unreadable where it is broken or a bomb.
    """
    file.seek(0)
    with _two_at_a_time:
        try:
            reader = subprocess.run(  # noqa: S603 - ourselves, and a number
                [sys.executable, "-I", "-m", __name__, str(max_pages)],
                input=file.read(),
                capture_output=True,
                timeout=2 * MAX_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unreadable("no end in time") from error
    said = reader.stdout.decode(errors="replace").strip()
    if reader.returncode == 0 and said.isdecimal():
        return int(said)
    if said in BY_CODE:
        raise BY_CODE[said](limit=max_pages)
    raise Unreadable(f"reader ended with {reader.returncode}")


def read(file: BinaryIO, *, max_pages: int) -> int:
    """What `inspect` says, read here and now; raises also whatever pikepdf raises."""
    try:
        with pikepdf.open(file) as pdf:
            pages = len(pdf.pages)
            if pages > max_pages or len(pdf.objects) > MAX_OBJECTS:
                raise TooManyPages(limit=max_pages)
            nodes = (node for thing in pdf.objects for node in _nodes(thing))
            for count, node in enumerate(nodes):
                if count > MAX_NODES:  # a bomb: kilobytes that unfold into millions of them
                    raise pikepdf.PdfError("too many dictionaries")
                if _acts(node):
                    raise ActiveContent
            if any("bad_alloc" in warning for warning in pdf.get_warnings()):
                raise MemoryError  # the library takes an object it had no room for as none at all
            return pages
    except pikepdf.PasswordError as error:
        raise EncryptedPdf from error


def _nodes(thing: pikepdf.Object, depth: int = 0) -> Iterator[pikepdf.Object]:
    """Dictionaries of an object and of its direct children; indirect ones come by themselves."""
    if depth > MAX_DEPTH:
        raise pikepdf.PdfError("nested too deep")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        children = [value for _, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        children = list(thing)
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _nodes(child, depth + 1)


def _acts(node: pikepdf.Object) -> bool:
    return (
        not FORBIDDEN_KEYS.isdisjoint(node.keys())
        or str(node.get("/Subtype", "")) in FORBIDDEN_SUBTYPES
        or str(node.get("/S", "")) in FORBIDDEN_ACTIONS
    )


def main() -> int:
    """The reader: a document comes in, its number of pages or the code of a refusal goes out."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pages = read(io.BytesIO(sys.stdin.buffer.read()), max_pages=int(sys.argv[1]))
    except (ActiveContent, EncryptedPdf, TooManyPages) as refusal:
        sys.stdout.write(refusal.code)
        return 1
    sys.stdout.write(str(pages))
    return 0


if __name__ == "__main__":
    sys.exit(main())

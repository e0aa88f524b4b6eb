"""PDF documents: read by structure, refused where they act or hide something; bytes are kept."""

from collections.abc import Iterator
from typing import BinaryIO

import pikepdf

from pishkhan.kernel.attachments.errors import ActiveContent, EncryptedPdf, TooManyPages


_LIMIT = 64_000_000
MAX_OBJECTS = 200_000
MAX_DEPTH = 40
MAX_NODES = 50_000  # dictionaries in the whole file, far above what forty pages need
FORBIDDEN_KEYS = {"/AA", "/JS", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent"}
FORBIDDEN_SUBTYPES = {"/RichMedia", "/FileAttachment", "/Screen", "/Movie", "/3D"}
# To go to a place, also on opening, and to follow a link is all that a document may do.
FORBIDDEN_ACTIONS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/GoTo3DView"),
    *("/Rendition", "/RichMediaExecute", "/Sound", "/Movie"),
}

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


def inspect(file: BinaryIO, *, max_pages: int) -> int:
    """The number of pages.

    Raises EncryptedPdf, TooManyPages, ActiveContent, and whatever pikepdf raises where it is broken.
    """
    file.seek(0)
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

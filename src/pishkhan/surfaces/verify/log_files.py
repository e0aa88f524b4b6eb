"""The files of the public log, for programs: keys, checkpoints, tiles. Any cache may keep them."""

import gzip

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pishkhan.kernel.transparency import api as log


FOR_EVER = "public, max-age=31536000, immutable"
# A partial tile never changes either, but it goes when the full one has taken its place.
A_DAY = "public, max-age=86400, immutable"
MOMENTS = "public, max-age=5"
TEXT = "text/plain; charset=utf-8"
OCTETS = "application/octet-stream"


@require_safe
def keys(_request: HttpRequest) -> HttpResponse:
    """The keys of all logs, a line each."""
    return _text("keys")


@require_safe
def checkpoint(_request: HttpRequest, epoch: int) -> HttpResponse:
    """The newest checkpoint of a log that a quorum of witnesses cosigned."""
    return _text(f"{epoch}/checkpoint")


@require_safe
def tile(request: HttpRequest, epoch: int, path: str) -> HttpResponse:
    """A tile of hashes or of entries; only under the very name that it has."""
    found = log.tile_at(f"tile/{path}")
    content = log.file_of(f"{epoch}/{found.path}") if found else None
    if found is None or content is None:
        raise Http404
    response = HttpResponse(content, content_type=OCTETS)
    response["Cache-Control"] = FOR_EVER if found.is_full else A_DAY
    if found.level is None:
        _shorten(request, response)
    return response


def _text(path: str) -> HttpResponse:
    content = log.file_of(path)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=TEXT, headers={"Cache-Control": MOMENTS})


def _shorten(request: HttpRequest, response: HttpResponse) -> None:
    """Entries repeat themselves; hashes do not."""
    response["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = gzip.compress(response.content, compresslevel=6, mtime=0)
        response["Content-Encoding"] = "gzip"

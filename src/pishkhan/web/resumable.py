"""Uploads that survive a cut line: tus 1.0 with creation (also with the first bytes), checksum,
expiration and termination, for the files of a draft, of a correction, or one in the place of
a file of a case that was set aside (`draft` is then `case:<its id>:<the file's>`).

`POST /uploads/` with Upload-Length and Upload-Metadata (`draft`, `kind` or `defect`, `filename`,
and `sha256` of the whole file in hexadecimal) answers where the rest goes. Whoever may open the
draft may go on with its uploads; to all others there are none. `GET` of an upload tells in JSON
what became of it. Ordinary forms with files stay as they are.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods

from pishkhan.foundation import secret
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.errors import (
    CannotKeep,
    NoSuchFile,
    NoSuchUpload,
    TooLarge,
    TooManyUploads,
    UploadOver,
    WrongOffset,
)
from pishkhan.kernel.attachments.spec import HARD_LIMIT_MB, UploadView
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchCase
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.forms.errors import AlreadySubmitted, NoSuchDraft
from pishkhan.kernel.persistence.api import allow
from pishkhan.web import drafts, tus_headers
from pishkhan.web.corrected_files import file_of_defect, file_set_aside
from pishkhan.web.following import FILE
from pishkhan.web.numbers import row_id
from pishkhan.web.pages import address_of
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import hint, sentence
from pishkhan.web.tus_headers import BadHeader


VERSION = "1.0.0"
BYTES = "application/offset+octet-stream"
MISMATCH = 460  # tus's own: the bytes are not what the checksum says
UPLOADS_AN_HOUR = 500  # of one address: many people share one
PIECE = 64 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
SET_ASIDE = re.compile(r"case:(?P<case>[0-9]{1,19}):(?P<file>[0-9]{1,19})", re.ASCII)
STATUSES: Mapping[type[DomainError], int] = {
    NoSuchUpload: 404,
    NoSuchDraft: 404,
    NoSuchCase: 404,
    NoSuchFile: 404,
    UploadOver: 410,
    WrongOffset: 409,
    AlreadySubmitted: 410,
    TooLarge: 413,
    TooManyUploads: 429,
    CannotKeep: 503,
}
View = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """Where a file goes, and what it is measured by."""

    holder: str
    rule: attachments.AttachmentRule
    draft_id: int | None = None
    case_id: int | None = None
    replaces: int | None = None


def tus(view: View) -> View:
    """Speak the protocol's version, and say a refusal in JSON."""

    def answer(request: HttpRequest, **place: str) -> HttpResponse:
        speaks = request.headers.get("Tus-Resumable") == VERSION
        if not speaks and request.method not in {"OPTIONS", "GET"}:
            response = HttpResponse(status=412)
            response["Tus-Version"] = VERSION
        else:
            response = _answer(view, request, place)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answer


def _answer(view: View, request: HttpRequest, place: Mapping[str, str]) -> HttpResponse:
    try:
        return view(request, **place)
    except BadHeader as error:
        return JsonResponse({"code": "uploads.bad_header", "header": str(error)}, status=400)
    except DomainError as error:
        return _refusal(error)


@require_http_methods(["OPTIONS", "POST"])
@tus
def begin(request: HttpRequest) -> HttpResponse:
    """Say what is spoken here, or promise to take a file."""
    if request.method == "OPTIONS":
        return HttpResponse(
            status=204,
            headers={
                "Tus-Version": VERSION,
                "Tus-Extension": "creation,creation-with-upload,checksum,expiration,termination",
                "Tus-Max-Size": str(HARD_LIMIT_MB * 1_000_000),
                "Tus-Checksum-Algorithm": ",".join(tus_headers.ALGORITHMS),
            },
        )
    mark = secret.digest("web.uploads", address_of(request), settings.SECRET_KEY)
    if not allow(f"web.uploads:{mark}", limit=UPLOADS_AN_HOUR, per=timedelta(hours=1)):
        raise TooManyUploads
    length = tus_headers.whole("Upload-Length", request.headers.get("Upload-Length"))
    told = tus_headers.metadata(request.headers.get("Upload-Metadata", ""))
    upload = _begin(request, length, told)
    if request.content_type == BYTES:
        upload = _append(request, upload.token, 0)
    response = _state(upload, 201)
    response["Location"] = reverse("web:upload", args=[upload.token])
    return response


@require_http_methods(["HEAD", "GET", "PATCH", "DELETE"])
@tus
def one(request: HttpRequest, token: str) -> HttpResponse:
    """How far an upload is, its next bytes, or its end."""
    upload = _mine(request, token)
    if request.method == "DELETE":
        attachments.give_up(token)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        if request.content_type != BYTES:
            return HttpResponse(status=415)
        offset = tus_headers.whole("Upload-Offset", request.headers.get("Upload-Offset"))
        return _state(_append(request, token, offset), 204)
    if upload.is_complete:  # the request that brought the last bytes may have been cut off
        upload = attachments.finish(token, by=actor_of(request))
    if request.method == "HEAD":
        return _head(upload, HttpResponse())
    return _head(upload, JsonResponse(_told(upload)))


def _begin(request: HttpRequest, length: int, told: Mapping[str, str]) -> UploadView:
    sha256 = told.get("sha256", "")
    if sha256 and not SHA256.fullmatch(sha256):
        raise BadHeader("Upload-Metadata")
    place = _place(request, told)
    return attachments.begin_upload(
        holder=place.holder,
        draft_id=place.draft_id,
        case_id=place.case_id,
        replaces=place.replaces,
        name=told.get("filename", ""),
        length=length,
        sha256=sha256,
        rule=place.rule,
        by=actor_of(request),
    )


def _place(request: HttpRequest, told: Mapping[str, str]) -> _Place:
    holder = told.get("draft", "")
    if named := SET_ASIDE.fullmatch(holder):
        case_id, file_id = row_id(named["case"]) or 0, row_id(named["file"]) or 0
        _, rule = file_set_aside(request, case_id, file_id)
        return _Place(holder=holder, case_id=case_id, replaces=file_id, rule=rule)
    draft = _open_draft(request, holder)
    if draft.corrects_case_id is None:
        rules = catalogue.service(draft.service).attachments
        wanted = next((rule for rule in rules if rule.kind == told.get("kind")), None)
        if wanted is None:
            raise BadHeader("Upload-Metadata")
        return _Place(holder=draft.token, draft_id=draft.pk, rule=wanted)
    file, wanted = _to_correct(draft, told.get("defect", ""))
    if wanted is None:
        raise BadHeader("Upload-Metadata")
    return _Place(
        holder=draft.token,
        case_id=draft.corrects_case_id,
        replaces=file.id if file else None,
        rule=wanted,
    )


def _to_correct(
    draft: Draft, field: str
) -> tuple[attachments.AttachedFile | None, attachments.AttachmentRule | None]:
    """Only what was returned may be sent anew."""
    returned = {defect.field for defect in catalogue.open_defects(draft.corrects_case_id or 0)}
    if field not in returned or not field.startswith(FILE):
        return None, None
    return file_of_defect(draft, field)


def _open_draft(request: HttpRequest, token: str) -> Draft:
    draft = drafts.opened(request, token)
    if draft.submitted_case_id is not None:
        raise AlreadySubmitted
    return draft


def _mine(request: HttpRequest, token: str) -> UploadView:
    try:
        upload = attachments.upload(token)
    except UploadOver as error:
        _require_holder(request, str(error.data["holder"]))
        raise
    _require_holder(request, upload.holder)
    return upload


def _require_holder(request: HttpRequest, holder: str) -> None:
    """To all others there is no upload, not even one that is over."""
    place = SET_ASIDE.fullmatch(holder)
    try:
        if place is None:
            _open_draft(request, holder)
        elif cases.case(row_id(place["case"]) or 0).applicant_id != actor_of(request).person_id:
            raise NoSuchUpload
    except (NoSuchDraft, NoSuchCase) as error:
        raise NoSuchUpload from error


def _append(request: HttpRequest, token: str, offset: int) -> UploadView:
    if "Trailer" in request.headers:  # a checksum that nobody here would look at
        raise BadHeader("Trailer")
    checksum = tus_headers.checksum(request.headers.get("Upload-Checksum"))
    data = _body(request)
    if checksum and not checksum.matches(data):
        raise _Mismatch
    upload = attachments.append(token, offset=offset, data=data)
    if upload.is_complete:
        upload = attachments.finish(token, by=actor_of(request))
    return upload


def _body(request: HttpRequest) -> bytes:
    """The bytes of this request; of one that was cut off, those that came."""
    pieces = []
    try:
        while piece := request.read(PIECE):
            pieces.append(piece)
    except (UnreadablePostError, OSError):
        pass
    return b"".join(pieces)


class _Mismatch(DomainError):
    code = "uploads.checksum_mismatch"
    message = "checksum mismatch"


def _state(upload: UploadView, status: int) -> HttpResponse:
    if upload.refused:
        return _head(upload, _refusal(upload.refused))
    return _head(upload, HttpResponse(status=status))


def _head(upload: UploadView, response: HttpResponse) -> HttpResponse:
    response["Upload-Offset"] = str(upload.offset)
    response["Upload-Length"] = str(upload.length)
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


def _told(upload: UploadView) -> dict[str, object]:
    if upload.refused:
        return {"state": "refused"} | _said(upload.refused)
    state = "receiving" if upload.attachment_id is None else "received"
    return {"state": state, "name": upload.name, "attachment": str(upload.attachment_id or "")}


def _refusal(error: DomainError) -> HttpResponse:
    status = MISMATCH if isinstance(error, _Mismatch) else STATUSES.get(type(error), 422)
    return JsonResponse(_said(error), status=status)


def _said(error: DomainError) -> dict[str, object]:
    return {"code": error.code, "message": sentence(error), "hint": hint(error)}

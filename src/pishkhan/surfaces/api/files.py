"""Files of a request: in one piece, or in pieces that survive a cut line."""

import hashlib
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Header, Path, Router
from ninja.files import UploadedFile

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.errors import NoSuchUpload
from pishkhan.kernel.attachments.spec import AttachmentRule, UploadView
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.clients.api import Answer, Caller
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.forms.errors import AlreadySubmitted, NoSuchDraft
from pishkhan.surfaces.api import drawn, shapes
from pishkhan.surfaces.api.edge import BYTES
from pishkhan.surfaces.api.errors import ChecksumMismatch, NoSuchKind, WrongType
from pishkhan.surfaces.api.keys import Key, caller_of
from pishkhan.surfaces.api.once import Mark, answered, once
from pishkhan.surfaces.api.requests import open_draft


router = Router(tags=["files"], auth=Key(KeyScope.SUBMIT))
Offset = Annotated[
    int, Header(alias="Upload-Offset", ge=0, le=25_000_000, description="Where these bytes begin.")
]
Checksum = Annotated[
    str,
    Header(
        default="",
        alias="Upload-Sha256",
        pattern=r"^([0-9a-f]{64})?$",
        description="SHA-256 of these bytes in hexadecimal; may be left out.",
    ),
]
IN_BYTES = {
    "requestBody": {
        "required": True,
        "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post(
    "/requests/{request_id}/files",
    response={201: shapes.File},
    operation_id="send_file",
    url_name="files",
)
def send(
    request: HttpRequest,
    request_id: Path[shapes.Token],
    kind: Annotated[str, Form(min_length=1, max_length=60)],
    file: Annotated[UploadedFile, File()],
    mark: Mark,
) -> HttpResponse:
    """A whole file, as `multipart/form-data`; small ones on a good line."""
    caller = caller_of(request)
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)

    def ask() -> Answer:
        raise _NotYetDone(open_draft(caller, request_id))

    said = [kind, digest.hexdigest()]
    try:
        return once(request, mark, said, ask, by=caller.program)
    except _NotYetDone as new:
        draft = new.draft
    rule = _rule(draft, kind)
    # Before the transaction: a refusal rolls it back, and the scanner may take long.
    with attachments.checked(file, draft_id=draft.pk, rule=rule, by=caller.program) as sound:

        def act() -> Answer:
            taken = attachments.receive(
                draft_id=open_draft(caller, request_id).pk,
                kind=kind,
                name=file.name or "",
                stream=sound,
                rule=rule,
                by=caller.program,
            )
            return answered(201, drawn.file(taken))

        return once(request, mark, said, act, by=caller.program)


@router.delete(
    "/requests/{request_id}/files/{file_id}",
    response={204: None},
    operation_id="remove_file",
    url_name="file",
)
def remove(
    request: HttpRequest, request_id: Path[shapes.Token], file_id: Path[shapes.RowId]
) -> HttpResponse:
    """Take a file out again."""
    caller = caller_of(request)
    draft = open_draft(caller, request_id)
    attachments.remove(int(file_id), draft_id=draft.pk, by=caller.program)
    return HttpResponse(status=204)


@router.post(
    "/requests/{request_id}/uploads",
    response={201: shapes.Upload},
    operation_id="begin_upload",
    url_name="uploads",
)
def begin(
    request: HttpRequest, request_id: Path[shapes.Token], body: shapes.NewUpload, mark: Mark
) -> HttpResponse:
    """Promise a file that comes in pieces; its bytes go to `/uploads/{id}`."""
    caller = caller_of(request)

    def act() -> Answer:
        draft = open_draft(caller, request_id)
        begun = attachments.begin_upload(
            holder=draft.token,
            draft_id=draft.pk,
            name=body.name,
            length=body.length,
            sha256=body.sha256,
            rule=_rule(draft, body.kind),
            by=caller.program,
        )
        return answered(201, drawn.upload(begun))

    return once(request, mark, body.model_dump(), act, by=caller.program)


@router.get(
    "/uploads/{upload_id}", response=shapes.Upload, operation_id="look_at_upload", url_name="upload"
)
def look(request: HttpRequest, upload_id: Path[shapes.Token]) -> shapes.Upload:
    """How far a file has come: after a cut, go on from `offset`."""
    caller = caller_of(request)
    return drawn.upload(_finished(_mine(caller, upload_id), caller))


@router.patch(
    "/uploads/{upload_id}",
    response=shapes.Upload,
    operation_id="send_bytes",
    url_name="upload",
    openapi_extra=IN_BYTES,
)
def append(
    request: HttpRequest, upload_id: Path[shapes.Token], offset: Offset, checksum: Checksum
) -> shapes.Upload:
    """The next bytes, at most a million; with the last ones the file is checked and received."""
    caller = caller_of(request)
    _mine(caller, upload_id)
    if request.content_type != BYTES:
        raise WrongType(wanted=BYTES)
    data = request.body
    if checksum and hashlib.sha256(data).hexdigest() != checksum:
        raise ChecksumMismatch
    return drawn.upload(_finished(attachments.append(upload_id, offset=offset, data=data), caller))


@router.delete(
    "/uploads/{upload_id}", response={204: None}, operation_id="give_up_upload", url_name="upload"
)
def give_up(request: HttpRequest, upload_id: Path[shapes.Token]) -> HttpResponse:
    """Forget an upload and what arrived of it."""
    _mine(caller_of(request), upload_id)
    attachments.give_up(upload_id)
    return HttpResponse(status=204)


class _NotYetDone(Exception):
    """Nothing was sent under this mark before."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


def _rule(draft: Draft, kind: str) -> AttachmentRule:
    rules = catalogue.service(draft.service).attachments
    found = next((rule for rule in rules if rule.kind == kind), None)
    if found is None:
        raise NoSuchKind
    return found


def _mine(caller: Caller, token: str) -> UploadView:
    upload = attachments.upload(token)
    try:
        open_draft(caller, upload.holder)
    except (NoSuchDraft, AlreadySubmitted) as error:
        raise NoSuchUpload from error
    return upload


def _finished(upload: UploadView, caller: Caller) -> UploadView:
    """The request that brought the last bytes may have been cut off before they were received."""
    if not upload.is_complete:
        return upload
    return attachments.finish(upload.token, by=caller.program)

"""Records of an institution's graduates, sent by its own system in signed batches.

Begin a batch under a key of your own, send its lines in numbered parts in any order, commit it with
the signature of the institution, and read what became of each record. Every step may be repeated.
"""

import hashlib
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from pishkhan.kernel.clients.api import Answer
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.errors import NoSuchRecord
from pishkhan.kernel.records.spec import BatchView, Found, RecordResult
from pishkhan.kernel.records.terms import HINTS, Door
from pishkhan.surfaces.api.edge import NDJSON
from pishkhan.surfaces.api.errors import ChecksumMismatch, WrongType
from pishkhan.surfaces.api.files import Checksum
from pishkhan.surfaces.api.keys import Key, caller_of
from pishkhan.surfaces.api.once import Mark, answered, once
from pishkhan.surfaces.api.shapes import AsWhole, Given, RowId, Told
from pishkhan.web.sentences import translated


router = Router(tags=["records"], auth=Key(KeyScope.RECORDS))
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
PartNumber = Annotated[int, Path(ge=1, le=1000)]
After = Annotated[int, Query(ge=0, le=1_000_000)]
Limit = Annotated[int, Query(ge=1, le=2000)]
LINES = {
    "requestBody": {
        "required": True,
        "content": {NDJSON: {"schema": {"type": "string", "format": "binary"}}},
    }
}


class NewBatch(Given):
    """A batch under your own key; the same key is the same batch."""

    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{4,80}$")]


class Commit(Given):
    """All is sent: how many parts and records, the digest over the parts, the signature over it."""

    parts: Annotated[int, Field(ge=1, le=1000), AsWhole]
    records: Annotated[int, Field(ge=0, le=1_000_000), AsWhole]
    sha256: Sha256
    signature: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/=]{80,100}$")]


class Batch(Told):
    """A batch; `parts` are those that arrived, `outcomes` how many records ended how."""

    id: RowId
    key: str
    state: str
    parts: list[int]
    records: int
    done: int
    outcomes: dict[str, int]
    begun_at: datetime
    committed_at: datetime | None
    done_at: datetime | None


class Finding(Told):
    """What was found: a stable code, the field, and words for people."""

    code: str
    field: str
    message: str
    hint: str


class Result(Told):
    """What became of the record of a line; of a held one, `decision` is what two people decided.

    `refusal` is a stable code beside a decision `refused`.
    """

    line: int
    source_id: str
    outcome: str
    findings: list[Finding]
    document: str | None
    decision: Literal["let_in", "refused"] | None
    refusal: str | None


class Results(Told):
    """Results in the order of lines; `after` is where to go on, None at the end."""

    results: list[Result]
    after: int | None


@router.post(
    "/batches", response={201: Batch}, operation_id="begin_batch", url_name="record_batches"
)
def begin(request: HttpRequest, body: NewBatch, mark: Mark) -> HttpResponse:
    """Begin a batch, or find the one of this key again: after a cut, `parts` says what arrived."""
    caller = caller_of(request)

    def act() -> Answer:
        begun = records.begin_batch(
            caller.organisation_id, body.key, door=Door.API, by=caller.program
        )
        return answered(201, _batch(begun))

    return once(request, mark, body.model_dump(), act, by=caller.program)


@router.get(
    "/batches/{batch_id}",
    response=Batch,
    operation_id="look_at_batch",
    url_name="record_batch",
)
def look(request: HttpRequest, batch_id: Path[RowId]) -> Batch:
    """How far a batch has come."""
    return _batch(_mine(request, int(batch_id)))


@router.put(
    "/batches/{batch_id}/parts/{number}",
    response=Batch,
    operation_id="send_part",
    url_name="record_part",
    openapi_extra=LINES,
)
def part(
    request: HttpRequest, batch_id: Path[RowId], number: PartNumber, checksum: Checksum
) -> Batch:
    """A part of at most a million bytes, a record on each line; sent again it is the same part."""
    caller = caller_of(request)
    _mine(request, int(batch_id))
    if request.content_type != NDJSON:
        raise WrongType(wanted=NDJSON)
    data = request.body
    # A line that broke leaves fewer bytes than were announced, and no error.
    is_whole = len(data) == int(request.META.get("CONTENT_LENGTH") or 0)
    if not is_whole or (checksum and hashlib.sha256(data).hexdigest() != checksum):
        raise ChecksumMismatch
    return _batch(records.add_part(int(batch_id), number, data, by=caller.program))


@router.post(
    "/batches/{batch_id}/commit",
    response=Batch,
    operation_id="commit_batch",
    url_name="record_commit",
)
def commit(request: HttpRequest, batch_id: Path[RowId], body: Commit, mark: Mark) -> HttpResponse:
    """All parts are there: the records are now judged and taken in; look at the batch for the end."""
    caller = caller_of(request)
    _mine(request, int(batch_id))

    def act() -> Answer:
        done = records.commit_batch(
            int(batch_id),
            parts=body.parts,
            records=body.records,
            sha256=body.sha256,
            signature=body.signature,
            by=caller.program,
        )
        return answered(200, _batch(done))

    return once(request, mark, body.model_dump(), act, by=caller.program)


@router.get(
    "/batches/{batch_id}/results",
    response=Results,
    operation_id="read_results",
    url_name="record_results",
)
def results(
    request: HttpRequest, batch_id: Path[RowId], after: After = 0, limit: Limit = 500
) -> Results:
    """What became of each record that has been judged."""
    found = records.results(_mine(request, int(batch_id)).id, after=after, limit=limit)
    last = found[-1].line if len(found) == limit else None
    return Results(results=[_result(one) for one in found], after=last)


def _mine(request: HttpRequest, batch_id: int) -> BatchView:
    found = records.batch(batch_id)
    if found is None or found.institution_id != caller_of(request).organisation_id:
        raise NoSuchRecord
    return found


def _batch(one: BatchView) -> Batch:
    return Batch(
        id=str(one.id),
        key=one.key,
        state=one.state.value,
        parts=list(one.parts),
        records=one.record_count,
        done=one.done_count,
        outcomes=dict(one.outcomes),
        begun_at=one.begun_at,
        committed_at=one.committed_at,
        done_at=one.done_at,
    )


def _result(one: RecordResult) -> Result:
    return Result(
        line=one.line,
        source_id=one.source_id,
        outcome=one.outcome.value,
        findings=[_finding(each) for each in one.found],
        document=str(one.document_id) if one.document_id is not None else None,
        decision=None if one.is_let_in is None else "let_in" if one.is_let_in else "refused",
        refusal=one.refusal.value if one.refusal else None,
    )


def _finding(found: Found) -> Finding:
    return Finding(
        code=found.code.value,
        field=found.field,
        message=translated(found.code.label),
        hint=translated(HINTS.get(found.code, "")),
    )

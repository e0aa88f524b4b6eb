"""Calls that write: each is done once under its Idempotency-Key, however often it is sent."""

import hashlib
import json
from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Header
from pydantic import BaseModel

from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.clients.api import Answer
from pishkhan.kernel.identity.spec import Actor
from pishkhan.surfaces.api.keys import caller_of
from pishkhan.surfaces.api.problems import JSON


SORTED = {"sort_keys": True}  # jsonb does not keep the order, and a replay is the same to the byte
REPLAYED = "Idempotency-Replayed"
Mark = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9_.:-]{8,200}$",
        description="Made by the caller, new for each thing to be done; the same when it is sent again.",
    ),
]


def once(
    request: HttpRequest,
    mark: str,
    said: object,
    act: Callable[[], Answer],
    *,
    by: Actor,
) -> HttpResponse:
    """The answer of `act`, or the one it gave before; `said` is what the body says, as JSON."""
    told = [request.method, request.path, said]
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    operation = f"{request.method} {request.resolver_match.route if request.resolver_match else ''}"
    answer = clients.once(caller_of(request), mark, digest, act, operation=operation, by=by)
    response = JsonResponse(
        answer.body, status=answer.status, safe=False, json_dumps_params=JSON | SORTED
    )
    if answer.is_replay:
        response[REPLAYED] = "true"
    return response


def answered(status: int, body: BaseModel, *, case_id: int | None = None) -> Answer:
    """An answer to keep."""
    return Answer(status=status, body=body.model_dump(mode="json"), case_id=case_id)

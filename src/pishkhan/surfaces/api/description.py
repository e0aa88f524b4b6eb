"""The description (OpenAPI 3.1): what ninja tells, with failures, scopes and links added."""

from functools import cache

from pishkhan.surfaces.api import shapes
from pishkhan.surfaces.api.keys import Key
from pishkhan.surfaces.api.problems import MEDIA_TYPE
from pishkhan.surfaces.api.program import program


Body = dict[str, object]
ROOT = "/api/v1/"
INFO = (
    "Programs of organisations file requests for their people and follow them; programs of staff "
    "read tasks and act on them; education systems of institutions send records of their graduates. A key (`Authorization: Bearer …`) is issued to an organisation, "
    "with scopes and quotas. Every call that writes by POST carries an `Idempotency-Key`: sent "
    "again with the same body it is answered as before (`Idempotency-Replayed: true`), with "
    "another body it is refused. Failures are problem+json (RFC 9457) in the language of "
    "`Accept-Language` (fa, en, ar)."
)
FAILURES = {
    "400": "What was sent cannot be read",
    "401": "No key, or one that opens nothing",
    "403": "The key, or the person it stands for, may not do this",
    "404": "There is no such thing for this key",
    "405": "The address does not know this method",
    "409": "Somebody was quicker, or it was done already",
    "410": "The upload waited too long",
    "413": "The body is too large",
    "415": "The body is of another type",
    "422": "What was sent is refused; `errors` says why, by field",
    "429": "Too many calls; `Retry-After` in seconds",
    "500": "A bug of ours; quote `reference`",
    "503": "Not available now; `Retry-After` in seconds",
}
# What an answer leads to, for readers and for tests that walk: operation → status → links.
LINKS: dict[str, tuple[str, dict[str, tuple[str, dict[str, str]]]]] = {
    "start_request": (
        "201",
        {
            "look": ("look_at_request", {"request_id": "$response.body#/id"}),
            "answer": ("answer_questions", {"request_id": "$response.body#/id"}),
            "send_file": ("send_file", {"request_id": "$response.body#/id"}),
            "begin_upload": ("begin_upload", {"request_id": "$response.body#/id"}),
            "submit": ("submit_request", {"request_id": "$response.body#/id"}),
        },
    ),
    "begin_upload": (
        "201",
        {
            "look": ("look_at_upload", {"upload_id": "$response.body#/id"}),
            "send_bytes": ("send_bytes", {"upload_id": "$response.body#/id"}),
            "give_up": ("give_up_upload", {"upload_id": "$response.body#/id"}),
        },
    ),
    "send_file": (
        "201",
        {
            "remove": (
                "remove_file",
                {"request_id": "$request.path.request_id", "file_id": "$response.body#/id"},
            )
        },
    ),
    "begin_batch": (
        "201",
        {
            "look": ("look_at_batch", {"batch_id": "$response.body#/id"}),
            "send_part": ("send_part", {"batch_id": "$response.body#/id"}),
            "commit": ("commit_batch", {"batch_id": "$response.body#/id"}),
            "results": ("read_results", {"batch_id": "$response.body#/id"}),
        },
    ),
    "submit_request": ("201", {"follow": ("follow_case", {"case_id": "$response.body#/case"})}),
    "list_tasks": ("200", {"read": ("read_case", {"case_id": "$response.body#/tasks/0/case"})}),
    "read_case": ("200", {"act": ("act", {"task_id": "$response.body#/actions/0/task"})}),
}


@cache
def description() -> Body:
    """The whole of it; the same for every caller."""
    found: Body = dict(program.get_openapi_schema(path_prefix=ROOT))
    found["info"] = {"title": "پیشخوان", "version": program.version, "description": INFO}
    found["components"] = _with_problem(found["components"])
    scopes = _scopes()
    for operation in _operations(found):
        _complete(operation, scopes)
    return found


def _complete(operation: Body, scopes: dict[str, str]) -> None:
    name = str(operation["operationId"])
    operation["x-scope"] = scopes[name]
    responses = operation["responses"]
    assert isinstance(responses, dict)  # noqa: S101 - what ninja makes
    told = {str(status): dict(one) for status, one in responses.items()}
    for status, words in FAILURES.items():
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        told[status] = {"description": words, "content": content}
    if name in LINKS:
        status, links = LINKS[name]
        told[status]["links"] = {
            link: {"operationId": target, "parameters": parameters}
            for link, (target, parameters) in links.items()
        }
    operation["responses"] = told


def _operations(found: Body) -> list[Body]:
    paths = found["paths"]
    assert isinstance(paths, dict)  # noqa: S101 - what ninja makes
    return [operation for path in paths.values() for operation in path.values()]


def _with_problem(components: object) -> Body:
    assert isinstance(components, dict)  # noqa: S101 - what ninja makes
    schemas = {**components["schemas"], "Problem": shapes.Problem.model_json_schema()}
    schemes = {"key": {"type": "http", "scheme": "bearer"}}
    return {**components, "schemas": schemas, "securitySchemes": {**components["securitySchemes"], **schemes}}  # fmt: skip


def _scopes() -> dict[str, str]:
    return {
        str(operation.operation_id): callback.scope.value
        for bound in program._get_bound_routers()
        for view in bound.path_operations.values()
        for operation in view.operations
        for callback in operation.auth_callbacks
        if isinstance(callback, Key)
    }

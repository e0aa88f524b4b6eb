"""The work of a member of staff by a program of theirs: their inbox, a case, an act.

Whoever acts is the person whose account the key names, with the posts that person holds now
inside the organisation of the key; the trail tells both.
"""

from typing import Annotated

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja import Path, Query, Router

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchCase, NoSuchTask
from pishkhan.kernel.cases.spec import CaseView, TaskRow
from pishkhan.kernel.clients.api import Answer, Caller
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act, Subject
from pishkhan.surfaces.api import acts, office, shapes
from pishkhan.surfaces.api.keys import Key, caller_of
from pishkhan.surfaces.api.once import Mark, answered, once
from pishkhan.web import places
from pishkhan.web.sentences import translated


router = Router(tags=["tasks"], auth=Key(KeyScope.READ_TASKS))
FILE = {
    "responses": {
        200: {
            "description": "Its bytes",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in ("application/pdf", "image/jpeg")
            },
        }
    }
}
Words = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
After = Annotated[str, Query(max_length=80, pattern=r"^[0-9T:.+|-]*$")]
Cartable = Annotated[str, Query(pattern=r"^([0-9]{1,19})?$")]
Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/tasks", response=shapes.TaskList, operation_id="list_tasks", url_name="tasks")
def tasks(
    request: HttpRequest,
    view: shapes.ViewName = "all",
    cartable: Cartable = "",
    q: Words = "",
    after: After = "",
    limit: Limit = 25,
) -> shapes.TaskList:
    """The inbox of the member of staff, the nearest deadline first."""
    page = cases.inbox(
        caller_of(request).staff,
        view=shapes.VIEWS[view],
        cartable_ids=[int(shapes.within(cartable))] if cartable else None,
        after=after,
        search=q,
        limit=limit,
    )
    return shapes.TaskList(
        tasks=[_line(row) for row in places.rows_in_words(page.rows)], after=page.after
    )


@router.get(
    "/office/cases/{case_id}",
    response=shapes.OfficeCase,
    operation_id="read_case",
    url_name="office_case",
)
def case(request: HttpRequest, case_id: Path[shapes.RowId]) -> shapes.OfficeCase:
    """A case as the office has it, with the actions that are open now."""
    caller = caller_of(request)
    found = int(case_id)
    _visible(caller, found)
    audit.saw(audit.Seen.CASE, found, by=caller.staff, what=f"access_key:{caller.key_id}")
    return office.case(found, caller.staff)


@router.get(
    "/office/cases/{case_id}/files/{file_id}",
    response={200: None},
    operation_id="read_file",
    url_name="office_file",
    openapi_extra=FILE,
)
def file(
    request: HttpRequest, case_id: Path[shapes.RowId], file_id: Path[shapes.RowId]
) -> HttpResponseBase:
    """A file of a case; identity papers carry the name of the member of staff and the hour."""
    caller = caller_of(request)
    subject = _visible(caller, int(case_id))
    opened = attachments.open_file(
        int(file_id),
        case_id=int(case_id),
        actor=caller.staff,
        subject=subject,
        download=True,
    )
    return StreamingHttpResponse(opened, headers=opened.headers)


@router.post(
    "/tasks/{task_id}/acts",
    response=shapes.Done,
    operation_id="act",
    url_name="acts",
    auth=Key(KeyScope.ACT_ON_TASKS),
)
def act(
    request: HttpRequest, task_id: Path[shapes.RowId], body: shapes.NewAct, mark: Mark
) -> HttpResponse:
    """Press a button on a task. 409 says who was quicker, and when."""
    caller = caller_of(request)

    def press() -> Answer:
        task = cases.task(int(task_id))
        if not cases.may_see(task.case_id, caller.staff):
            raise NoSuchTask
        view = acts.press(task, body, by=caller.staff)
        return answered(200, _done(view), case_id=view.id)

    return once(request, mark, body.model_dump(), press, by=caller.staff)


def _visible(caller: Caller, case_id: int) -> Subject:
    subject = cases.subject_of(case_id)
    if not organisations.may(caller.staff, Act.VIEW_CASE, subject):
        raise NoSuchCase
    return subject


def _line(row: TaskRow) -> shapes.Task:
    return shapes.Task(
        id=str(row.id),
        case=str(row.case_id),
        service=row.service,
        state=row.state,
        title=translated(row.state_title),
        role=row.role_title,
        organisation=row.organisation_name,
        applicant=row.applicant_name,
        subject=row.subject,
        letter_number=row.reference,
        due_at=row.due_at,
        created_at=row.created_at,
        assignee=row.assignee_name,
        is_returned=row.returned,
        is_suspended=row.suspended,
    )


def _done(view: CaseView) -> shapes.Done:
    return shapes.Done(
        case=str(view.id),
        version=view.version,
        state=view.state,
        title=translated(view.state_title),
        status=view.status,
    )

"""What is sent and what comes back, as the description tells it. Ids are text: 63 bits are too
many for the numbers of some languages. Times are ISO 8601 in UTC."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from pishkhan.foundation.row_ids import LARGEST, row_id
from pishkhan.kernel.cases.terms import CaseStatus, DefectKind, View


def _whole(given: object) -> object:
    """JSON knows one kind of number: 5.0 is 5."""
    return int(given) if isinstance(given, float) and given.is_integer() else given


def within(given: str) -> str:
    """Above what any row has, the largest: it is nobody's, and after it comes nothing."""
    return given if row_id(given) is not None else str(LARGEST)


AsWhole = BeforeValidator(_whole)
RowId = Annotated[str, Field(pattern=r"^[0-9]{1,19}$"), AfterValidator(within)]
Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{20,64}$")]
AnswerKey = Annotated[str, Field(max_length=120)]
AnswerText = Annotated[str, Field(max_length=20_000)]


class Given(BaseModel):
    """What a caller sends: nothing unknown, nothing of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Told(BaseModel):
    """What a caller is told."""


class Choice(Told):
    """An option of a question."""

    value: str
    label: str
    help: str = ""


class Condition(Told):
    """Asked only when another answer is one of these."""

    key: str
    is_one_of: list[str]


class Question(Told):
    """One thing that is asked; its answer is sent under `key`, always as text."""

    key: str
    label: str
    kind: str
    required: bool
    help: str = ""
    choices: list[Choice] = []
    when: Condition | None = None
    min_length: int | None = None
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None


class FormPage(Told):
    """Questions of one topic."""

    code: str
    title: str
    when: Condition | None = None
    questions: list[Question]


class FileRule(Told):
    """A kind of document; sizes in megabytes of a million bytes."""

    kind: str
    title: str
    help: str
    required: bool
    max_files: int
    max_mb: int
    max_pages: int
    types: list[str]


class Service(Told):
    """A service that takes requests now."""

    code: str
    title: str
    summary: str
    working_days: int
    cost_rials: int


class ServiceForm(Service):
    """A service with all it asks; `declaration` must be shown to the applicant before sending."""

    legal_ground: str
    declaration: str
    form_version: str
    pages: list[FormPage]
    files: list[FileRule]


class ServiceList(Told):
    """The services that take requests now."""

    services: list[Service]


class File(Told):
    """A file of a request."""

    id: RowId
    kind: str
    name: str
    type: str
    size: int
    pages: int
    state: str
    legibility: str


class NewRequest(Given):
    """Begin a request; `language` is that of the messages to the applicant."""

    service: Annotated[str, Field(max_length=60)]
    language: Literal["fa", "en", "ar"] = "fa"
    answers: dict[AnswerKey, AnswerText] = {}


class NewAnswers(Given):
    """Answers by key; those not named stay as they are, the empty text takes one away."""

    answers: dict[AnswerKey, AnswerText]


class Request(Told):
    """A request that was not sent yet; `missing` says by key what is still to be put right."""

    id: Token
    service: str
    expires_at: datetime
    answers: dict[str, str]
    files: list[File]
    missing: dict[str, list[str]]
    is_complete: bool


class NewUpload(Given):
    """Promise a file of `length` bytes; `sha256` (hexadecimal) guards against another file's."""

    kind: Annotated[str, Field(max_length=60)]
    name: Annotated[str, Field(max_length=200)]
    length: Annotated[int, Field(ge=1, le=25_000_000), AsWhole]
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class Upload(Told):
    """A file on its way: send the bytes from `offset` on, at most a million at a time."""

    id: Token
    kind: str
    name: str
    length: int
    offset: int
    expires_at: datetime
    state: Literal["receiving", "received", "refused"]
    file: RowId | None = None
    refused: str = ""


class Submission(Given):
    """The applicant has read the declaration of the service."""

    declaration_read: Literal[True]


class Receipt(Told):
    """What the applicant is given: both numbers. The tracking code is not told again."""

    case: RowId
    service: str
    title: str
    subject: str
    letter_number: str
    tracking_code: str
    registered_at: datetime
    final_on: date
    attachment_count: int
    office: str
    stages: list[str]
    cost_rials: int
    declaration: str


class Moment(Told):
    """A step of the way: past, now, or usually next."""

    tense: str
    title: str
    place: str
    at: datetime | None
    with_applicant: bool


class FollowedFile(Told):
    """A file with what the office said of it."""

    id: RowId
    kind: str
    title: str
    name: str
    legibility: str


class IssuedLetter(Told):
    """A letter in answer; its PDF is at `/cases/{case}/letters/{id}`."""

    id: RowId
    letter_number: str
    subject: str
    issued_at: datetime


class Defect(Told):
    """What the office returned for completion."""

    field: str
    label: str
    kind: str
    note: str


class Followed(Told):
    """A case as its applicant follows it."""

    case: RowId
    service: str
    subject: str
    letter_number: str
    status: CaseStatus
    state: str
    says: str
    holder: str
    is_applicants_turn: bool
    until: date | None
    opened_at: datetime
    closed_at: datetime | None
    moments: list[Moment]
    files: list[FollowedFile]
    letters: list[IssuedLetter]
    defects: list[Defect]


class TwoNumbers(Given):
    """What opens any request: the number of its letter and the tracking code."""

    letter_number: Annotated[str, Field(min_length=1, max_length=40)]
    tracking_code: Annotated[str, Field(min_length=1, max_length=40)]


class Change(Told):
    """A case came into a state."""

    id: RowId
    case: RowId
    at: datetime
    state: str
    title: str
    with_applicant: bool


class ChangeList(Told):
    """Changes, the oldest first; ask again with `cursor`, at once where there are more."""

    changes: list[Change]
    cursor: RowId
    has_more: bool


class Task(Told):
    """A line of an inbox."""

    id: RowId
    case: RowId
    service: str
    state: str
    title: str
    role: str
    organisation: str
    applicant: str
    subject: str
    letter_number: str
    due_at: datetime | None
    created_at: datetime
    assignee: str
    is_returned: bool
    is_suspended: bool


class TaskList(Told):
    """A page of an inbox; `after` asks for the next one, empty on the last."""

    tasks: list[Task]
    after: str


class OfferedAction(Told):
    """A button that may be pressed now, and what it wants."""

    task: RowId
    action: str
    title: str
    comment: str
    raises_defects: bool
    params: dict[str, bool]
    questions: list[Question]
    reasons: list[Choice]


class Answered(Told):
    """An answer as a person reads it."""

    key: str
    label: str
    text: str


class AnsweredPage(Told):
    """The answers of a page."""

    title: str
    answers: list[Answered]


class Event(Told):
    """A line of the trail."""

    at: datetime
    kind: str
    title: str
    place: str
    by: str
    comment: str
    reason: str


class OfficeCase(Told):
    """A case as the office has it; send `version` back as `seen_version` with an act."""

    case: RowId
    version: int
    service: str
    state: str
    title: str
    status: CaseStatus
    applicant: str
    subject: str
    letter_number: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    pages: list[AnsweredPage]
    files: list[File]
    defects: list[Defect]
    events: list[Event]
    actions: list[OfferedAction]


class NewDefect(Given):
    """What is wrong: the key of an answer, or `attachment:` with the id of a file or a kind."""

    field: Annotated[str, Field(min_length=1, max_length=140)]
    kind: Literal["incomplete", "incorrect"]
    note: Annotated[str, Field(min_length=1, max_length=2_000)]


class NewAct(Given):
    """Press a button; `seen_version` is the version of the case that was looked at."""

    action: Annotated[str, Field(min_length=1, max_length=60)]
    seen_version: Annotated[int, Field(ge=1, le=2_000_000_000), AsWhole]
    comment: Annotated[str, Field(max_length=4_000)] = ""
    reason: Annotated[str, Field(max_length=60)] = ""
    defects: Annotated[list[NewDefect], Field(max_length=100)] = []
    params: dict[Annotated[str, Field(max_length=60)], str | bool | Annotated[int, AsWhole]] = {}


class Done(Told):
    """Where the case stands now."""

    case: RowId
    version: int
    state: str
    title: str
    status: CaseStatus


class Problem(Told):
    """Why not (RFC 9457), in the language of the caller; `errors` by field."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: dict[str, list[str]] | None = None
    reference: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


ViewName = Literal["all", "mine", "overdue", "due_today", "returned", "done", "suspended"]
VIEWS = {view.value: view for view in View}
DEFECT_KINDS = {kind.value: kind for kind in DefectKind}

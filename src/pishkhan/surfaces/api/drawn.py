"""From what the platform knows to the shapes of the description."""

from collections.abc import Iterable
from typing import Literal

from pishkhan.kernel.attachments.spec import AttachedFile, AttachmentRule, UploadView
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import Receipt as GivenReceipt, ServiceDefinition
from pishkhan.kernel.forms import api as forms, spec as form_spec
from pishkhan.kernel.forms.terms import PageKind
from pishkhan.surfaces.api import shapes
from pishkhan.web import places
from pishkhan.web.following import Following
from pishkhan.web.sentences import hint, sentence, translated


def service(definition: ServiceDefinition) -> shapes.Service:
    """The tile of a service."""
    return shapes.Service(
        code=definition.code,
        title=translated(definition.title),
        summary=translated(definition.summary),
        working_days=definition.desk_facts.working_days,
        cost_rials=int(catalogue.cost_of(definition)),
    )


def service_form(definition: ServiceDefinition) -> shapes.ServiceForm:
    """A service with all it asks."""
    return shapes.ServiceForm(
        **service(definition).model_dump(),
        legal_ground=translated(definition.legal_ground),
        declaration=translated(definition.declaration),
        form_version=forms.version(definition.code),
        pages=[page(one) for one in definition.pages if one.kind is PageKind.QUESTIONS],
        files=[_rule(one) for one in definition.attachments],
    )


def page(one: form_spec.Page) -> shapes.FormPage:
    """A page of questions, each by the key under which it is answered."""
    return shapes.FormPage(
        code=one.code,
        title=translated(one.title),
        when=_when(one.when),
        questions=[question(each, one.key(each)) for each in forms.offered(one).questions],
    )


def question(one: form_spec.Question, key: str) -> shapes.Question:
    """A question under the name its answer is sent by."""
    return shapes.Question(
        key=key,
        label=translated(one.label),
        kind=one.kind.value,
        required=one.required,
        help=translated(one.help),
        choices=choices(one.choices),
        when=_when(one.when),
        min_length=one.min_length,
        max_length=one.max_length,
        minimum=one.minimum,
        maximum=one.maximum,
    )


def choices(several: Iterable[form_spec.Choice]) -> list[shapes.Choice]:
    """Options with their words."""
    return [
        shapes.Choice(value=one.value, label=translated(one.label), help=translated(one.help))
        for one in several
    ]


def file(one: AttachedFile) -> shapes.File:
    """A file."""
    return shapes.File(
        id=str(one.id),
        kind=one.kind,
        name=one.name,
        type=one.content_type.value,
        size=one.size,
        pages=one.pages,
        state=one.state.value,
        legibility=one.legibility.value,
    )


def upload(one: UploadView) -> shapes.Upload:
    """A file on its way."""
    refused = one.refused
    return shapes.Upload(
        id=one.token,
        kind=one.kind,
        name=one.name,
        length=one.length,
        offset=one.offset,
        expires_at=one.expires_at,
        state=_state(one),
        file=str(one.attachment_id) if one.attachment_id is not None else None,
        refused=" ".join((sentence(refused), hint(refused))).strip() if refused else "",
    )


def receipt(one: GivenReceipt) -> shapes.Receipt:
    """The receipt, with both numbers."""
    return shapes.Receipt(
        case=str(one.case_id),
        service=one.service,
        title=translated(one.title),
        subject=translated(one.subject),
        letter_number=one.letter_number,
        tracking_code=one.tracking_code,
        registered_at=one.registered_at,
        final_on=one.final_on,
        attachment_count=one.attachment_count,
        office=places.spoken(one.office),
        stages=[translated(stage) for stage in one.stages],
        cost_rials=int(one.cost),
        declaration=translated(one.declaration),
    )


def followed(one: Following) -> shapes.Followed:
    """A case as its applicant follows it."""
    return shapes.Followed(
        case=str(one.case.id),
        service=one.case.service,
        subject=one.case.subject,
        letter_number=one.receipt.letter_number,
        status=one.case.status,
        state=one.case.state,
        says=one.status,
        holder=one.holder,
        is_applicants_turn=one.is_your_turn,
        until=one.until,
        opened_at=one.case.opened_at,
        closed_at=one.case.closed_at,
        moments=[
            shapes.Moment(
                tense=moment.tense.value,
                title=translated(moment.title),
                place=moment.place,
                at=moment.at,
                with_applicant=moment.with_applicant,
            )
            for moment in one.moments
        ],
        files=[
            shapes.FollowedFile(
                id=str(drawn.file.id),
                kind=drawn.file.kind,
                title=drawn.title,
                name=drawn.file.name,
                legibility=drawn.file.legibility.value,
            )
            for drawn in one.files
        ],
        letters=[
            shapes.IssuedLetter(
                id=str(letter.id),
                letter_number=letter.letter_number,
                subject=letter.subject,
                issued_at=letter.issued_at,
            )
            for letter in one.letters
        ],
        defects=[
            shapes.Defect(field=each.field, label=each.label, kind=each.kind, note=each.note)
            for each in one.defects
        ],
    )


def _state(one: UploadView) -> Literal["receiving", "received", "refused"]:
    if one.refused:
        return "refused"
    return "receiving" if one.attachment_id is None else "received"


def _rule(one: AttachmentRule) -> shapes.FileRule:
    return shapes.FileRule(
        kind=one.kind,
        title=translated(one.title),
        help=translated(one.help),
        required=one.required,
        max_files=one.max_files,
        max_mb=one.max_mb,
        max_pages=one.max_pages,
        types=[each.value for each in one.types],
    )


def _when(one: form_spec.When | None) -> shapes.Condition | None:
    if one is None:
        return None
    wanted = [one.is_one_of] if isinstance(one.is_one_of, str) else list(one.is_one_of)
    return shapes.Condition(key=one.key, is_one_of=wanted)

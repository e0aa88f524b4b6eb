"""Which file of a case may be sent anew: one that a defect names, or one that was set aside."""

from django.http import HttpRequest

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.errors import NoSuchFile
from pishkhan.kernel.attachments.spec import AttachedFile, AttachmentRule
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchCase
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.identity.terms import ActorKind
from pishkhan.web.following import FILE
from pishkhan.web.people import actor_of


def file_of_defect(draft: Draft, field: str) -> tuple[AttachedFile | None, AttachmentRule | None]:
    """The file as it is now, and the rule for another; the file is None where it was missing."""
    named, files = field.removeprefix(FILE), attachments.history(draft.corrects_case_id or 0)
    by_replaced = {str(file.replaces): file for file in files if file.replaces}
    newest = next((file for file in files if str(file.id) == named), None)
    while newest is not None and str(newest.id) in by_replaced:
        newest = by_replaced[str(newest.id)]
    kind = newest.kind if newest else named
    return newest, _rule(draft.service, kind)


def file_set_aside(
    request: HttpRequest, case_id: int, attachment_id: int
) -> tuple[AttachedFile, AttachmentRule]:
    """A file that was found unsound in an open case of who asks, and the rule for another.

    Raises NoSuchCase (also for somebody else's), NoSuchFile.
    """
    case, actor = cases.case(case_id), actor_of(request)
    if actor.kind is not ActorKind.CITIZEN or case.applicant_id != actor.person_id:
        raise NoSuchCase
    file = next((one for one in attachments.of_case(case_id) if one.id == attachment_id), None)
    rule = _rule(case.service, file.kind) if file else None
    if file is None or rule is None or not file.is_set_aside or case.closed_at is not None:
        raise NoSuchFile
    return file, rule


def _rule(service: str, kind: str) -> AttachmentRule | None:
    rules = catalogue.service(service).attachments
    return next((rule for rule in rules if rule.kind == kind), None)

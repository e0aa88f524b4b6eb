"""Which file a returned case may get anew: the one that a defect names, as it is now."""

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import AttachedFile, AttachmentRule
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms.api import Draft
from pishkhan.web.following import FILE


def file_of_defect(draft: Draft, field: str) -> tuple[AttachedFile | None, AttachmentRule | None]:
    """The file as it is now, and the rule for another; the file is None where it was missing."""
    named, files = field.removeprefix(FILE), attachments.history(draft.corrects_case_id or 0)
    by_replaced = {str(file.replaces): file for file in files if file.replaces}
    newest = next((file for file in files if str(file.id) == named), None)
    while newest is not None and str(newest.id) in by_replaced:
        newest = by_replaced[str(newest.id)]
    kind = newest.kind if newest else named
    rules = catalogue.service(draft.service).attachments
    return newest, next((rule for rule in rules if rule.kind == kind), None)

"""Telling the applicant that a file of the request was found unsound after it was received."""

from urllib.parse import urljoin

from django.utils.translation import gettext, override

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.catalogue import queries, registry
from pishkhan.kernel.catalogue.errors import NoReceipt
from pishkhan.kernel.catalogue.messages import FILE_SET_ASIDE
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.spec import Recipient


def tell_set_aside(case_id: int, attachment_id: int) -> None:
    """Ask the applicant for another file, once for each, in the caller's transaction.

    A case without a receipt, and so without an applicant who knows of it, is told nothing.
    """
    try:
        row = queries.registration(case_id)
    except NoReceipt:
        return
    person = identity.person(row.person_id)
    file = next((one for one in attachments.of_case(case_id) if one.id == attachment_id), None)
    if person is None or file is None:
        return
    rules = registry.service(row.service).attachments
    title = next((rule.title for rule in rules if rule.kind == file.kind), file.kind)
    with override(row.language):
        shown = gettext(title)
    notifications.send(
        FILE_SET_ASIDE,
        to=Recipient(person_id=person.id, mobile=person.mobile, language=row.language),
        data={
            "letter_number": row.letter_number,
            "title": shown,
            "address": urljoin(registry.tracking_address(), f"/my/{case_id}/"),
        },
        case_id=case_id,
        key=f"set_aside:{attachment_id}",
    )

"""Whatever shows an applicant to staff, and every file they take along, leaves its line in a trail."""

import pytest
from django.core.cache import cache
from django.db import transaction

from pishkhan.kernel.attachments.models import AttachmentView
from pishkhan.kernel.audit.models import AuditLine
from tests.journeys.everybody import doors, world


pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WHO = ("clerk", "expert", "signer", "manager", "auditor", "administrator", "accountant")
# A list by which work is found: each of its cases leaves a line once it is opened.
LISTS = {"desk:inbox", "desk:bulk", "desk:run"}
# Of one's own account, not of an applicant.
OWN = {"mfa_download_recovery_codes"}
# Rules and processes as files, an empty sheet, a sample whose persons are made up: nobody is in them.
OF_NOBODY = {
    "cartable_request:sample", "manage:bpmn", "manage:table_csv", "manage:table_dmn",
    "registrar:template_csv", "registrar:template_xlsx",
}  # fmt: skip
# Repeats, masked, an inquiry that is itself a line in the log of the holder.
OF_INQUIRIES = {"verify:receipt", "verify:receipt_pdf"}
# What is typed (which of the secrets), where a page shows nothing unasked.
QUERIES = {
    "desk:search": ("q", 0),
    "manage:audit": ("about", 1),
    "manage:audit_export": ("about", 1),
}


@pytest.fixture(scope="module")
def everybody(django_db_setup, django_db_blocker):  # noqa: ARG001 - the database is there
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        yield world()
        transaction.set_rollback(True)


def looks():
    return AuditLine.objects.filter(verb__startswith="audit.saw_").count() + AttachmentView.objects.count()  # fmt: skip


def looked_at(everybody, who, door):
    """What the door shows to `who`, and how many lines that left; nothing of it remains."""
    address = everybody.address(door)
    if door.name in QUERIES:
        field, typed = QUERIES[door.name]
        address += f"?{field}={everybody.secrets[typed]}"
    before = looks()
    with transaction.atomic():
        answer = everybody.who[who].get(address)
        content = answer.getvalue() if answer.streaming else answer.content
        lines = looks() - before
        transaction.set_rollback(True)
    return answer, content, lines


@pytest.mark.parametrize("who", WHO)
def test_every_page_of_a_person_and_every_file_leaves_a_line(everybody, who):
    unseen, seen = [], set()
    for door in doors():
        answer, content, lines = looked_at(everybody, who, door)
        if answer.status_code != 200 or door.name in LISTS | OWN | OF_NOBODY | OF_INQUIRIES:
            continue
        is_file = "attachment" in answer.get("Content-Disposition", "") or "pdf" in answer["Content-Type"]  # fmt: skip
        typed = QUERIES.get(door.name, ("", -1))[1]
        secrets = [one for place, one in enumerate(everybody.secrets) if place != typed]
        shows = [secret for secret in secrets if secret.encode() in content]
        if (is_file or shows) and not lines:
            unseen.append(f"{door.name} shows {shows or 'a file'} and leaves nothing")
        elif lines:
            seen.add(door.name)
    assert not unseen, "\n".join(unseen)
    assert seen

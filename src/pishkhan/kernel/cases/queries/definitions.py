"""Published processes: the active one of a service, and any by its identifier, cached for ever."""

import json
from functools import lru_cache

from django.db import connection
from django.db.models import Exists, Max, OuterRef

from pishkhan.kernel.cases.errors import NoSuchProposal, UnknownProcess
from pishkhan.kernel.cases.models import Case, Definition
from pishkhan.kernel.cases.rules.parsing import parse
from pishkhan.kernel.cases.rules.process import Process
from pishkhan.kernel.cases.terms import DraftStatus


@lru_cache(maxsize=512)
def process_of(definition_id: int) -> Process:
    """The process of a definition; immutable, so it is parsed once in each worker."""
    return parse(json.loads(Definition.objects.get(id=definition_id).body))[0]


def active_definition(service: str) -> int:
    """The identifier of the version new cases take; raises UnknownProcess. One query."""
    with connection.cursor() as cursor:  # every new case asks, hence by hand
        cursor.execute(
            "SELECT id FROM cases_definition WHERE service = %s AND is_active", [service]
        )
        row = cursor.fetchone()
    if row is None:
        raise UnknownProcess(service=service)
    return int(row[0])


def process_now(service: str) -> Process:
    """The process that a new case of `service` would take; raises UnknownProcess. One query."""
    return process_of(active_definition(service))


def process_naming(service: str, role: str) -> Process:
    """The active process, or where it names the role no more the newest that does and has open cases.

    Raises UnknownProcess. One query where the active one names it, else one for each version.
    """
    active = process_now(service)
    if role in active.roles_named():
        return active
    running = Definition.objects.filter(
        Exists(Case.objects.filter(definition_id=OuterRef("id"), closed_at=None)), service=service
    )
    versions = running.order_by("-version").values_list("id", flat=True)
    return next((one for one in map(process_of, versions) if role in one.roles_named()), active)


def role_words(language: str) -> dict[str, str]:
    """What processes call their roles in another language, by the Persian title; one query.

    None in Persian. Of two processes with one title the later published says.
    """
    if language == "fa":
        return {}
    rows = Definition.objects.filter(is_active=True).order_by("published_at", "id")
    found: dict[str, str] = {}
    for definition_id in rows.values_list("id", flat=True):
        found |= process_of(definition_id).role_words(language)
    return found


def definition(definition_id: int) -> Definition:
    """The row of a version, whatever its status; raises NoSuchProposal. One query."""
    row = Definition.objects.filter(id=definition_id).first()
    if row is None:
        raise NoSuchProposal
    return row


def process_of_row(row: Definition) -> Process:
    """The process of a draft or proposal, parsed and not kept."""
    return parse(json.loads(row.body))[0]


def drafts(service: str) -> list[Definition]:
    """Drafts and proposals that nobody has decided yet, the newest first; one query."""
    open_ones = [DraftStatus.DRAFT.value, DraftStatus.PROPOSED.value]
    return list(Definition.objects.filter(service=service, status__in=open_ones).order_by("-id"))


def next_version(service: str) -> int:
    """The lowest number that a new version of the process may have; one query."""
    settled = [DraftStatus.PROPOSED.value, DraftStatus.IN_FORCE.value]
    rows = Definition.objects.filter(service=service, status__in=settled)
    return 1 + (rows.aggregate(n=Max("version"))["n"] or 0)

"""Publishing a process: check it, freeze it in a row, make it the active version.

What ships with the release and what is drafted in manage go the same way: a proposal, which
somebody else approves. Only the first version of a service, and all on a development machine, are
in force at once.
"""

import hashlib
import json
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases.errors import (
    BadDefinition,
    DefinitionChanged,
    DraftHasAlias,
    DraftTooLong,
    NoSuchProposal,
    NotYaml,
    OlderVersion,
    SecondPersonNeeded,
    UnreadableDraft,
)
from pishkhan.kernel.cases.models import Definition
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.registry import Registration, registration
from pishkhan.kernel.cases.rules.checks import Bound, faults_of
from pishkhan.kernel.cases.rules.parsing import parse
from pishkhan.kernel.cases.rules.process import Process
from pishkhan.kernel.cases.terms import Approval, DraftStatus
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act


Body = Mapping[str, object]
SUPERSEDED = "متن تازه‌تری جای این پیشنهاد را گرفت."
LONGEST_TEXT = 200_000  # characters of a draft; the longest process that is shipped has 10,000


def check(service: str) -> Process:
    """Read and check the registered process file; raises BadDefinition naming every fault."""
    return _sound(service, _file(registration(service)))


@transaction.atomic
def publish(service: str, *, by: Actor) -> Definition:
    """Publish or propose the registered file of `service`; the same text again changes nothing.

    In force at once where it is the first version of the service or on a development machine;
    else it waits as a proposal of the release, in place of an earlier one that still waits. Where
    only the order of the keys is another, the published version takes the new order. Raises
    BadDefinition, or DefinitionChanged if the version was published with another text.
    """
    body = _file(registration(service))
    process = _sound(service, body)
    text, checksum = _frozen(body)
    known = _locked(service)
    for row in known:
        if row.version == process.version and row.status == DraftStatus.IN_FORCE.value:
            if row.checksum != checksum:
                raise DefinitionChanged(service=service, version=process.version)
            return _in_order(row, text)
    waiting = [
        row
        for row in known
        if row.status == DraftStatus.PROPOSED.value
        and (row.version == process.version or row.proposed_by is None)
    ]
    for row in waiting:
        if row.checksum == checksum and not settings.DEVELOPMENT:
            return _in_order(row, text)
        _set_aside(row, by=by)
    definition = Definition(
        service=service,
        version=process.version,
        checksum=checksum,
        body=text,
        status=DraftStatus.PROPOSED.value,
        proposed_at=clock.now(),
    )
    is_first = not any(row.status == DraftStatus.IN_FORCE.value for row in known)
    if is_first or settings.DEVELOPMENT:
        approval = Approval.RELEASE if is_first else Approval.DEVELOPMENT
        return _put_in_force(definition, known, approval, by=by)
    if any(_is_refused(row, checksum) for row in known):
        return next(row for row in known if row.is_active)
    definition.save()
    _record("definition_proposed", definition, by=by)
    return definition


def read_draft(text: str) -> dict[str, object]:
    """A process as YAML text; raises UnreadableDraft where it cannot be read at all."""
    if len(text) > LONGEST_TEXT:
        raise DraftTooLong(most=LONGEST_TEXT)
    try:
        events = list(YAML(typ="safe", pure=True).parse(text))
    except (YAMLError, ValueError, RecursionError) as error:
        raise _not_yaml(error) from error
    for event in events:
        if isinstance(event, AliasEvent):  # a few lines of them fill memory
            raise DraftHasAlias(line=event.start_mark.line + 1)
    return _mapping(text)


def faults_of_draft(service: str, body: Body) -> list[str]:
    """Everything that forbids to propose a draft."""
    return _faults(registration(service), body)[1]


@transaction.atomic
def save_draft(
    service: str, body: Body, *, by: Actor, definition_id: int | None = None, note: str = ""
) -> Definition:
    """Keep a draft, new or in place of its earlier text; it may still have faults.

    The version is that of the body. Raises NoSuchProposal, UnknownProcess.
    """
    registration(service)
    row = (
        Definition(service=service)
        if definition_id is None
        else _a(definition_id, DraftStatus.DRAFT)
    )
    version = body.get("version")
    row.version = version if isinstance(version, int) else 0
    row.body, row.checksum = _frozen({**body, "service": service})
    row.proposed_by, row.proposed_by_name, row.proposed_at = by.account_id, by.name, clock.now()
    row.note = note or row.note
    row.save()
    _record("definition_drafted", row, by=by)
    return row


@transaction.atomic
def propose_definition(definition_id: int, *, by: Actor) -> Definition:
    """Hand a draft to a second person; raises NoSuchProposal, BadDefinition, OlderVersion."""
    row = _a(definition_id, DraftStatus.DRAFT)
    process = _sound(row.service, json.loads(row.body))
    _later_than_all(row, process, _locked(row.service))
    row.status = DraftStatus.PROPOSED.value
    row.proposed_by, row.proposed_by_name, row.proposed_at = by.account_id, by.name, clock.now()
    row.save()
    _record("definition_proposed", row, by=by)
    return row


@transaction.atomic
def approve_definition(definition_id: int, *, by: Actor) -> Definition:
    """Put a proposed version in force for new cases; of two at once one wins.

    Raises NoSuchProposal, SecondPersonNeeded, BadDefinition (the code is no longer what it was
    when it was proposed), OlderVersion.
    """
    row = Definition.objects.filter(id=definition_id).first()
    known = _locked(row.service) if row else []
    row = _among(known, definition_id, DraftStatus.PROPOSED)
    if by.account_id is None or row.proposed_by == by.account_id:
        raise SecondPersonNeeded
    process = _sound(row.service, json.loads(row.body))
    _later_than_all(
        row, process, [one for one in known if one.status == DraftStatus.IN_FORCE.value]
    )
    return _put_in_force(row, known, Approval.PERSON, by=by)


@transaction.atomic
def refuse_definition(definition_id: int, *, because: str, by: Actor) -> None:
    """Turn down a proposal, or throw a draft away; raises NoSuchProposal."""
    row = Definition.objects.select_for_update(of=("self",)).filter(id=definition_id).first()
    if row is None or row.status not in {DraftStatus.DRAFT.value, DraftStatus.PROPOSED.value}:
        raise NoSuchProposal
    row.status, row.note = DraftStatus.REFUSED.value, because
    row.save()
    _record("definition_refused", row, by=by, because=because)


def _put_in_force(
    row: Definition, known: list[Definition], approval: Approval, *, by: Actor
) -> Definition:
    for before in known:
        if before.is_active:
            before.is_active = False
            before.save(update_fields=["is_active"])
    row.status, row.approved_as = DraftStatus.IN_FORCE.value, approval.value
    row.is_active, row.published_at, row.published_by = True, clock.now(), by.account_id
    row.save()
    _record("published", row, by=by)
    return row


def _is_refused(row: Definition, checksum: str) -> bool:
    """Whether somebody said no to this very text; it is not proposed at every start again."""
    is_refused = row.status == DraftStatus.REFUSED.value and row.note != SUPERSEDED
    return is_refused and row.checksum == checksum


def _set_aside(row: Definition, *, by: Actor) -> None:
    """A later release brought another text before this one was approved."""
    row.status = DraftStatus.REFUSED.value
    row.note = SUPERSEDED
    row.save()
    _record("definition_refused", row, by=by, because=row.note)


def _later_than_all(row: Definition, process: Process, known: list[Definition]) -> None:
    settled = {DraftStatus.PROPOSED.value, DraftStatus.IN_FORCE.value}
    newest = max((one.version for one in known if one.status in settled and one.id != row.id), default=0)  # fmt: skip
    if process.version <= newest:
        raise OlderVersion(newest=newest)


def _locked(service: str) -> list[Definition]:
    """All rows of a service, under lock in one order, so that of two approvals one waits."""
    rows = Definition.objects.select_for_update(of=("self",)).filter(service=service)
    return list(rows.order_by("id"))


def _a(definition_id: int, status: DraftStatus) -> Definition:
    rows = Definition.objects.select_for_update(of=("self",)).filter(id=definition_id)
    return _among(list(rows), definition_id, status)


def _among(known: list[Definition], definition_id: int, status: DraftStatus) -> Definition:
    for row in known:
        if row.id == definition_id and row.status == status.value:
            return row
    raise NoSuchProposal


def _in_order(known: Definition, body: str) -> Definition:
    """The same content as the file orders it."""
    if known.body != body:
        known.body = body
        known.save(update_fields=["body"])
        process_of.cache_clear()
    return known


def _frozen(body: Body) -> tuple[str, str]:
    """The text of a row and its checksum, which does not see the order of the keys."""
    ordered = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return json.dumps(body, ensure_ascii=False), hashlib.sha256(ordered.encode()).hexdigest()


def _sound(service: str, body: Body) -> Process:
    process, faults = _faults(registration(service), body)
    if faults:
        raise BadDefinition(service=service, faults="\n".join(faults))
    return process


def _faults(known: Registration, body: Body) -> tuple[Process, list[str]]:
    process, faults = parse(body)
    if not faults:
        faults = faults_of(
            process,
            Bound(
                effects=frozenset(known.effects),
                guards=frozenset(known.guards),
                decisions={name: rule.outcomes for name, rule in known.decisions.items()},
                roles=frozenset(role.value for role in organisations.roles_for(Act.ACT_ON_TASK)),
            ),
        )
    if process.service != known.service:
        faults.insert(0, f"service: {process.service} ≠ {known.service}")
    return process, faults


def _file(known: Registration) -> dict[str, object]:
    # YAML 1.2 (yes and no stay words) with duplicate keys refused: what ruamel does unasked.
    try:
        text = known.process_path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise BadDefinition(service=known.service, faults=str(error)) from error
    try:
        return _mapping(text)
    except UnreadableDraft as error:
        # Whoever writes the file reads what the library says; a manager reads our sentence.
        raise BadDefinition(service=known.service, faults=str(error.__cause__ or error)) from error


def _mapping(text: str) -> dict[str, object]:
    reader = YAML(typ="safe", pure=True)
    reader.composer.warn_double_anchors = False  # a name that nobody refers to says nothing
    try:
        body = reader.load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        raise _not_yaml(error) from error
    if not isinstance(body, dict):
        raise UnreadableDraft
    return body


def _not_yaml(error: Exception) -> UnreadableDraft:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    if mark is None:
        return UnreadableDraft()
    return NotYaml(line=mark.line + 1, column=mark.column + 1)


def _record(verb: str, row: Definition, *, by: Actor, because: str = "") -> None:
    audit.record(
        f"cases.{verb}",
        target="definition",
        target_id=row.id,
        by=by,
        because=because,
        after={"service": row.service, "version": row.version, "checksum": row.checksum,
               "approved_as": row.approved_as},
    )  # fmt: skip

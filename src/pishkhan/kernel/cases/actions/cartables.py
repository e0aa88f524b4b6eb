"""Cartables that are asked for: created at approval, suspended, lifted, closed (source 003).

Every verb raises NotAllowed for who may not decide of the cartable (Act.DECIDE_CARTABLE).
"""

from collections.abc import Iterable

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases.actions.routing import make_cartable
from pishkhan.kernel.cases.errors import CartableClosed, NoSuchCartable, NotAsked
from pishkhan.kernel.cases.models import Cartable
from pishkhan.kernel.cases.queries.definitions import process_naming
from pishkhan.kernel.cases.terms import KEEPING, CartableStatus
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Subject
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.persistence.api import defer


@transaction.atomic
def create_cartable(
    *,
    organisation_id: int,
    role: str,
    service: str,
    by: Actor,
    laid_before: Iterable[tuple[str, int]] = (),
) -> int:
    """Make the cartable of a role, or open one that was suspended or closed; cases that waited go on.

    `laid_before` are the cartables (role, organisation) whose holders were asked to approve it.
    The same call twice changes nothing. Returns its id. Raises NotAllowed, UnknownProcess, and
    NotAsked if no process in use has such a role.
    """
    _require(by, organisation_id, frozenset(laid_before))
    process = process_naming(service, role)
    if role not in process.roles_named():
        raise NotAsked(role=process.role_title(role))
    made = make_cartable(process, organisation_id, role)
    row = Cartable.objects.select_for_update(of=("self",)).get(
        organisation_id=organisation_id, role=role, service=service
    )
    if made or row.status != CartableStatus.LIVE.value:
        _set(row, CartableStatus.LIVE, "cartable_created", by=by, because="")
    return row.id


@transaction.atomic
def suspend_cartable(cartable_id: int, *, because: str, by: Actor) -> None:
    """Let no work into a cartable for now; what lies in it goes to the fallback or is suspended.

    Raises NotAllowed, NoSuchCartable, CartableClosed.
    """
    row = _locked(cartable_id, by)
    if row.status == CartableStatus.CLOSED.value:
        raise CartableClosed
    _set(row, CartableStatus.SUSPENDED, "cartable_suspended", by=by, because=because)


@transaction.atomic
def lift_cartable(cartable_id: int, *, by: Actor) -> None:
    """End a suspension; raises NotAllowed, NoSuchCartable, CartableClosed."""
    row = _locked(cartable_id, by)
    if row.status == CartableStatus.CLOSED.value:
        raise CartableClosed
    _set(row, CartableStatus.LIVE, "cartable_lifted", by=by, because="")


@transaction.atomic
def close_cartable(cartable_id: int, *, because: str, by: Actor) -> None:
    """Close a cartable; only a new request opens it again. Raises NotAllowed, NoSuchCartable."""
    _set(_locked(cartable_id, by), CartableStatus.CLOSED, "cartable_closed", by=by, because=because)


def _locked(cartable_id: int, by: Actor) -> Cartable:
    row = Cartable.objects.select_for_update(of=("self",)).filter(id=cartable_id).first()
    if row is None:
        raise NoSuchCartable
    _require(by, row.organisation_id)
    return row


def _require(
    by: Actor, organisation_id: int, laid_before: frozenset[tuple[str, int]] = frozenset()
) -> None:
    place = Subject(
        service=KEEPING, organisation_ids=frozenset({organisation_id}), cartables=laid_before
    )
    organisations.require(by, Act.DECIDE_CARTABLE, place)


def _set(row: Cartable, status: CartableStatus, verb: str, *, by: Actor, because: str) -> None:
    before, row.status = row.status, status.value
    row.changed_at, row.because = clock.now(), because
    row.save(update_fields=["status", "changed_at", "because"])
    audit.record(
        f"cases.{verb}",
        target="cartable",
        target_id=row.id,
        by=by,
        because=because,
        before={"status": before},
        after={"status": row.status, "role": row.role, "service": row.service,
               "organisation_id": row.organisation_id},
    )  # fmt: skip
    if status is CartableStatus.LIVE:
        defer(
            "cases.resume", role=row.role, organisation_id=row.organisation_id, service=row.service
        )
    else:
        defer("cases.strand", key="cases.strand")

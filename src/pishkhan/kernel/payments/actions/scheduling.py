"""The fee schedule: a line is added or ended, never changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import By, record
from pishkhan.kernel.payments.errors import (
    BadFee,
    FeeIsOver,
    FeeOfAnother,
    FeeOverlaps,
    NoSuchFee,
)
from pishkhan.kernel.payments.models import Fee
from pishkhan.kernel.payments.queries.views import fee_of
from pishkhan.kernel.payments.rules import fees
from pishkhan.kernel.payments.spec import Exemption, FeeView


TARGET = "fee"
MOST = 10**15  # rials: no fee, but a slip of the hand


@transaction.atomic
def schedule_fee(  # noqa: PLR0913 - a line has that many sides
    *,
    code: str,
    service: str,
    title: Mapping[str, str],
    amount: int,
    by: By | None,
    round: str = "",  # noqa: A002 - the word of the glossary
    exemptions: Iterable[Exemption] = (),
    gives_pin: bool = False,
    purpose_id: str = "",
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> FeeView:
    """A line of the schedule, in force from a moment (now if not said).

    The line before it, if nothing ends that yet, ends where this one begins. Invoices keep what
    they were made with. A code is of one service for ever. Raises BadFee, FeeOfAnother, FeeOverlaps.
    """
    begins = valid_from or clock.now()
    listed = [fees.written(one) for one in exemptions]
    _check(code=code, service=service, title=title, amount=amount, exemptions=listed)
    if valid_until is not None and valid_until <= begins:
        raise BadFee
    _one_at_a_time(code)
    if Fee.objects.filter(code=code).exclude(service=service).exists():
        raise FeeOfAnother(code=code)
    others = Fee.objects.filter(code=code, round=round)
    until = Q(valid_from__lt=valid_until) if valid_until else Q()
    after = others.filter(until, valid_from__gte=begins)
    running = others.filter(valid_from__lt=begins, valid_until__gt=begins)
    if after.exists() or running.exists():
        raise FeeOverlaps(code=code, round=round)
    ended = others.filter(valid_from__lt=begins, valid_until=None).update(valid_until=begins)
    row = Fee.objects.create(
        code=code,
        service=service,
        round=round,
        title=dict(title),
        amount=amount,
        exemptions=listed,
        gives_pin=gives_pin,
        purpose_id=purpose_id,
        valid_from=begins,
        valid_until=valid_until,
    )
    record(
        "payments.fee_scheduled",
        target=TARGET,
        target_id=row.id,
        by=by,
        after={
            "code": code,
            "round": round,
            "amount": amount,
            "exemptions": listed,
            "from": begins,
            "until": valid_until,
            "ends_another": bool(ended),
        },
    )
    return fee_of(row)


@transaction.atomic
def end_fee(fee_id: int, *, by: By | None, at: datetime | None = None) -> FeeView:
    """The line ends at a moment from now on. Raises NoSuchFee, FeeIsOver."""
    row = Fee.objects.select_for_update().filter(id=fee_id).first()
    if row is None:
        raise NoSuchFee(code="", round="")
    now = clock.now()
    end = at or now
    if end < now or end <= row.valid_from or (row.valid_until and row.valid_until <= end):
        raise FeeIsOver
    before, row.valid_until = row.valid_until, end
    row.save(update_fields=["valid_until"])
    record(
        "payments.fee_ended",
        target=TARGET,
        target_id=row.id,
        by=by,
        before={"until": before},
        after={"until": end},
    )
    return fee_of(row)


def _check(
    *,
    code: str,
    service: str,
    title: Mapping[str, str],
    amount: int,
    exemptions: list[dict[str, object]],
) -> None:
    whole = isinstance(amount, int) and not isinstance(amount, bool) and 0 <= amount <= MOST
    if not (whole and code and service and title.get("fa")):
        raise BadFee
    try:
        fees.read(exemptions)
    except fees.BadExemption as error:
        raise BadFee from error


def _one_at_a_time(code: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"fee:{code}"])

"""What things cost, and since when."""

from datetime import datetime

from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.payments.errors import NoSuchFee
from pishkhan.kernel.payments.models import Fee
from pishkhan.kernel.payments.queries.views import fee_of
from pishkhan.kernel.payments.spec import FeeView


def fee(code: str, round: str = "", at: datetime | None = None) -> FeeView:  # noqa: A002 - the word of the glossary
    """The line in force at a moment (now if not said): of the round, else of all rounds.

    Raises NoSuchFee. One query.
    """
    moment = at or clock.now()
    rows = Fee.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=moment),
        code=code,
        round__in={round, ""},
        valid_from__lte=moment,
    )
    found = rows.order_by("-round", "-valid_from").first()
    if found is None:
        raise NoSuchFee(code=code, round=round)
    return fee_of(found)


def fees(*, at: datetime | None = None) -> list[FeeView]:
    """The schedule by code, round and beginning: all of it, or what is in force at a moment. One query."""
    rows = Fee.objects.order_by("code", "round", "valid_from")
    if at is not None:
        rows = rows.filter(Q(valid_until=None) | Q(valid_until__gt=at), valid_from__lte=at)
    return [fee_of(row) for row in rows]


def open_fees() -> list[FeeView]:
    """Fees in force that anybody may pay by themselves: those of rounds, which give a PIN."""
    return [one for one in fees(at=clock.now()) if one.gives_pin]

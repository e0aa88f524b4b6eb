"""One-time codes: sent, entered, swept. The code is nowhere in clear but in the carrier's hands.

Whoever asks has a budget: the number, the network address, its network, the device. Where codes
are sent and hardly used, by a network, to a block of numbers or altogether, an alarm is raised and
the next asker must show that a human asks (`is_human`).
"""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from pishkhan.foundation import clock, identifiers, secret
from pishkhan.foundation.digits import to_latin
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity import ports
from pishkhan.kernel.identity.errors import (
    CodeExpired,
    CodeMalformed,
    CodeReplaced,
    CodeUsed,
    CodeWrong,
    NumberLocked,
    ProofNeeded,
    TooManyCodes,
    TooManyTries,
    WaitBeforeResend,
)
from pishkhan.kernel.identity.locking import lock
from pishkhan.kernel.identity.models import OneTimeCode
from pishkhan.kernel.identity.rules import codes as rules, shield
from pishkhan.kernel.identity.rules.addresses import prefix_of
from pishkhan.kernel.identity.rules.codes import Entry, SentCode
from pishkhan.kernel.identity.rules.shield import Conversion
from pishkhan.kernel.identity.spec import Actor, CodeSent
from pishkhan.kernel.persistence.api import allow


KEPT = timedelta(days=2)
log = structlog.get_logger(__name__)
Refusal = CodeWrong | CodeExpired | CodeUsed | CodeReplaced | TooManyTries
REFUSALS: dict[Entry, type[CodeExpired | CodeUsed | CodeReplaced | TooManyTries]] = {
    Entry.EXPIRED: CodeExpired,
    Entry.USED: CodeUsed,
    Entry.REPLACED: CodeReplaced,
    Entry.CLOSED: TooManyTries,
}


def send_code(
    mobile: str,
    purpose: str,
    address: str,
    *,
    language: str = "fa",
    device: str | None = None,
    is_human: bool = False,
) -> CodeSent:
    """Send a fresh code for `purpose` to `mobile`; `address` is the asker's network address.

    `device` is the browser's mark, empty where it keeps none, None where no browser asks;
    `is_human`: a human check was passed for this very request. Nobody is looked up, so answer and
    work are the same whoever has the number.
    Raises what `foundation.identifiers.mobile` raises, TooManyCodes, WaitBeforeResend or
    ProofNeeded (ask again with `is_human`).
    """
    number = identifiers.mobile(mobile)
    now = clock.now()
    if not _address_has_room("send", address) or not _device_has_room(device, address):
        raise TooManyCodes(retry_at=now + rules.DAY)
    if _is_abused(number, address, now) and not is_human:
        raise ProofNeeded
    number_hash = _digest("number", number)
    with transaction.atomic():
        lock(f"identity.code:{number_hash}")
        day = [_sent(row) for row in _codes_of_day(number_hash, now)]
        if retry_at := rules.day_frees_at(day):
            raise TooManyCodes(retry_at=retry_at)
        resend_at = rules.resend_at(day)
        if resend_at and now < resend_at:
            raise WaitBeforeResend(seconds=math.ceil((resend_at - now).total_seconds()))
        code = secret.digits(rules.DIGITS)
        row = OneTimeCode.objects.create(
            number_hash=number_hash,
            network_hash=_digest("prefix", prefix_of(address)),
            block_hash=_digest("block", shield.block_of(number)),
            purpose=purpose,
            code_hash=_code_hash(number, purpose, code),
            sent_at=now,
            expires_at=now + rules.LIFE,
        )
        ports.carrier().carry(number, code, purpose, language)
        _record("identity.code_sent", row)
    return CodeSent(
        digits=rules.DIGITS,
        expires_at=row.expires_at,
        resend_at=rules.resend_at([_sent(row), *day]) or now,
    )


def check_code(mobile: str, purpose: str, code: str, address: str) -> None:
    """Use up the code that was sent to `mobile` for `purpose`; returns if it was right.

    A wrong try must be kept, so this commits by itself: call it outside any transaction.
    What has not the form of a code raises CodeMalformed and is no try.
    Raises CodeWrong, CodeExpired, CodeUsed, CodeReplaced, TooManyTries or NumberLocked.
    """
    number = identifiers.mobile(mobile)
    entered = "".join(to_latin(code).split())
    if len(entered) != rules.DIGITS or not (entered.isascii() and entered.isdecimal()):
        raise CodeMalformed
    with transaction.atomic(durable=True):
        refusal = _enter(number, purpose, entered, address)
    if refusal:
        raise refusal


def _enter(number: str, purpose: str, entered: str, address: str) -> Refusal | None:
    now = clock.now()
    if not _address_has_room("try", address):
        return NumberLocked()
    day = list(_codes_of_day(_digest("number", number), now).select_for_update(of=("self",)))
    if sum(row.wrong_tries for row in day) >= rules.WRONG_PER_NUMBER:
        return NumberLocked()
    code_hash = _code_hash(number, purpose, entered)
    rows = [row for row in day if row.purpose == purpose]
    entry = rules.judge([_sent(row, code_hash) for row in rows], now)
    if entry == Entry.RIGHT:
        rows[0].used_at = now
        rows[0].save(update_fields=["used_at"])
        _record("identity.code_accepted", rows[0])
        return None
    if entry == Entry.WRONG:
        return _count_wrong(rows[0])
    return REFUSALS[entry]()


def _count_wrong(row: OneTimeCode) -> CodeWrong | TooManyTries:
    row.wrong_tries += 1
    row.save(update_fields=["wrong_tries"])
    left = rules.tries_left(row.wrong_tries)
    if left:
        return CodeWrong(left=left)
    _record("identity.code_locked", row)
    return TooManyTries()


def sweep_codes() -> int:
    """Delete codes that no cap looks back to any more; how many there were."""
    deleted, _ = OneTimeCode.objects.filter(sent_at__lt=clock.now() - KEPT).delete()
    return deleted


def _codes_of_day(number_hash: str, now: datetime) -> QuerySet[OneTimeCode]:
    of_number = OneTimeCode.objects.filter(number_hash=number_hash, sent_at__gt=now - rules.DAY)
    return of_number.order_by("-sent_at", "-id")


def _sent(row: OneTimeCode, code_hash: str = "") -> SentCode:
    return SentCode(
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        wrong_tries=row.wrong_tries,
        matches=secret.equal(row.code_hash, code_hash),
    )


def _address_has_room(what: str, address: str) -> bool:
    prefix = prefix_of(address)
    by_address = allow(
        f"identity.{what}:{_digest('address', address)}",
        limit=rules.CODES_PER_ADDRESS,
        per=rules.DAY,
    )
    by_prefix = allow(
        f"identity.{what}:{_digest('prefix', prefix)}",
        limit=rules.CODES_PER_PREFIX,
        per=rules.DAY,
    )
    return by_address and by_prefix


def _device_has_room(device: str | None, address: str) -> bool:
    if device is None:
        return True
    if device:
        key, limit = f"identity.device:{_digest('device', device)}", rules.CODES_PER_DEVICE
    else:
        network = _digest("prefix", prefix_of(address))
        key, limit = f"identity.no_device:{network}", rules.CODES_WITHOUT_DEVICE
    return allow(key, limit=limit, per=rules.DAY)


def _is_abused(number: str, address: str, now: datetime) -> bool:
    """Whether codes like this one are hardly ever used; says so once an hour."""
    low = [(where, one) for where, one in _conversions(number, address, now) if one.is_low]
    for where, one in low:
        _raise_alarm(where, one)
    return bool(low)


def _conversions(number: str, address: str, now: datetime) -> Iterator[tuple[str, Conversion]]:
    network = _digest("prefix", prefix_of(address))
    block = _digest("block", shield.block_of(number))
    # A code that still lives may yet be used, so only those before it count.
    recent = OneTimeCode.objects.filter(
        sent_at__gt=now - shield.LOOKED_BACK, sent_at__lte=now - rules.LIFE
    ).order_by("-sent_at")
    for where, rows, most in (
        (f"network:{network}", recent.filter(network_hash=network), shield.LATEST),
        (f"block:{block}", recent.filter(block_hash=block), shield.LATEST),
        ("all", recent, shield.LATEST_OF_ALL),
    ):
        used = [moment is not None for moment in rows.values_list("used_at", flat=True)[:most]]
        enough = shield.ENOUGH_OF_ALL if where == "all" else shield.ENOUGH
        yield where, Conversion(sent=len(used), used=sum(used), enough=enough)


def _raise_alarm(where: str, conversion: Conversion) -> None:
    if not allow(f"identity.alarm:{where}", limit=1, per=shield.LOOKED_BACK):
        return
    what = where.partition(":")[0]
    log.warning("codes_hardly_used", by=what, sent=conversion.sent, used=conversion.used)
    record(
        "identity.codes_hardly_used",
        target="shield",
        target_id=0,
        by=Actor.system(),
        after={"by": what, "sent": conversion.sent, "used": conversion.used},
    )


def _code_hash(number: str, purpose: str, code: str) -> str:
    return _digest("code", f"{number}:{purpose}:{code}")


def _digest(what: str, text: str) -> str:
    return secret.digest(f"identity.{what}", text, settings.SECRET_KEY)


def _record(verb: str, row: OneTimeCode) -> None:
    record(verb, target="one_time_code", target_id=row.id, by=Actor.anonymous())

"""One-time codes: sent, entered, swept. The code is nowhere in clear but in the carrier's hands."""

import math
from datetime import datetime, timedelta

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
    TooManyCodes,
    TooManyTries,
    WaitBeforeResend,
)
from pishkhan.kernel.identity.locking import lock
from pishkhan.kernel.identity.models import OneTimeCode
from pishkhan.kernel.identity.rules import codes as rules
from pishkhan.kernel.identity.rules.addresses import prefix_of
from pishkhan.kernel.identity.rules.codes import Entry, SentCode
from pishkhan.kernel.identity.spec import Actor, CodeSent
from pishkhan.kernel.persistence.api import allow


KEPT = timedelta(days=2)
Refusal = CodeWrong | CodeExpired | CodeUsed | CodeReplaced | TooManyTries
REFUSALS: dict[Entry, type[CodeExpired | CodeUsed | CodeReplaced | TooManyTries]] = {
    Entry.EXPIRED: CodeExpired,
    Entry.USED: CodeUsed,
    Entry.REPLACED: CodeReplaced,
    Entry.CLOSED: TooManyTries,
}


def send_code(mobile: str, purpose: str, address: str, *, language: str = "fa") -> CodeSent:
    """Send a fresh code for `purpose` to `mobile`; `address` is the asker's network address.

    Nobody is looked up, so answer and work are the same whoever has the number.
    Raises what `foundation.identifiers.mobile` raises, TooManyCodes or WaitBeforeResend.
    """
    number = identifiers.mobile(mobile)
    now = clock.now()
    if not _address_has_room("send", address):
        raise TooManyCodes(retry_at=now + rules.DAY)
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


def _code_hash(number: str, purpose: str, code: str) -> str:
    return _digest("code", f"{number}:{purpose}:{code}")


def _digest(what: str, text: str) -> str:
    return secret.digest(f"identity.{what}", text, settings.SECRET_KEY)


def _record(verb: str, row: OneTimeCode) -> None:
    record(verb, target="one_time_code", target_id=row.id, by=Actor.anonymous())

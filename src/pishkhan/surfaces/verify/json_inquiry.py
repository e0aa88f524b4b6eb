"""The inquiry for machines: a code in JSON, the masked answer in JSON (`POST /v/inquiry.json`).

It is the page's: the same limits, the same line in the holder's log, and one answer for a code that
does not exist and one that its holder closed. No cookie is read, so nobody is asked to prove to be
human: whoever guesses waits. Organisations that show a purpose and see more have `/api/v1`.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from pishkhan.foundation import authenticity_code
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.errors import StepUpNeeded
from pishkhan.kernel.verification.spec import Verdict
from pishkhan.surfaces.verify import words
from pishkhan.surfaces.verify.clients import client_at
from pishkhan.web import json_door
from pishkhan.web.json_door import Call, Said, database, texts
from pishkhan.web.sentences import translated


PATH = "/v/inquiry.json"
CODE = "code"
WAIT_SECONDS = 60


class TooManyMisses(DomainError):
    """Too many codes from here had no answer; data: `seconds`."""

    code = "verify.too_many_misses"
    status: ClassVar[int] = 429
    message = _("از این نشانی کدهای بی‌پاسخ زیادی پرسیده شده است.")
    hint = _("چند دقیقهٔ دیگر دوباره بپرسید یا از صفحهٔ استعلام استفاده کنید.")


def answer(call: Call) -> Said:
    """The verdict, or why not, in the language of the call."""
    return json_door.answer(call, _told, otherwise=HTTPStatus.UNPROCESSABLE_ENTITY)


@csrf_exempt  # no cookie is asked who sent it
def inquire(request: HttpRequest) -> HttpResponse:
    """The view behind the fast path: where Django is reached without it, and in tests."""
    return json_door.view(request, _told, otherwise=HTTPStatus.UNPROCESSABLE_ENTITY)


def _told(call: Call) -> Mapping[str, object]:
    (code,) = texts(call, CODE, longest=authenticity_code.LONGEST_TEXT)
    try:
        with database():
            return _shown(verification.inquire(code, client=client_at(call.address)))
    except StepUpNeeded as error:
        raise TooManyMisses(seconds=WAIT_SECONDS) from error


def _shown(verdict: Verdict) -> dict[str, object]:
    said: dict[str, object] = {
        "state": verdict.state.value,
        "title": translated(words.said(verdict).title),
        "is_valid": verdict.is_valid,
        "asked_at": verdict.asked_at.isoformat(timespec="seconds"),
    }
    if verdict.kind is None:
        return said
    return said | {
        "receipt": verdict.receipt,
        "holder": verdict.masked_name,
        "kind": verdict.kind.value,
        "copy": verdict.copy_no,
        "institution": dict(verdict.institution),
        "recognition": verdict.recognition.value,
        "level": verdict.level,
        "year": verdict.year,
        "issued_at": verdict.issued_at and verdict.issued_at.isoformat(timespec="seconds"),
        "log_class": verdict.award_date_class and verdict.award_date_class.value,
        "since": verdict.since and verdict.since.isoformat(timespec="seconds"),
        "ground": verdict.ground and verdict.ground.value,
        "valid_until": verdict.valid_until and verdict.valid_until.isoformat(),
        "corrected_at": verdict.corrected_at and verdict.corrected_at.isoformat(timespec="seconds"),
    }

"""Refusals and failures as pages, in one place; each has a reference number to quote."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import http_date

from pishkhan.foundation.errors import DomainError, FieldErrors
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.web import languages
from pishkhan.web.pages import safe_address, wants_part
from pishkhan.web.sentences import hint, sentence, translated
from pishkhan.web.watching import numbers
from pishkhan.web.watching.middleware import route_of


log = structlog.get_logger(__name__)
AWAY = (OperationalError, InterfaceError)  # what a database that goes, or is gone, ends in

# What HTTP calls a refusal, by the end of its code; the rest are 400.
STATUSES = {
    "not_allowed": 403,
    "not_yours": 403,
    "own_case": 403,
    "same_actor": 403,
    "no_such_guide": 404,
    "no_such_case": 404,
    "no_such_document": 404,
    "none_of_yours": 404,
    "not_valid_now": 409,
    "no_such_task": 404,
    "no_such_run": 404,
    "no_such_draft": 404,
    "no_such_person": 404,
    "no_such_file": 404,
    "no_such_letter": 404,
    "no_such_service": 404,
    "no_such_invoice": 404,
    "no_such_fee": 404,
    "no_receipt": 404,
    "stale": 409,
    "already_submitted": 409,
    "already_sent": 409,
    "draft_closed": 409,
    "too_many_files": 409,
    "wrong_offset": 409,
    "no_such_upload": 404,
    "upload_over": 410,
    "too_large": 413,
    "too_many_pixels": 413,
    "too_many_pages": 413,
    "too_many_parts": 413,
    "wrong_type": 415,
    "active_content": 422,
    "animated_image": 422,
    "broken_image": 422,
    "broken_pdf": 422,
    "empty_file": 422,
    "encrypted_pdf": 422,
    "infected": 422,
    "mixed_upload": 422,
    "quarantined": 410,
    "not_checked_yet": 503,
    "cannot_keep": 503,
    "damaged_file": 500,
    "too_many_codes": 429,
    "too_many_tries": 429,
    "number_locked": 429,
    "wait_before_resend": 429,
    "too_many": 429,
    "feature_off": 503,
    "too_many_uploads": 429,
}


@dataclass(frozen=True, slots=True)
class Words:
    """What the page of a status says, and what can be done."""

    title: str
    text: str


WORDS = {
    400: Words(
        _("این درخواست خوانده نشد"),
        _("به صفحهٔ پیش برگردید و دوباره بفرستید؛ آنچه نوشته‌اید مانده است."),
    ),
    403: Words(
        _("این صفحه برای شما باز نیست"),
        _("شاید با حساب دیگری وارد شده‌اید یا نشست شما پایان یافته است؛ دوباره وارد شوید."),
    ),
    404: Words(
        _("چنین صفحه‌ای پیدا نشد"),
        _("شاید نشانی را نادرست نوشته‌اید یا صفحه جابه‌جا شده است. از صفحهٔ خدمات آغاز کنید."),
    ),
    409: Words(
        _("وضعیت پیش از شما عوض شد"),
        _("صفحه را تازه کنید تا وضعیت کنونی را ببینید؛ چیزی از دست نرفته است."),
    ),
    410: Words(
        _("آنچه می‌خواستید دیگر در دسترس نیست"),
        _("مهلت آن گذشته یا کنار گذاشته شده است. به صفحهٔ پیش برگردید و دوباره بفرستید."),
    ),
    413: Words(
        _("آنچه فرستادید بیش از اندازه بزرگ است"),
        _("به صفحهٔ پیش برگردید، پرونده‌ها را کوچک‌تر کنید یا یکی‌یکی بفرستید."),
    ),
    415: Words(
        _("این گونه فایل پذیرفته نیست"),
        _("به صفحهٔ پیش برگردید و عکس یا PDF بفرستید."),
    ),
    422: Words(
        _("آنچه فرستادید پذیرفته نشد"),
        _("به صفحهٔ پیش برگردید؛ آنجا نوشته شده است چه چیزی را باید درست کنید."),
    ),
    429: Words(
        _("درخواست‌های شما بیش از اندازه است"),
        _("کمی صبر کنید و دوباره تلاش کنید."),
    ),
    500: Words(
        _("خطایی از سوی ما رخ داد"),
        _("آنچه پیش از این ذخیره شده مانده است. چند دقیقهٔ دیگر دوباره تلاش کنید؛ اگر باز هم همین بود، شمارهٔ زیر را به پشتیبانی بگویید."),
    ),
    503: Words(
        _("سامانه برای چند دقیقه در دسترس نیست"),
        _("آنچه پیش از این ذخیره شده مانده است. چند دقیقهٔ دیگر همین صفحه را تازه کنید."),
    ),
}  # fmt: skip
FORM_EXPIRED = Words(
    _("این برگه کهنه شده است"),
    _("برای ایمنی شما، فرم‌هایی که مدت‌ها باز مانده‌اند پذیرفته نمی‌شوند. به صفحهٔ پیش برگردید، آن را تازه کنید و دوباره بفرستید."),
)  # fmt: skip


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal."""
    return STATUSES.get(error.code.rpartition(".")[2], 400)


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page of a refusal of the domain; for htmx, a notice in place of the part."""
    status = status_of(error)
    details = error.errors.values() if isinstance(error, FieldErrors) else []
    context: dict[str, object] = {
        "title": sentence(error),
        "text": hint(error),
        "details": [sentence(one) for several in details for one in several],
        "back": safe_address(request, request.headers.get("Referer", ""), ""),
    }
    if wants_part(request):
        html = render_to_string("ui/_refusal.html", context, request)
        response = HttpResponse(html, status=status)
    else:
        response = _page(request, status, context)
    return _with_wait(response, error)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for a body that is too large."""
    is_too_large = isinstance(exception, RequestDataTooBig)
    return too_large(request) if is_too_large else _plain(request, 400)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: no form of ours sends this much."""
    return _plain(request, 413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose token does not match: nearly always a page that stood open too long."""
    log.info("csrf_refused", reason=reason)
    return _page(request, 403, _words(FORM_EXPIRED))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    """403."""
    return _plain(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    """404."""
    return _plain(request, 404)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database does not answer."""
    response = _plain(request, 503, failed=True)
    response["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a bug of ours; the log has the same reference. 503 if the database went away.

    `ErrorMiddleware` sees only what views raise; middleware asks the database too (sessions).
    """
    if isinstance(sys.exc_info()[1], AWAY):
        return unavailable(request)
    return _plain(request, 500, failed=True)


def _with_wait(response: HttpResponse, error: DomainError) -> HttpResponse:
    match error.data:
        case {"seconds": int(seconds)}:
            response["Retry-After"] = str(seconds)
        case {"retry_at": datetime() as retry_at}:
            response["Retry-After"] = http_date(retry_at.timestamp())
    return response


def _plain(request: HttpRequest, status: int, *, failed: bool = False) -> HttpResponse:
    return _page(request, status, _words(WORDS[status]), failed=failed)


def _words(words: Words) -> dict[str, object]:
    return {"title": translated(words.title), "text": translated(words.text)}


def _page(
    request: HttpRequest, status: int, context: dict[str, object], *, failed: bool = False
) -> HttpResponse:
    # Without the request: its context processors reach for session and database, which may be
    # what failed.
    reference = numbers.reference(request)
    report = log.error if failed else log.info
    report("answered", status=status, reference=reference, route=route_of(request), exc_info=failed)
    language = languages.chosen(request)
    html = render_to_string(
        "ui/error.html",
        {
            "status": status,
            "reference": f"{reference[:4]} {reference[4:]}",
            "language": language,
            "direction": languages.direction(language),
            **context,
        },
    )
    return HttpResponse(html, status=status)

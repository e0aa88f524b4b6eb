"""Refusals and failures as pages, in one place; each has a reference number to quote."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def body_length(request: HttpRequest) -> int:
    """Octets that the request says it carries."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdigit() else 0


def error_page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    """The page of a status."""
    return render(request, "ui/error.html", {"status": status, **context}, status=status)


def refusal(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page of a refusal of the domain, or None for anything else."""
    return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for a body that is too large."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return error_page(request, 400)


def too_large(request: HttpRequest) -> HttpResponse:
    """413."""
    return error_page(request, 413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose token does not match."""
    return error_page(request, 403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return error_page(request, 500)

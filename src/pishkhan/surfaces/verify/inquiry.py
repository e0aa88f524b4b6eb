"""The public inquiry: a code typed or scanned, and what stands on the paper compared."""

from collections.abc import Mapping, Sequence
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from pishkhan.foundation import authenticity_code, clock, digits
from pishkhan.foundation.errors import DomainError, FieldErrors
from pishkhan.kernel.verification import api as verification, ports
from pishkhan.kernel.verification.errors import StepUpNeeded
from pishkhan.kernel.verification.spec import Comparison, Verdict
from pishkhan.kernel.verification.terms import ClaimField, Level, VerdictState
from pishkhan.surfaces.verify import words
from pishkhan.surfaces.verify.clients import client_of, unlisted
from pishkhan.web.fields import Field, Option, messages as worded
from pishkhan.web.human_check import api as human_check
from pishkhan.web.middleware import from_public_pages
from pishkhan.web.pages import page
from pishkhan.web.sentences import language, translated


CODE = "code"
TOO_MANY = 429
FIRST = (ClaimField.FAMILY_NAME, ClaimField.LAST_FOUR)


@from_public_pages
@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def inquire(request: HttpRequest) -> HttpResponse:
    """Ask for a code, or answer."""
    if request.method != "POST":
        return _form(request, "")
    return _answered(request, _typed(request))


@require_safe
@unlisted
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """The address that the QR on a document holds; in capitals or not."""
    return _answered(request, _cut(code))


@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def compare(request: HttpRequest) -> HttpResponse:
    """What was typed from the paper: right or wrong, field by field.

    Whoever comes back to its address, or changes the language there, begins anew.
    """
    return _compared(request) if request.method == "POST" else redirect("verify:inquiry")


def _compared(request: HttpRequest) -> HttpResponse:
    code = _typed(request)
    typed = {one.value: request.POST.get(one.value, "")[:200] for one in ClaimField}
    try:
        client = client_of(request, has_passed=_has_passed(request))
        compared = verification.compare(code, typed, client=client)
    except FieldErrors as error:
        return _again(request, code, typed, error)
    except StepUpNeeded as error:
        return _form(request, code, errors=[error], asks_human=True)
    except DomainError as error:
        return _form(request, code, errors=[error])
    if compared is None:
        return _page(request, code, _nothing())
    return _page(request, code, compared.verdict, compared=compared, typed=typed)


def _answered(request: HttpRequest, code: str) -> HttpResponse:
    try:
        client = client_of(request, has_passed=_has_passed(request))
        verdict = verification.inquire(code, client=client)
    except StepUpNeeded as error:
        return _form(request, code, errors=[error], asks_human=True)
    except DomainError as error:
        return _form(request, code, errors=[error])
    return _page(request, code, verdict)


def _typed(request: HttpRequest) -> str:
    return _cut(request.POST.get(CODE, "").strip())


def _cut(text: str) -> str:
    """What is shown again where it cannot be read: nothing that no page may hold."""
    return "".join(one for one in text[: authenticity_code.LONGEST_TEXT] if one.isprintable())


def _has_passed(request: HttpRequest) -> bool:
    """Whether a human check came with the request; raises HumanCheckFailed where it is wrong."""
    sent = request.POST.get(human_check.PROOF) or request.POST.get(human_check.IMAGE_CODE)
    if not sent:
        return False
    human_check.verify(request)
    return True


def _nothing() -> Verdict:
    return Verdict(state=VerdictState.UNKNOWN, asked_at=clock.now())


def _form(
    request: HttpRequest,
    code: str,
    *,
    errors: list[DomainError] | None = None,
    asks_human: bool = False,
) -> HttpResponse:
    refused = errors or []
    is_of_check = any(isinstance(one, human_check.HumanCheckFailed) for one in refused)
    field = Field(
        name=CODE,
        label=gettext("کد صحت"),
        value=code,
        hint=gettext("۲۰ رقم، در پنج گروه چهاررقمی از چپ؛ با هر خطی، با فاصله یا بی‌فاصله"),
        errors=() if asks_human or is_of_check else worded(refused),
        inputmode="numeric",
        autocomplete="off",
        is_latin=True,
    )
    context = {
        "field": field,
        "summary": [field],
        "form_errors": worded(refused) if asks_human else (),
        "asks_human": asks_human or is_of_check,
        "host": ports.wiring().host,
    }
    status = TOO_MANY if asks_human else 200
    return page(request, "verify/inquiry.html", context, status=status)


def _page(
    request: HttpRequest,
    code: str,
    verdict: Verdict,
    *,
    compared: Comparison | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    context = {
        "verdict": verdict,
        "said": words.said(verdict, compared),
        "institution": words.institution(verdict),
        "level": words.level(verdict),
        "code": _shown(code),
        "raw": code,
        "is_known": verdict.kind is not None,
        "compared": compared,
        "results": _results(compared, typed or {}),
        "inputs": _inputs(claim_fields(typed, {})) if typed else _empty_inputs(language()),
        "host": ports.wiring().host,
    }
    return page(request, "verify/answer.html", context)


def _again(
    request: HttpRequest, code: str, typed: Mapping[str, str], refused: FieldErrors
) -> HttpResponse:
    """The form of the comparison with what is missing; nothing was asked."""
    fields = claim_fields(typed, refused.errors)
    context = {
        "raw": code,
        "code": _shown(code),
        "fields": fields,
        "inputs": _inputs(fields, open_all=True),
        "host": ports.wiring().host,
    }
    return page(request, "verify/compare.html", context)


@cache
def _empty_inputs(shown_in: str) -> str:  # noqa: ARG001 - rendered in it
    """The inputs of a comparison with nothing in them, rendered once for each language.

    They are half of the work of a page that an employer's scan asks for.
    """
    return _inputs(claim_fields({}, {}))


def _inputs(fields: Sequence[Field], *, open_all: bool = False) -> str:
    return render_to_string("verify/_claim_fields.html", {"fields": fields, "open_all": open_all})


def claim_fields(typed: Mapping[str, str], errors: Mapping[str, list[DomainError]]) -> list[Field]:
    """The inputs of a comparison: two that must be, seven that may."""
    return [
        _claim_field(one, typed.get(one.value, ""), errors.get(one.value, [])) for one in ClaimField
    ]


def _claim_field(one: ClaimField, value: str, errors: list[DomainError]) -> Field:
    label = translated(one.label)
    if one is ClaimField.LAST_FOUR:
        return Field.code(
            one.value, label, value=value, hint=gettext("از کارت ملی دارنده"), errors=errors
        )
    options = tuple(
        Option(value=level.value, label=translated(level.label), chosen=value == level.value)
        for level in Level
    )
    is_level = one is ClaimField.LEVEL
    return Field(
        name=one.value,
        label=label,
        shape="select" if is_level else "input",
        options=options if is_level else (),
        value=value,
        hint=gettext("مانند ۱۳۹۸/۶/۳۱") if one is ClaimField.AWARD_DATE else "",
        errors=worded(errors),
        required=one in FIRST,
        autocomplete="off",
    )


def _results(compared: Comparison | None, typed: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    if compared is None:
        return []
    levels = {level.value: translated(level.label) for level in Level}
    return [
        (translated(one.label), levels.get(typed[one.value], typed[one.value]), is_right)
        for one, is_right in compared.fields.items()
    ]


def _shown(code: str) -> str:
    """The code as it is printed, in the digits of the page; what cannot be read as it was typed."""
    try:
        read = authenticity_code.read(code).code
    except DomainError:
        return code
    return digits.for_language(authenticity_code.grouped(read), language())

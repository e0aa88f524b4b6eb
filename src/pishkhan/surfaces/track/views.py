"""Following a request with its two numbers, without signing in (source 000, item د; vector 18)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.numbering import api as numbering
from pishkhan.surfaces.track import sessions, trying
from pishkhan.surfaces.track.errors import CodesDisagree, NumberMissing
from pishkhan.web import papers
from pishkhan.web.fields import Field, messages as worded
from pishkhan.web.following import follow
from pishkhan.web.human_check import api as human_check
from pishkhan.web.middleware import from_public_pages
from pishkhan.web.pages import page
from pishkhan.web.people import actor_of


LETTER, CODE = "letter_number", "tracking_code"
LONGEST = 40  # characters of either number, with spaces and dashes


@from_public_pages
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the two numbers, or compare them."""
    return _compare(request) if request.method == "POST" else _ask(request)


@never_cache
@require_safe
def case(request: HttpRequest) -> HttpResponse:
    """The way of the proven case: who has it, since when, what comes next."""
    case_id = sessions.proven(request)
    if case_id is None:
        return redirect("track:enter")
    context = {
        "following": follow(case_id),
        "complete": f"/sign-in/?next=/my/{case_id}/complete/",
        "object": f"/sign-in/?next=/my/{case_id}/object/",
    }
    return page(request, "track/case.html", context)


@never_cache
@require_safe
def answer_pdf(request: HttpRequest) -> HttpResponse:
    """The letter in answer to the proven case."""
    case_id = sessions.proven(request)
    letters = catalogue.letters_of(case_id) if case_id is not None else []
    return papers.letter_pdf(letters[-1]) if letters else redirect("track:enter")


def _ask(request: HttpRequest) -> HttpResponse:
    typed, errors = sessions.kept(request)
    letter = typed.get(LETTER, request.GET.get("letter", ""))[:LONGEST]
    fields = [
        _field(LETTER, gettext("شمارهٔ نامه"), letter, errors, hint=gettext("مانند ۱۷۲۴۲۹/۴؛ از هر سو که بنویسید پیدا می‌شود")),
        _field(CODE, gettext("کد رهگیری"), typed.get(CODE, ""), errors, hint=gettext("یازده رقم، در پیامک و روی رسید")),
    ]  # fmt: skip
    context = {
        "fields": fields,
        "errors": errors.get("", ()),
        "human": human_check.is_needed(actor_of(request)),
    }
    return page(request, "track/enter.html", context)


def _field(
    name: str, label: str, value: str, errors: dict[str, tuple[str, ...]], *, hint: str
) -> Field:
    return Field(
        name=name,
        label=label,
        hint=hint,
        value=value,
        errors=errors.get(name, ()),
        inputmode="numeric" if name == CODE else "",
        autocomplete="off",
        is_latin=True,
        is_short=True,
    )


def _compare(request: HttpRequest) -> HttpResponse:
    typed = {name: request.POST.get(name, "").strip()[:LONGEST] for name in (LETTER, CODE)}
    errors = _faults(typed)
    if not errors and _is_first_step(request):
        sessions.keep(request, typed, {})  # from the entry page, which has no human check
        return redirect("track:enter")
    if not errors:
        try:
            if human_check.is_needed(actor_of(request)):
                human_check.verify(request)
        except DomainError as error:
            errors = {"": list(worded([error]))}
    return _refused(request, typed, errors) if errors else _look(request, typed)


def _look(request: HttpRequest, typed: dict[str, str]) -> HttpResponse:
    """The same work and the same answer for every wrong pair."""
    if not trying.may_try(request, typed[LETTER]):
        response = page(request, "track/wait.html", status=429)
        response["Retry-After"] = str(int(trying.WINDOW.total_seconds()))
        return response
    letter = numbering.by_pair(typed[LETTER], typed[CODE])
    if letter is None:
        return _refused(request, typed, {"": list(worded([CodesDisagree()]))})
    trying.succeeded(request, typed[LETTER])
    audit.saw(audit.Seen.STATUS, letter.case_id, by=actor_of(request))
    sessions.prove(request, letter.case_id)
    return redirect("track:case")


def _faults(typed: dict[str, str]) -> dict[str, list[str]]:
    labels = {LETTER: gettext("شمارهٔ نامه"), CODE: gettext("کد رهگیری")}
    return {
        name: list(worded([NumberMissing(label=label)]))
        for name, label in labels.items()
        if not typed[name]
    }


def _is_first_step(request: HttpRequest) -> bool:
    sent = {human_check.PROOF, human_check.IMAGE_CODE} & set(request.POST)
    return not sent and human_check.is_needed(actor_of(request))


def _refused(
    request: HttpRequest, typed: dict[str, str], errors: dict[str, list[str]]
) -> HttpResponse:
    sessions.keep(request, typed, errors)
    return redirect("track:enter")

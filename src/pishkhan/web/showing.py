"""Showing uploaded files: from here, or from a host of their own where the setting names one.

A file that could act in spite of everything acts there on a host that has no cookies, no pages and
no session of anybody. The address of a file there is signed, says who asked, and ends after a
minute; whoever asked is asked for permission here before, and there again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import translation
from django.views.decorators.http import require_safe

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act, Subject
from pishkhan.web import languages
from pishkhan.web.errors import status_of
from pishkhan.web.people import actor_of


SALT = "pishkhan.web.showing"
LIFE_SECONDS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A file that somebody wants to see, of a case or of a draft; travels in the address."""

    attachment_id: int
    case_id: int | None = None
    draft_id: int | None = None
    account_id: int | None = None
    person_id: int | None = None
    thumbnail: bool = False
    download: bool = False
    language: str = ""

    def opened(self, actor: Actor, subject: Subject | None = None) -> attachments.OpenedFile:
        """The open file; the look is written down. Raises as `open_file` does."""
        if self.case_id is None:
            return attachments.open_draft_file(
                self.attachment_id,
                draft_id=self.draft_id or 0,
                actor=actor,
                thumbnail=self.thumbnail,
                download=self.download,
            )
        return attachments.open_file(
            self.attachment_id,
            case_id=self.case_id,
            actor=actor,
            subject=subject or cases.subject_of(self.case_id),
            thumbnail=self.thumbnail,
            download=self.download,
        )


def of_case(
    request: HttpRequest,
    attachment_id: int,
    *,
    case_id: int,
    subject: Subject,
    thumbnail: bool = False,
    download: bool = False,
) -> HttpResponseBase:
    """Show a file of a case, of which `subject` tells who may see it. Raises as `open_file` does."""
    actor = actor_of(request)
    asked = Asked(
        attachment_id=attachment_id,
        case_id=case_id,
        account_id=actor.account_id,
        person_id=actor.person_id,
        thumbnail=thumbnail,
        download=download,
        language=languages.chosen(request),
    )
    if not settings.FILES_ADDRESS:
        return _shown(asked.opened(actor, subject))
    organisations.require(actor, Act.VIEW_FILE, subject)
    return _sent_on(asked)


def of_draft(
    request: HttpRequest, attachment_id: int, *, draft_id: int, thumbnail: bool = False
) -> HttpResponseBase:
    """Show a file of a draft that the caller knows to be held by who asks."""
    actor = actor_of(request)
    asked = Asked(
        attachment_id=attachment_id,
        draft_id=draft_id,
        account_id=actor.account_id,
        person_id=actor.person_id,
        thumbnail=thumbnail,
        language=languages.chosen(request),
    )
    return _sent_on(asked) if settings.FILES_ADDRESS else _shown(asked.opened(actor))


def _shown(opened: attachments.OpenedFile) -> HttpResponseBase:
    return StreamingHttpResponse(opened, headers=opened.headers)


def _sent_on(asked: Asked) -> HttpResponse:
    signed = signing.dumps(
        {name: getattr(asked, name) for name in Asked.__slots__ if getattr(asked, name)}, salt=SALT
    )
    response = redirect(f"{settings.FILES_ADDRESS}/{signed}")
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


# What the host of files answers


@require_safe
def one(_request: HttpRequest, signed: str) -> HttpResponseBase:
    """The file that the address was signed for, while it lasts."""
    try:
        asked = Asked(**signing.loads(signed, salt=SALT, max_age=LIFE_SECONDS))
    except (signing.BadSignature, TypeError):
        return _nothing()
    try:
        with translation.override(asked.language or settings.LANGUAGE_CODE):
            response = _shown(asked.opened(_actor(asked)))
    except DomainError as refusal:
        return _nothing(status_of(refusal))
    # The pages that show the file are another site to the browser.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _actor(asked: Asked) -> Actor:
    """Who asked, with the powers held now."""
    if asked.account_id:
        return organisations.actor_for_account(asked.account_id)
    return identity.actor_for_person(asked.person_id) if asked.person_id else Actor.anonymous()


def _nothing(status: int = 404) -> HttpResponse:
    response = HttpResponse("There is no such file.\n", status=status, content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response


ROUTE: URLPattern = path("<str:signed>", one, name="isolated_file")


class FilesHostMiddleware:
    """On the host of files nothing else is answered: no page, no static file, no cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The file, or nothing; requests for other hosts go on."""
        if not settings.FILES_ADDRESS or not _is_for_files(request):
            return self.get_response(request)
        request.resolver_match = ROUTE.resolve(request.path_info.removeprefix("/"))
        if request.resolver_match is None:
            return _nothing()
        answer: HttpResponseBase = ROUTE.callback(request, **request.resolver_match.kwargs)
        return answer


def _is_for_files(request: HttpRequest) -> bool:
    try:
        host = request.get_host()
    except DisallowedHost:
        return False  # refused further in, with its page
    return host.lower() == urlsplit(settings.FILES_ADDRESS).netloc.lower()

"""A file of a registered case that was found unsound: said on its page, and another taken."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import AttachedFile, AttachmentRule
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.terms import ActorKind
from pishkhan.surfaces.portal import codes, sessions
from pishkhan.web.corrected_files import file_set_aside
from pishkhan.web.following import Following, title_of_kind
from pishkhan.web.people import actor_of


SHOWN_LOOKS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsound:
    """A file that was set aside, and what another must be."""

    file: AttachedFile
    rule: AttachmentRule
    title: str
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody opened a file; officers are named by their office."""

    title: str
    who: str
    at: datetime


@require_POST
def replace(request: HttpRequest, case_id: int, attachment_id: int) -> HttpResponse:
    """Take another file in the place of one that was set aside."""
    file, rule = file_set_aside(request, case_id, attachment_id)
    given = [one for one in request.FILES.getlist("file") if one.name]
    try:
        if not given:
            sessions.refuse(
                request, _address(case_id), {str(file.id): [gettext("فایلی انتخاب نشده است.")]}
            )
            return redirect(_place(case_id, file.id))
        attachments.replace(
            file.id,
            case_id=case_id,
            name=given[0].name or "",
            stream=given[0],
            rule=rule,
            by=actor_of(request),
        )
    except DomainError as error:
        sessions.refuse(request, _address(case_id), {str(file.id): [codes.said(error)]})
        return redirect(_place(case_id, file.id))
    messages.success(request, gettext("فایل تازه رسید و جای فایل پیشین را گرفت."))
    return redirect(_address(case_id))


def unsound_of(request: HttpRequest, following: Following) -> list[Unsound]:
    """The files of the case to send anew; none of one that is over."""
    if following.case.closed_at is not None:
        return []
    rules = {rule.kind: rule for rule in catalogue.service(following.case.service).attachments}
    refused = sessions.refused(request, _address(following.case.id)).errors
    return [
        Unsound(
            file=one.file,
            rule=rules[one.file.kind],
            title=one.title,
            errors=refused.get(str(one.file.id), ()),
        )
        for one in following.files
        if one.file.is_set_aside and one.file.kind in rules
    ]


def looks_at(following: Following) -> list[Look]:
    """Who opened the files of the case, the latest first; small pictures in lists do not count."""
    definition = catalogue.service(following.case.service)
    titles = {
        file.id: title_of_kind(file.kind, definition)
        for file in attachments.history(following.case.id)
    }
    opened = [look for look in attachments.looks_at(following.case.id) if not look.was_thumbnail]
    return [
        Look(
            title=titles.get(look.attachment_id, ""),
            who=_who(look.actor_kind, following),
            at=look.at,
        )
        for look in opened[:SHOWN_LOOKS]
    ]


def _who(actor_kind: str, following: Following) -> str:
    if actor_kind != ActorKind.STAFF:
        return gettext("شما")
    return following.receipt.office or gettext("سازمان")


def _address(case_id: int) -> str:
    return reverse("portal:case", args=[case_id])


def _place(case_id: int, attachment_id: int) -> str:
    return f"{_address(case_id)}#unsound-{attachment_id}"

"""What the page of a case says of its files: those to send anew, and who opened which."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import AttachedFile, AttachmentRule
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.terms import ActorKind
from pishkhan.surfaces.portal import sessions
from pishkhan.web.following import Following, title_of_kind


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


def unsound_of(request: HttpRequest, following: Following) -> list[Unsound]:
    """The files of the case to send anew; none of one that is over."""
    if following.case.closed_at is not None:
        return []
    rules = {rule.kind: rule for rule in catalogue.service(following.case.service).attachments}
    refused = sessions.refused(request, reverse("portal:case", args=[following.case.id])).errors
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

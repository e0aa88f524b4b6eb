"""Drafts of this browser: the secret in its session that opens those begun in it."""

from django.http import HttpRequest

from pishkhan.foundation import secret
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.forms.errors import NoSuchDraft
from pishkhan.web.people import actor_of


DRAFTS_KEY = "drafts_key"


def drafts_key(request: HttpRequest) -> str:
    """The secret of this browser that opens the drafts begun in it."""
    if DRAFTS_KEY not in request.session:
        request.session[DRAFTS_KEY] = secret.token()
    return str(request.session[DRAFTS_KEY])


def opened(request: HttpRequest, token: str) -> Draft:
    """The draft, if this browser or this person may open it; else NoSuchDraft, as if none were."""
    draft = forms.draft(token)
    key = str(request.session.get(DRAFTS_KEY, ""))
    if not forms.may_open(draft, key, actor_of(request).person_id):
        raise NoSuchDraft
    return draft

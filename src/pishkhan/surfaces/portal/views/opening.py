"""What every page of a draft begins with: may it be opened, and is there still something to fill?"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from pishkhan.kernel.forms.errors import AlreadySubmitted
from pishkhan.web import drafts


View = Callable[..., HttpResponse]


def of_draft(view: View) -> View:
    """Open the draft for a view; one that was sent shows its receipt, a correction its own page."""

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str, **captured: object) -> HttpResponse:
        draft = drafts.opened(request, token)
        if draft.corrects_case_id is not None:
            return redirect("portal:complete", draft.corrects_case_id)
        if draft.submitted_case_id is not None:
            return redirect("portal:receipt", draft.token)
        try:
            return view(request, draft, **captured)
        except AlreadySubmitted:  # another tab was quicker
            return redirect("portal:receipt", draft.token)

    return opened

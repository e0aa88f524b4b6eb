"""Who may open the desk, and a case in it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponseBase
from django.utils.cache import add_never_cache_headers

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchCase
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act, Subject
from pishkhan.web.gate import turned_away
from pishkhan.web.people import Request


More = ParamSpec("More")
View = Callable[Concatenate[Request, More], HttpResponseBase]


def staff_only(view: View[More]) -> View[More]:
    """Let staff in. Strangers go to the sign-in, citizens find nothing; nothing is cached."""

    @wraps(view)
    def gated(request: Request, /, *args: More.args, **kwargs: More.kwargs) -> HttpResponseBase:
        response = turned_away(request) or view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return gated


def visible(request: Request, case_id: int) -> Subject:
    """The case as a subject of permission; raises NoSuchCase if the actor may not see it."""
    subject = cases.subject_of(case_id)
    if not organisations.may(request.actor, Act.VIEW_CASE, subject):
        raise NoSuchCase
    return subject

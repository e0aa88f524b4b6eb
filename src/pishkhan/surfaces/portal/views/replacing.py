"""Another file in the place of one of a registered case that was found unsound."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import api as attachments
from pishkhan.surfaces.portal import codes, sessions
from pishkhan.surfaces.portal.views.mine import signed_in
from pishkhan.web.corrected_files import file_set_aside
from pishkhan.web.people import actor_of


@require_POST
@signed_in
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


def _address(case_id: int) -> str:
    return reverse("portal:case", args=[case_id])


def _place(case_id: int, attachment_id: int) -> str:
    return f"{_address(case_id)}#unsound-{attachment_id}"

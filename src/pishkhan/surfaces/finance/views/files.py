"""Banks' files: which were taken, how they compare, and taking another."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from pishkhan.foundation import jalali
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.payments import api as payments
from pishkhan.surfaces.finance.errors import FileTooLarge, NoFileChosen
from pishkhan.surfaces.finance.filters import filters_of
from pishkhan.surfaces.finance.gate import may_keep, seeing_all
from pishkhan.surfaces.finance.pages import done, show
from pishkhan.surfaces.finance.views.differences import in_words
from pishkhan.web.fields import messages
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request


SECTION = "files"
A_PAGE = 30
MOST_SHOWN = 50
# As long as a browser may wait for: a hundred thousand payments. Larger ones: take-bank-file.
MEGABYTES = 8


@seeing_all
def index(request: Request) -> HttpResponse:
    """The files, newest first, and the form that takes another."""
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            return _taken(request)
        except NotAllowed:
            raise
        except DomainError as error:
            refused = error
    before = row_id(request.GET.get("after", ""))
    found = payments.bank_files(before=before, limit=A_PAGE + 1)
    filters = filters_of(request)
    context = {
        "filters": filters,
        "files": found[:A_PAGE],
        "after": str(found[A_PAGE - 1].id) if len(found) > A_PAGE else "",
        "is_first": before is None,
        "columns": ",".join(payments.BANK_FILE_COLUMNS),
        "may_take": may_keep(request),
        "refusals": messages([refused]) if refused else (),
        "typed": request.POST,
        "megabytes": MEGABYTES,
    }
    return show(request, "files", SECTION, **context)


@seeing_all
@require_safe
def one(request: Request, file_id: int) -> HttpResponse:
    """One file: what agreed, what was not read, what does not agree."""
    found = payments.bank_file(file_id)
    if found is None:
        raise Http404
    asked = payments.FinanceAsked()
    waiting = payments.differences(asked, file_id=file_id, limit=MOST_SHOWN)
    closed = payments.differences(asked, file_id=file_id, is_open=False, limit=MOST_SHOWN)
    context = {
        "file": found,
        "names": identity.account_names({found.taken_by}),
        "waiting": [(one, in_words(one)) for one in waiting],
        "closed": [(one, in_words(one)) for one in closed],
    }
    response = show(request, "file", SECTION, (found.name, ""), **context)
    if found.reconciled_at is None:
        response["Refresh"] = "3"
    return response


def _taken(request: Request) -> HttpResponse:
    """Take the file that came. Raises the refusals of days and of `take_bank_file`."""
    payments.require_finance(request.actor, Act.MANAGE_FINANCE)
    given = request.FILES.get("file")
    if given is None:
        raise NoFileChosen
    if (given.size or 0) > MEGABYTES * 1_000_000:
        raise FileTooLarge(megabytes=MEGABYTES)
    taken = payments.take_bank_file(
        gateway=request.POST.get("gateway", ""),
        day=jalali.parse(request.POST.get("day", "")),
        name=given.name or "",
        stream=given,
        by=request.actor,
    )
    said = (
        _("فایل خوانده شد.") if taken.is_new else _("همین فایل پیش‌تر خوانده شده بود؛ چیزی عوض نشد.")
    )
    return done(request, said, "file", taken.file_id)

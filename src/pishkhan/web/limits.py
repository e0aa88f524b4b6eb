"""How often one address may knock at each public door that writes or costs; a table.

Doors with a finer limit of their own (by number, by letter, by device) are listed beside it, so
that a test finds the door that has none. docs/explanation/limits.md has the figures.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pishkhan.foundation import secret
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.persistence.api import allow
from pishkhan.web import errors
from pishkhan.web.pages import address_of


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in a window, of one address; `methods` that are counted."""

    times: int
    per: timedelta
    methods: frozenset[str] = frozenset({"POST"})


HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
READ = frozenset({"GET", "POST"})
# Many people share one address (a school, a mobile operator): these stop machines, not classes.
DOORS: Mapping[str, Limit] = {
    "portal:page": Limit(2000, HOUR),
    "portal:autosave": Limit(600, MINUTE),
    "portal:remove": Limit(600, HOUR),
    "portal:replace": Limit(500, HOUR),
    "portal:draft": Limit(600, HOUR),
    "portal:receipt_pdf": Limit(120, HOUR, READ),
    "portal:case_receipt_pdf": Limit(120, HOUR, READ),
    "portal:answer_pdf": Limit(240, HOUR, READ),
    "track:answer_pdf": Limit(240, HOUR, READ),
    "portal:draft_file": Limit(1200, HOUR, READ),
    "portal:case_file": Limit(1200, HOUR, READ),
    "portal:draft_thumbnail": Limit(3000, HOUR, READ),
    "portal:case_thumbnail": Limit(3000, HOUR, READ),
    "portal:complete": Limit(600, HOUR),
    "portal:object": Limit(120, HOUR),
    "portal:next_level": Limit(60, HOUR),
    "portal:wishes": Limit(120, HOUR),
    "portal:email": Limit(60, HOUR),
    "portal:invoice": Limit(600, HOUR),
    "portal:leave_bank": Limit(600, HOUR),
    # Of whole mobile operators; who is turned away here has paid and sees no receipt.
    "portal:pay_back": Limit(20_000, HOUR, READ),
    "portal:payment_receipt_pdf": Limit(120, HOUR, READ),
    "portal:fee": Limit(600, HOUR),
    "portal:fee_code": Limit(600, HOUR),
    "portal:fee_resend": Limit(300, HOUR),
    "portal:find_payment": Limit(60, HOUR),
    "portal:confirmation_pdf": Limit(120, HOUR, READ),
    "portal:credential": Limit(240, HOUR, READ),
    "portal:share_document": Limit(120, HOUR),
    "portal:freeze_document": Limit(120, HOUR),
    "portal:end_share": Limit(300, HOUR),
    "portal:all_read": Limit(600, HOUR),
    "portal:confirm_email": Limit(120, HOUR),
    "portal:unsubscribe": Limit(1200, HOUR),  # programs of mail servers, for many readers
    "portal:sign_in": Limit(600, HOUR),
    "portal:recover": Limit(600, HOUR),
    "portal:sign_in_code": Limit(600, HOUR),
    "portal:sign_in_resend": Limit(300, HOUR),
    "portal:resend": Limit(300, HOUR),
    "portal:sign_out": Limit(600, HOUR),
    "web:sign_out": Limit(600, HOUR),
    "web:challenge": Limit(1200, HOUR, READ),
    "web:picture": Limit(600, HOUR, READ),
    "verify:receipt": Limit(600, HOUR, READ),
    "verify:receipt_pdf": Limit(240, HOUR, READ),
    "verify:share": Limit(600, HOUR),
    "account_login": Limit(300, HOUR),
    "mfa_authenticate": Limit(300, HOUR),
}
# What services bring as pages of their own, each door by itself; the platform names none of them.
PAGES_OF_SERVICES, OF_SERVICES = "/x/", Limit(1200, HOUR)
# Doors of which the limit is nearer to the matter; where it is.
ELSEWHERE: Mapping[str, str] = {
    "portal:useful": "kernel/guides/actions/voting.py, 60 an hour and one a day of a guide",
    "portal:start": "surfaces/portal/views/home.py, 120 an hour of one address",
    "portal:upload": "surfaces/portal/views/attaching.py, 500 an hour of one address",
    "web:uploads": "web/resumable.py, 500 an hour of one address",
    "web:upload": "kernel/attachments: only of uploads that were promised",
    "track:enter": "surfaces/track/trying.py, 60 an hour, 10 at one letter",
    "track:status": "the same count",
    "verify:inquiry": "kernel/verification/actions/limiting.py: misses, by address, network, all",
    "verify:json_inquiry": "the same",
    "verify:compare": "the same, and five wrong comparisons of one document a day",
    "verify:vc_issue": "shut, unless PISHKHAN_VC_API opens it to a conformance suite",
    "verify:vc_verify": "the same",
    "sms:receipts": "integrations/sms: a secret in the address",
}


class TooManyFromHere(DomainError):
    """One address asked more often than people do; data: `seconds` until it is forgotten."""

    code = "web.too_many"
    message = _("از این نشانی اینترنتی درخواست‌های بسیاری رسیده است.")
    hint = _("شاید چند نفر از یک نشانی استفاده می‌کنند. کمی صبر کنید و دوباره بفرستید؛ آنچه ذخیره شده مانده است.")  # fmt: skip


def limit_of(name: str, path: str) -> Limit | None:
    """The limit of a door, None where it has none here."""
    return OF_SERVICES if path.startswith(PAGES_OF_SERVICES) else DOORS.get(name)


class LimitsMiddleware:
    """Counts knocks at the doors of the table, before the view does anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG002 - as Django calls it
        arguments: Sequence[object],  # noqa: ARG002 - the same
        named: Mapping[str, object],  # noqa: ARG002 - the same
    ) -> HttpResponse | None:
        """Let the view answer, or the page of TooManyFromHere (429)."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        limit = limit_of(name, request.path_info)
        if limit is None or request.method not in limit.methods:
            return None
        mark = secret.digest("web.limits", address_of(request), settings.SECRET_KEY)
        if allow(f"door.{name}:{mark}", limit=limit.times, per=limit.per):
            return None
        return errors.refusal(request, TooManyFromHere(seconds=int(limit.per.total_seconds())))

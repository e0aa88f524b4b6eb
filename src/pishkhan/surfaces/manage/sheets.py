"""A form of one page: what was typed, what is wrong with it, what is done when it is right."""

from collections.abc import Callable, Mapping

from django.db import transaction

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.spec import Facts, Page
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.web import form_pages
from pishkhan.web.fields import Field, messages
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated


# Beside which question a refusal of the kernel is said; the others stand above the form.
PLACES = {
    "organisation_code_taken": "code",
    "organisation_into_itself": "parent",
    "organisation_closed": "parent",
    "post_taken": "role",
    "holding_overlaps": "account",
    "delegation_needs_end": "to",
    "delegator_not_holder": "on_behalf_of",
    "bad_period": "to",
    "manage.no_such_account": "account",
    "manage.several_accounts": "account",
    "manage.closed_account": "account",
    "manage.no_such_organisation": "parent",
    "manage.several_organisations": "parent",
    "surge.bad_door": "doors",
    "surge.bad_rate": "rate",
    "manage.bad_code": "code",
    "manage.too_far_back": "from at to",
    "username_taken": "code",
    "no_such_person": "national_id",
    "identity.bad_pattern": "pattern",
    "identity.example_does_not_fit": "example",
    "already_closed": "day",
    "no_working_day": "from day province",
    "not_a_province": "province",
    "manage.one_place": "province",
    "bad_pattern": "pattern",
    "clients.title_missing": "title",
    "clients.no_scopes": "scope_0",
    "clients.account_needed": "account",
    "clients.account_elsewhere": "account",
    "clients.bad_quota": "per_minute",
    "clients.bad_expiry": "to",
    "clients.because_needed": "because",
    "webhooks.bad_address": "url",
    "notifications.unknown_placeholder": "text",
    "notifications.placeholder_missing": "text",
    "notifications.broken_placeholder": "text",
    "notifications.text_too_long": "text",
    "notifications.empty_text": "text",
    "guides.there_already": "slug",
    "guides.bad_slug": "slug",
    "guides.empty": "body",
    "guides.too_long": "body",
    "guides.picture_without_words": "body",
    "guides.no_such_picture": "body",
    "guides.outside_link": "body",
    "guides.same_anchor_twice": "body",
    "guides.review_past": "review_by",
    "guides.empty_contact": "unit",
}


class Sheet:
    """A form page in the hands of a view; `values` fill it before anything was typed."""

    def __init__(
        self,
        request: Request,
        page: Page,
        values: Mapping[str, str] | None = None,
        *,
        submit: str = "",
        is_danger: bool = False,
    ) -> None:
        self.page, self.submit, self.is_danger = page, translated(submit), is_danger
        self.is_sent = request.method == "POST"
        typed = form_pages.read(page, request.POST) if self.is_sent else values or {}
        self.state = forms.read_page(page, typed)
        self.refusals = dict(self.state.errors) if self.is_sent else {}
        self.others: list[DomainError] = []

    def does(self, act: Callable[[Facts], object]) -> bool:
        """Whether the form was sent and right and `act` did it; else it is to be shown again.

        What `act` refuses is said at its question, with all that was typed; NotAllowed goes on.
        """
        if not self.is_sent or self.refusals:
            return False
        try:
            with transaction.atomic():
                act(Facts(self.state.read))
        except NotAllowed:
            raise
        except DomainError as error:
            self._refuse(error)
        return not (self.refusals or self.others)

    def _refuse(self, error: DomainError) -> None:
        places = PLACES.get(error.code, "").split()
        place = next((one for one in places if one in self.state.asked), None)
        if place:
            self.refusals.setdefault(place, []).append(error)
        else:
            self.others.append(error)

    @property
    def title(self) -> str:
        """The heading."""
        return translated(self.page.title)

    @property
    def intro(self) -> str:
        """What is to be known before the form is filled in."""
        return translated(self.page.intro)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields as drawn."""
        return form_pages.drawn_fields(self.page, self.state, errors=self.refusals)

    @property
    def form_errors(self) -> tuple[str, ...]:
        """What belongs to no single field."""
        return messages(self.others)

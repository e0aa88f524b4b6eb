"""The forms of manage: beside which question each refusal is said."""

from collections.abc import Mapping

from pishkhan.kernel.forms.spec import Page
from pishkhan.web import sheets
from pishkhan.web.people import Request


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
    "records.bad_key": "public",
    "records.key_without_title": "title",
    "records.backward_period": "to on",
    "records.because_needed": "because decree",
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


class Sheet(sheets.Sheet):
    """A form of manage; `values` fill it before anything was typed."""

    def __init__(
        self,
        request: Request,
        page: Page,
        values: Mapping[str, str] | None = None,
        *,
        submit: str = "",
        is_danger: bool = False,
    ) -> None:
        super().__init__(request, page, values, submit=submit, is_danger=is_danger, places=PLACES)

"""Reads of forms: drafts that may be opened, and what a case was sent with."""

from collections.abc import Mapping

from pishkhan.foundation import clock, secret
from pishkhan.kernel.forms import checking, declared, places
from pishkhan.kernel.forms.errors import NoSuchDraft
from pishkhan.kernel.forms.models import Draft, FormVersion, Snapshot
from pishkhan.kernel.forms.rules import storable
from pishkhan.kernel.forms.spec import (
    AnsweredPage,
    Difference,
    Facts,
    FormChanges,
    Page,
    PageState,
)
from pishkhan.kernel.persistence.api import columns_of


FIRST_ROUND = 1
READ = f"SELECT {columns_of(Draft)} FROM forms_draft WHERE token = %s"  # noqa: S608 - constants
LOCK = f"{READ} FOR UPDATE"


def draft(token: str) -> Draft:
    """The draft under `token`, submitted or not; raises NoSuchDraft (also when it expired).

    Whoever shows it asks `may_open` first.
    """
    found = by_token(token)
    if found is None or found.expires_at <= clock.now():
        raise NoSuchDraft
    return found


def by_token(token: str, *, lock: bool = False) -> Draft | None:
    """The row of this token, expired or not; with `lock` it is the caller's until the commit."""
    # Every page of a form asks, hence by hand.
    return next(iter(Draft.objects.raw(LOCK if lock else READ, [storable(token)])), None)


def session_digest(token: str, session_key: str) -> str:
    """What a draft keeps of the secret in the browser's session."""
    return secret.digest("forms.draft", session_key, token)


def may_open(draft: Draft, session_key: str, person_id: int | None) -> bool:
    """Whether this browser or this person may open the draft.

    Once a person is bound only they may; before that, only the browser that began it.
    """
    if draft.person_id is not None:
        return person_id == draft.person_id
    return bool(session_key) and secret.equal(
        draft.secret_digest, session_digest(draft.token, session_key)
    )


def open_drafts(person_id: int) -> list[Draft]:
    """The person's drafts that are neither submitted nor expired, the last touched first."""
    return list(
        Draft.objects.filter(
            person_id=person_id, submitted_case_id=None, expires_at__gt=clock.now()
        ).order_by("-touched_at")
    )


def page_of(draft: Draft, code: str) -> Page:
    """The page with this code of the draft's present form; raises KeyError."""
    return {page.code: page for page in declared.pages(draft.service)}[code]


def pages_for(draft: Draft) -> tuple[Page, ...]:
    """The pages of the draft's present form, as its answers are to be checked and read."""
    return places.answerable(declared.pages(draft.service), draft.answers)


def page_state(draft: Draft, page: Page, *, partial: bool = False) -> PageState:
    """How the page stands with the answers of the draft; `partial` forgives empty answers."""
    pages = pages_for(draft)
    here = next(one for one in pages if one.code == page.code)
    return checking.check_page(pages, here, draft.answers, partial=partial)


def read_page(page: Page, raw: Mapping[str, str]) -> PageState:
    """How a page outside any draft stands, such as an officer's; `raw` by question code."""
    answers = {page.key(question): raw.get(question.code, "") for question in page.questions}
    [page] = places.answerable((page,), answers)
    return checking.check_page((page,), page, answers)


def asked_pages(draft: Draft) -> tuple[Page, ...]:
    """The pages to walk, in order: those whose condition holds."""
    pages = declared.pages(draft.service)
    asked = checking.asked_keys(pages, draft.answers)
    return tuple(
        page
        for page in pages
        if page.when is None
        or (page.when.key in asked and page.when.allows(draft.answers.get(page.when.key, "")))
    )


def check_all(draft: Draft) -> checking.Refusals:
    """Refusals by page code and question code; empty when the form is complete and right."""
    return checking.check_all(pages_for(draft), draft.answers)


def facts(draft: Draft) -> Facts:
    """The typed answers, by key."""
    return checking.facts_of(pages_for(draft), draft.answers)


def answered(draft: Draft) -> tuple[AnsweredPage, ...]:
    """The answers as a person reads them, for the review page."""
    return checking.answered(pages_for(draft), draft.answers)


def is_confirmed(draft: Draft) -> bool:
    """Whether the one-time code confirmed the identifying answers as they now are."""
    current = checking.identity(declared.pages(draft.service), draft.answers)
    return draft.person_id is not None and draft.confirmed == current


def changes_of_form(draft: Draft) -> FormChanges:
    """What changed in the form since the draft was last saved; false when nothing did."""
    if draft.form_version == declared.version(draft.service):
        return FormChanges()
    before = pages_at(draft.service, draft.form_version)
    return checking.form_changes(before, declared.pages(draft.service))


def pages_at(service: str, version: str) -> tuple[Page, ...]:
    """The form as it was at `version`."""
    return checking.pages_from(FormVersion.objects.get(service=service, version=version).body)


def last_round(case_id: int) -> int:
    """The number of the case's latest snapshot; 0 if there is none."""
    rounds = Snapshot.objects.filter(case_id=case_id).order_by("-round")
    return rounds.values_list("round", flat=True).first() or 0


def snapshot(case_id: int, round_: int | None = None) -> Snapshot:
    """The case's answers as sent in `round_`, by default the latest; raises DoesNotExist."""
    rows = Snapshot.objects.filter(case_id=case_id)
    return rows.latest("round") if round_ is None else rows.get(round=round_)


def answered_in(case_id: int, round_: int | None = None) -> tuple[AnsweredPage, ...]:
    """What the applicant sent, read by the form of that time; for the desk."""
    row = snapshot(case_id, round_)
    pages = places.readable(pages_at(row.service, row.form_version), row.answers)
    return checking.answered(pages, row.answers)


def differences(case_id: int) -> tuple[Difference, ...]:
    """What the last correction changed; empty before the first."""
    latest = last_round(case_id)
    if latest <= FIRST_ROUND:
        return ()
    return checking.differences(answered_in(case_id, latest - 1), answered_in(case_id, latest))

"""Writes of forms: drafts that lose nothing, and the snapshots of what was sent.

Answers are merged key by key in one statement, so two tabs never wipe out each other's fields.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction

from pishkhan.foundation import clock, secret
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.forms import checking, declared, queries
from pishkhan.kernel.forms.errors import AlreadySubmitted, NoSuchDraft
from pishkhan.kernel.forms.models import Draft, FormVersion
from pishkhan.kernel.forms.rules import storable
from pishkhan.kernel.forms.spec import Page, PageState
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.persistence.api import new_id


KEPT_UNBOUND = timedelta(days=7)
KEPT_BOUND = timedelta(days=30)
SWEPT_AT_ONCE = 500
# One statement for every registration: the draft is closed and its answers become the next round.
SNAPSHOT = """
    WITH closed AS (
        UPDATE forms_draft
           SET submitted_case_id = %(case_id)s, answers = '{}', touched_at = %(now)s
         WHERE id = %(draft_id)s
    )
    INSERT INTO forms_snapshot (id, case_id, round, service, form_version, answers, taken_at)
    SELECT %(id)s::bigint, %(case_id)s::bigint, coalesce(max(round), 0) + 1, %(service)s::text,
           %(version)s::text, %(answers)s::jsonb, %(now)s::timestamptz
    FROM forms_snapshot WHERE case_id = %(case_id)s
"""


def start(
    service: str,
    *,
    session_key: str,
    language: str = "fa",
    person_id: int | None = None,
    answers: Mapping[str, str] | None = None,
) -> Draft:
    """Begin a draft, at the first field, before any sign-in.

    `session_key` is the secret in the browser's session that opens it until a person is bound.
    A person who is signed in already is bound at once to the identifying `answers` given here
    (what the platform knows of them).
    """
    now, token = clock.now(), secret.token()
    draft = Draft(
        token=token,
        secret_digest=queries.session_digest(token, session_key),
        service=service,
        form_version=_used_version(service),
        language=language,
        answers=_known(declared.pages(service), answers or {}),
        person_id=person_id,
        started_at=now,
        touched_at=now,
        expires_at=now + (KEPT_UNBOUND if person_id is None else KEPT_BOUND),
    )
    if person_id is not None:
        draft.confirmed = checking.identity(declared.pages(service), draft.answers)
    draft.save(force_insert=True)
    return draft


def save(draft: Draft, page: Page, raw: Mapping[str, str], *, partial: bool = False) -> PageState:
    """Keep what was typed on a page, right or wrong, and say how the page stands (`checking.kept`).

    `raw` is what the browser sent, by question code or by key; questions it does not mention
    keep their answer, except ticks, which a browser does not mention when they are off.
    `partial` (go on later) forgives what is still empty. Raises AlreadySubmitted, NoSuchDraft.
    """
    given: dict[str, str] = {}
    for question in page.questions:
        key = page.key(question)
        text = raw.get(question.code, raw.get(key))
        if text is None and question.kind is QuestionKind.TICK and not partial:
            text = ""
        if text is not None:
            given[key] = text
    _merge(draft, given)
    return queries.page_state(draft, page, partial=partial)


def autosave(draft: Draft, key: str, raw: str) -> PageState | None:
    """Keep one field and say how its page stands; None if the form has no such field (any more)."""
    for known, page, _question in checking.each_question(declared.pages(draft.service)):
        if known == key:
            _merge(draft, {key: raw})
            return queries.page_state(draft, page, partial=True)
    return None


def bind(draft: Draft, person_id: int) -> None:
    """Give the draft to the person whose one-time code was right; from now on only they open it.

    The identifying answers as they are now count as confirmed.
    """
    confirmed = checking.identity(declared.pages(draft.service), draft.answers)
    expires_at = clock.now() + KEPT_BOUND
    changed = Draft.objects.filter(pk=draft.pk, submitted_case_id=None).update(
        person_id=person_id, confirmed=confirmed, expires_at=expires_at
    )
    if not changed:
        raise AlreadySubmitted
    draft.person_id, draft.confirmed, draft.expires_at = person_id, confirmed, expires_at


def lock(token: str) -> Draft:
    """The draft, locked for the caller's transaction; raises NoSuchDraft."""
    draft = queries.by_token(token, lock=True)
    if draft is None or (draft.submitted_case_id is None and draft.expires_at <= clock.now()):
        raise NoSuchDraft
    return draft


def submitted(draft: Draft, case_id: int) -> None:
    """Close the locked draft as `case_id` and keep its answers as the case's next round.

    The form's version is the present one: it is the one that was just checked.
    """
    version = declared.version(draft.service)
    if draft.form_version != version:  # else whoever began or saved it has kept the version
        _used_version(draft.service)
    now = clock.now()
    values: dict[str, str | int | datetime] = {
        "draft_id": draft.pk,
        "id": new_id(),
        "case_id": case_id,
        "service": draft.service,
        "version": version,
        "answers": json.dumps(_asked_answers(draft)),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(SNAPSHOT, values)
    draft.submitted_case_id, draft.answers, draft.touched_at = case_id, {}, now


@transaction.atomic
def start_correction(
    case_id: int, *, person_id: int, keys: Collection[str], language: str = "fa"
) -> Draft:
    """A draft to correct what was sent: the latest answers, of which only `keys` may change.

    Going back to it gives the same draft, not a second one.
    """
    sent = queries.snapshot(case_id)
    found = Draft.objects.filter(
        corrects_case_id=case_id,
        person_id=person_id,
        submitted_case_id=None,
        expires_at__gt=clock.now(),
    ).first()
    if found:
        found.open_keys = sorted(keys)
        found.save(update_fields=["open_keys"])
        return found
    draft = start(
        sent.service,
        session_key=secret.token(),
        language=language,
        person_id=person_id,
        answers=sent.answers,
    )
    draft.corrects_case_id, draft.open_keys = case_id, sorted(keys)
    draft.save(update_fields=["corrects_case_id", "open_keys"])
    return draft


def sweep(limit: int = SWEPT_AT_ONCE) -> int:
    """Delete drafts that expired; how many (`limit` means that there may be more).

    Files of those that were not submitted go with them.
    """
    expired = Draft.objects.filter(expires_at__lte=clock.now()).order_by("expires_at")
    stale = list(expired.values_list("pk", flat=True)[:limit])
    with transaction.atomic():
        attachments.discard(stale, by=Actor.system())
        Draft.objects.filter(pk__in=stale).delete()
    return len(stale)


def _merge(draft: Draft, given: Mapping[str, str]) -> None:
    """Write some answers over the stored ones and bring `draft` up to date with the row."""
    kept = _known(declared.pages(draft.service), given)
    if draft.open_keys is not None:
        kept = {key: text for key, text in kept.items() if key in draft.open_keys}
    now, version = clock.now(), declared.version(draft.service)
    if draft.form_version != version:
        _used_version(draft.service)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE forms_draft
               SET answers = answers || %s::jsonb, form_version = %s, touched_at = %s,
                   expires_at = greatest(expires_at, %s)
             WHERE id = %s AND submitted_case_id IS NULL AND expires_at > %s
            RETURNING answers::text
            """,
            [
                json.dumps(kept),
                version,
                now,
                now + (KEPT_UNBOUND if draft.person_id is None else KEPT_BOUND),
                draft.pk,
                now,
            ],
        )
        row = cursor.fetchone()
    if row is None:
        raise _refusal(draft)
    draft.answers = json.loads(row[0])
    draft.form_version = version


def _refusal(draft: Draft) -> AlreadySubmitted | NoSuchDraft:
    case_id = Draft.objects.filter(pk=draft.pk).values_list("submitted_case_id", flat=True).first()
    return NoSuchDraft() if case_id is None else AlreadySubmitted(case_id=case_id)


def _known(pages: tuple[Page, ...], raw: Mapping[str, str]) -> dict[str, str]:
    return {
        key: storable(checking.kept(question, raw[key]))
        for key, _page, question in checking.each_question(pages)
        if key in raw
    }


def _asked_answers(draft: Draft) -> dict[str, str]:
    asked = checking.asked_keys(declared.pages(draft.service), draft.answers)
    return {key: text for key, text in draft.answers.items() if key in asked}


def _used_version(service: str) -> str:
    """The present version of the form, its body kept from its first use on."""
    version = declared.version(service)
    body = checking.body_of(declared.pages(service))
    row = FormVersion(service=service, version=version, body=body, first_used_at=clock.now())
    FormVersion.objects.bulk_create([row], ignore_conflicts=True)
    return version

"""A task is born: of a step, of a referral, of what a superior is told; and the referral itself."""

from datetime import datetime

from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.moving import Moving
from pishkhan.kernel.cases.actions.routing import Place
from pishkhan.kernel.cases.models import Referral
from pishkhan.kernel.cases.rules import spans
from pishkhan.kernel.persistence.api import insert_json, new_id


REFERRAL_FIELDS = [field.attname for field in Referral._meta.concrete_fields]
NEW_REFERRALS = insert_json(
    "cases_referral", [f'"{name}"' for name in REFERRAL_FIELDS], "rows"
)  # "order" is a word of SQL


def bear_task(
    moving: Moving,
    place: Place,
    *,
    state: str,
    title: str,
    kind: str,
    due_at: datetime | None = None,
    **more: writing.Value,
) -> int:
    """Give the case a task at a place; `save` writes it. Its id.

    `more` are the columns in which it differs from an open task of nobody in particular.
    """
    task_id = new_id()
    moving.tasks.append(
        {
            "id": task_id,
            "case_id": moving.id,
            "state": state,
            "state_title": title,
            "kind": kind,
            "role": place.role,
            "role_title": place.role_title,
            "organisation_id": place.organisation_id,
            "organisation_name": place.organisation_name,
            "cartable_id": place.cartable_id,
            "for_applicant": False,
            "suspended_at": None,
            "priority": 0,
            "returned": False,
            "due_at": due_at,
            "due_from": moving.at,
            "sort_at": due_at or moving.at + spans.FAR,
            "created_at": moving.at,
            "referral": "",
            "referred_by": "",
            "service": moving.service,
            "applicant_name": moving.applicant_name,
            "subject": moving.subject,
            "reference": moving.reference,
            "search_key": moving.search_key,
            "assignee_id": None,
            "assignee_name": "",
            "claimed_at": None,
            "closed_by_name": "",
            "outcome": "",
            "confidentiality": moving.confidentiality,
            **more,
        }
    )
    return task_id


def bear_referral(moving: Moving, sent: Referral) -> None:
    """Give the case a line of its referral tree; `save` writes it."""
    moving.later(NEW_REFERRALS, {name: getattr(sent, name) for name in REFERRAL_FIELDS})

"""Past its deadline a task is made known to the superior, then moved to the superior's cartable.

By timers as the process says, and by the applicant, who may ask for the next level once for each.
"""

from django.db import transaction

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.cases import messages
from pishkhan.kernel.cases.actions.bearing import bear_referral, bear_task
from pishkhan.kernel.cases.actions.moving import LockedTask, Moving, lock_case, read_task
from pishkhan.kernel.cases.actions.routing import Place, cartable
from pishkhan.kernel.cases.errors import AlreadyAsked, NoHigherLevel, NotLate, NotYours
from pishkhan.kernel.cases.models import Referral
from pishkhan.kernel.cases.queries import staff_clock
from pishkhan.kernel.cases.queries.levels import Level, level_of, next_level
from pishkhan.kernel.cases.rules.process import TimerRule
from pishkhan.kernel.cases.terms import REFERRAL, EventKind, ReferralKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.organisations import api as organisations


NOBODY = -1  # who sent what the platform sends; no account has it
# Of all cases that are moved together at once: at the turn of a day very many are late.
HURRY = """
    UPDATE cases_task SET priority = 1
    FROM json_to_recordset(%(rows)s) AS late (id bigint, case_id bigint)
    WHERE cases_task.id = late.id AND cases_task.case_id = late.case_id"""
MOVE_UP = """
    UPDATE cases_task SET priority = 1, cartable_id = up.cartable_id, role = up.role,
        role_title = up.role_title, organisation_id = up.organisation_id,
        organisation_name = up.organisation_name, referral = up.referral, referred_by = '',
        assignee_id = NULL, assignee_name = '', claimed_at = NULL, seen_at = NULL
    FROM json_to_recordset(%(rows)s) AS up (id bigint, case_id bigint, cartable_id bigint,
        role text, role_title text, organisation_id bigint, organisation_name text, referral text)
    WHERE cases_task.id = up.id AND cases_task.case_id = up.case_id"""


def escalate(moving: Moving, task: LockedTask, rule: TimerRule) -> tuple[str, bool]:
    """What a timer does about a late task: where it is now, and whether it moved.

    The priority is raised in any case. A superior who has the task already is told nothing.
    """
    place = _superior(moving, task, rule)
    if place is not None and rule.move:
        move_up(moving, task, place, because=messages.CAME_UP)
        return place.shown, True
    moving.later(HURRY, {"id": task.id, "case_id": moving.id})
    if place is not None:
        inform(moving, task, place)
    return task.place, False


def _superior(moving: Moving, task: LockedTask, rule: TimerRule) -> Place | None:
    if task.organisation_id is None:
        return None
    organisation_id, service = task.organisation_id, moving.service
    secrecy = moving.confidentiality
    above = moving.once(
        ("level", rule, organisation_id, service, secrecy),
        lambda: level_of(rule, organisation_id, service=service, at=moving.at, level=secrecy),
    )
    return _place(moving, task, above)


@transaction.atomic
def ask_next_level(*, case_id: int, by: Actor) -> str:
    """The applicant asks for the next level, the deadline of the staff being over: who has it now.

    The task moves there (where several decide together, the one above them is told) and that level
    has the time of the step again before the next can be asked. Pressed twice, the second finds
    AlreadyAsked. Raises NotYours, NotLate, AlreadyAsked, NoHigherLevel, NoSuchCase.
    """
    moving = lock_case(case_id)
    if by.person_id is None or by.person_id != moving.applicant_id:
        raise NotYours
    task = _late_task(moving)
    level = next_level(
        moving.standing,
        task.role,
        task.organisation_id or 0,
        service=moving.service,
        at=moving.at,
        level=moving.confidentiality,
    )
    place = _place(moving, task, level)
    if place is None:
        raise NoHigherLevel
    several = len(moving.standing.assign) > 1
    moving.note(
        EventKind.ESCALATED,
        by=by,
        task_id=task.id,
        place=place.shown,
        payload={"from": task.place, "moved": not several},
    )
    if several:
        moving.later(HURRY, {"id": task.id, "case_id": moving.id})
        inform(moving, task, place, because=messages.BY_APPLICANT)
    else:
        move_up(moving, task, place, because=messages.BY_APPLICANT)
    moving.save()
    return place.shown


def move_up(moving: Moving, task: LockedTask, place: Place, *, because: str) -> None:
    """Lay the task into the cartable of a superior and tell who works there."""
    moving.later(
        MOVE_UP,
        {
            "id": task.id,
            "case_id": moving.id,
            "cartable_id": place.cartable_id,
            "role": place.role,
            "role_title": place.role_title,
            "organisation_id": place.organisation_id,
            "organisation_name": place.organisation_name,
            "referral": because,
        },
    )
    if place.organisation_id is not None and place.organisation_id not in moving.organisation_ids:
        moving.organisation_ids.append(place.organisation_id)
    _tell(moving, task, place, messages.MOVED)


def inform(
    moving: Moving, task: LockedTask, place: Place, *, because: str = messages.BY_TIMER
) -> None:
    """Lay the case before a superior to be read, beside the task, and tell who works there."""
    task_id = bear_task(
        moving,
        place,
        state=task.state,
        title=ReferralKind.INFORMATION.label,
        kind=REFERRAL,
        priority=1,
        referral=because,
    )
    sent = Referral(
        case_id=moving.id,
        task_id=task_id,
        kind=ReferralKind.INFORMATION.value,
        order=because,
        sent_by=NOBODY,
        sent_by_name="",
        sent_place=task.place,
        to_place=place.shown,
        sent_at=moving.at,
    )
    bear_referral(moving, sent)
    moving.note(
        EventKind.REFERRED,
        by=Actor.system(),
        action=ReferralKind.INFORMATION.value,
        task_id=sent.task_id,
        place=place.shown,
        comment=because,
        payload={"referral": sent.id, "to": ""},
    )
    _tell(moving, task, place, messages.TOLD)


def _place(moving: Moving, task: LockedTask, level: Level | None) -> Place | None:
    if level is None or level == (task.role, task.organisation_id):
        return None
    role, organisation_id = level
    return moving.once(
        ("place", moving.definition_id, organisation_id, role),
        lambda: cartable(moving.process, organisation_id, role),
    )


def _late_task(moving: Moving) -> LockedTask:
    found = staff_clock.late_task(moving.id, moving.at)
    if found is None:
        raise NotLate
    task = read_task(moving, found.id)
    asked_at = staff_clock.latest_asked(moving.id, task.id)
    if asked_at is not None:
        until = staff_clock.level_until(asked_at, moving.standing, task.organisation_id)
        if until >= moving.at:
            raise AlreadyAsked(until=jalali.format_date(clock.in_tehran(until).date()))
    return task


def _tell(moving: Moving, task: LockedTask, place: Place, event: str) -> None:
    """In-site and by SMS, whoever holds the place, may see the case and is known as a person too."""
    told = moving.once(
        ("told", place.organisation_id, place.role, moving.service, moving.confidentiality),
        lambda: _holders(moving, place),
    )
    for account_id, recipient in told.items():
        notifications.send(
            event,
            to=recipient,
            data={"reference": moving.reference or str(moving.id), "place": task.place},
            case_id=moving.id,
            key=f"{event}:{task.id}:{account_id}:{moving.at.isoformat()}",
        )


def _holders(moving: Moving, place: Place) -> dict[int, Recipient]:
    """Who holds a place and may see the case, by account."""
    held = organisations.holders(
        place.organisation_id or 0,
        place.role,
        moving.service,
        moving.at,
        level=moving.confidentiality,
    )
    return notifications.staff(one.account_id for one in held)

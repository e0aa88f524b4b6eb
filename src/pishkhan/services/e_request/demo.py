"""A few hundred requests in all states, made by the real actions at moments of the last weeks."""

import heapq
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import count

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import AttachedFile
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import CaseView, Defect, Params
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import DemoGround
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.e_request.demo_people import (
    Somebody,
    file_request,
    people,
    replace_sheet,
)
from pishkhan.services.e_request.rules import SHEET_MARKS


REQUESTS = 240
# Shares of what happens at a step; the first three are the bounds of one draw.
RETURNED, REJECTED, FORWARDED = 0.22, 0.26, 0.30
RETURNED_LATE, SENT_BACK, OBJECTED, COMPLETED = 0.1, 0.06, 0.05, 0.84
WEEKS_BACK = timedelta(days=46)
SHEET: Params = dict.fromkeys(SHEET_MARKS, True)
ANSWERS = (
    "با سلام و احترام\n\nدرخواست شما بررسی شد و اصلاح در سامانه انجام گرفت. کارنامهٔ اصلاح‌شده در درگاه آزمون در دسترس است.",
    "با سلام و احترام\n\nمدارک پیوست کافی است و گواهی خواسته‌شده صادر شد.\n\nنسخهٔ الکترونیک آن همین نامه است.",
    "با سلام و احترام\n\nبرابر دفترچهٔ راهنما، نمره با ضریب سهمیهٔ اعلام‌شده محاسبه شده و تغییری در نتیجه پدید نمی‌آید.",
)
NOTES = (
    "شمارهٔ تلفن ثابت روی برگه خوانده نمی‌شود.",
    "نشانی پستی روی برگه نیست.",
    "اثر انگشت روی برگه نیست.",
)


@dataclass
class Clockwork:
    """What happens when: deeds in the order of their moments, each with the clock set to it."""

    deeds: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    until: datetime = field(default_factory=clock.now)
    _order: Iterator[int] = field(default_factory=count)

    def plan(self, at: datetime, deed: Callable[[], None]) -> None:
        """Do `deed` at `at`, unless that is still to come."""
        if at < self.until:
            heapq.heappush(self.deeds, (at, next(self._order), deed))

    def run(self) -> None:
        """Do everything that is planned, and what that plans, oldest first."""
        while self.deeds:
            at, _, deed = heapq.heappop(self.deeds)
            with clock.frozen(at):
                deed()


@transaction.atomic
def load(ground: DemoGround) -> None:
    """Make the requests unless there are some: all or none, in half a minute on two cores."""
    office_id = ground.offices["exams"]
    if cases.cases_of(people()[0].person().id):
        return
    chance = random.Random(1405)  # noqa: S311 - the same demonstration everywhere
    clockwork = Clockwork()
    first = clock.now() - WEEKS_BACK
    moments = sorted(first + WEEKS_BACK * chance.random() for _ in range(REQUESTS))
    for number, at in enumerate(moments):
        somebody = people()[number % len(people())]
        way = Way(clockwork, chance, somebody, office_id, ground)
        clockwork.plan(at, way.file)
    clockwork.run()


@dataclass
class Way:
    """How one request goes, drawn step by step."""

    clockwork: Clockwork
    chance: random.Random
    somebody: Somebody
    office_id: int
    ground: DemoGround
    case_id: int = 0
    returns: int = 0

    def file(self) -> None:
        """Register it."""
        self.case_id = file_request(self.somebody, self.chance)
        self._later(self.secretariat, days=2)

    def secretariat(self) -> None:
        """Refer, return for completion, forward or reject."""
        draw = self.chance.random()
        if draw < RETURNED and not self.returns:
            self._return(Role.SECRETARIAT)
        elif draw < REJECTED:
            self._act(
                Role.SECRETARIAT,
                "reject",
                reason="not_in_remit",
                comment="موضوع در صلاحیت دانشگاه محل تحصیل است.",
            )
            self._later(self.objection, days=6)
        elif draw < FORWARDED and self.office_id == self.ground.offices["exams"]:
            self.office_id = self.ground.offices["sepidar"]
            self._act(
                Role.SECRETARIAT,
                "forward",
                office=self.ground.offices["exams"],
                comment="جهت رسیدگی و پاسخ مستقیم",
                params={"organisation": self.office_id},
            )
            self._later(self.secretariat, days=3)
        else:
            self._act(
                Role.SECRETARIAT,
                "refer",
                comment=self.chance.choice(("جهت بررسی و اظهار نظر", "فوری بررسی شود", "")),
                params=SHEET,
            )
            self._later(self.expert, days=6)

    def expert(self) -> None:
        """Propose an answer, or return."""
        if self.chance.random() < RETURNED_LATE and not self.returns:
            self._return(Role.EXPERT)
            return
        self._act(
            Role.EXPERT,
            "propose",
            comment="پیش‌نویس پاسخ پیوست است.",
            params={"text": self.chance.choice(ANSWERS)},
        )
        self._later(self.signature, days=2)

    def signature(self) -> None:
        """Sign; now and then send it back first."""
        if self.chance.random() < SENT_BACK:
            self._act(Role.SIGNER, "back", comment="مستند قانونی در متن بیاید.")
            self._later(self.expert, days=3)
            return
        self._act(Role.SIGNER, "sign")
        self._later(self.objection, days=9)

    def objection(self) -> None:
        """Few object; with the others time does its work."""
        if self.chance.random() < OBJECTED:
            self._press(
                self._applicant(), "object", comment="به بند دوم درخواست پاسخ داده نشده است."
            )
            self._later(self.expert, days=4)

    def complete(self) -> None:
        """The applicant sends what was missing; one in six lets the time pass."""
        if self.chance.random() < COMPLETED:
            draft = catalogue.start_correction(self.case_id, by=self._applicant())
            replace_sheet(self._sheet(), self.case_id, self._applicant(), self.chance)
            catalogue.resubmit(draft.token, by=self._applicant(), comment="تصویر خوانا پیوست شد.")
            self._later(self.secretariat, days=2)

    def _return(self, role: Role) -> None:
        self.returns += 1
        defects = [
            Defect(
                field=f"attachment:{self._sheet().id}",
                kind=DefectKind.INCOMPLETE,
                note=self.chance.choice(NOTES),
            )
        ]
        self._act(role, "return", comment="لطفاً تکمیل کنید.", defects=defects)
        self._later(self.complete, days=6)

    def _sheet(self) -> AttachedFile:
        """The hand-written letter."""
        return next(one for one in attachments.of_case(self.case_id) if one.kind == "letter")

    def _applicant(self) -> Actor:
        return identity.actor_for_person(self.somebody.person().id)

    def _act(  # noqa: PLR0913 - what a clerk says
        self,
        role: Role,
        action: str,
        *,
        office: int | None = None,
        comment: str = "",
        reason: str = "",
        defects: Sequence[Defect] = (),
        params: Params | None = None,
    ) -> None:
        holders = organisations.holders(office or self.office_id, role, "e_request")
        holder = self.chance.choice([one for one in holders if one.on_behalf_of is None])
        actor = organisations.actor_for_account(holder.account_id)
        self._press(actor, action, comment=comment, reason=reason, defects=defects, params=params)

    def _press(
        self,
        actor: Actor,
        action: str,
        *,
        comment: str = "",
        reason: str = "",
        defects: Sequence[Defect] = (),
        params: Params | None = None,
    ) -> CaseView:
        offer = next(o for o in cases.offers(self.case_id, actor) if o.action.name == action)
        return cases.act(
            task_id=offer.task_id,
            action=action,
            by=actor,
            comment=comment,
            reason=reason,
            defects=defects,
            params=params,
        )

    def _later(self, deed: Callable[[], None], *, days: int) -> None:
        """Plan `deed` some days on, in office hours of a working day."""
        at = clock.now() + timedelta(days=self.chance.uniform(0.1, days * 1.3))
        day = clock.in_tehran(at).date()
        while not calendars.is_working_day(day):
            day += timedelta(days=1)
        hour = time(8 + self.chance.randrange(7), self.chance.randrange(60), tzinfo=clock.TEHRAN)
        planned = datetime.combine(day, hour).astimezone(UTC)
        self.clockwork.plan(max(planned, at), partial(_if_open, self.case_id, deed))


def _if_open(case_id: int, deed: Callable[[], None]) -> None:
    """Time may have closed the case meanwhile."""
    while cases.fire_due_timers(100):
        continue
    if cases.case(case_id).closed_at is None:
        deed()

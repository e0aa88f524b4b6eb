"""Random processes, people, absences, calendars and crashes: every path ends, no case hangs unseen.

Longer: ANYTHING_EXAMPLES=2000 ANYTHING_SEED=7 pytest <this file>. What a failure prints is the
course found (with ANYTHING_SHRINK=1 the shortest); the same seed and numbers find it again.
"""

import json
import os
import sys
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps

import pytest
from django.db import OperationalError, connection, transaction
from hypothesis import HealthCheck, Phase, seed, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pishkhan.foundation import clock
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api, tasks as jobs, testing
from pishkhan.kernel.cases.actions import suspension
from pishkhan.kernel.cases.errors import Blocked, NotYours
from pishkhan.kernel.cases.models import (
    ROUTED,
    Cartable,
    Case,
    CaseEvent,
    Definition,
    Referral,
    Task,
    Timer,
    VersionMove,
)  # fmt: skip
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.spec import Addressee, Applicant, Defect
from pishkhan.kernel.cases.terms import DefectKind, ReferralKind, StateKind
from pishkhan.kernel.cases.tests import definitions, soundness
from pishkhan.kernel.cases.tests.definitions import JOB, SLOTS
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.models import Holding, Post
from pishkhan.kernel.organisations.terms import Confidentiality, Role
from pishkhan.kernel.organisations.testing import a_post, a_tree
from pishkhan.kernel.persistence.api import job


EXAMPLES = int(os.environ.get("ANYTHING_EXAMPLES", "12"))
STEPS = int(os.environ.get("ANYTHING_STEPS", "30"))
SEED = int(os.environ.get("ANYTHING_SEED", "1405"))
SHRINK = {Phase.shrink} if "ANYTHING_SHRINK" in os.environ else set()  # takes minutes
SERVICE = "anything"
SATURDAY = clock.datetime(2027, 5, 15, 10, 0, tzinfo=clock.TEHRAN)
TABLES = ("cases_case", "cases_caseevent", "cases_task", "cases_timer", "cases_referral",
          "cases_cartable", "procrastinate_jobs")  # fmt: skip
MOST_STEPS_TO_AN_END = 80
DEFECT = Defect(field="person.name", kind=DefectKind.INCOMPLETE, note="ناخوانا")
WORDS = {"comment": "متن", "reason": "دلیل"}

any_one = st.integers(0, 99)  # of whatever there is then
moment = st.sampled_from([timedelta(minutes=10), timedelta(hours=7), timedelta(days=1, hours=3),
                          timedelta(days=4), timedelta(days=16)])  # fmt: skip


@job(JOB)
def come_back(case_id, task_id):  # noqa: ARG001 - every job of a service gets both
    try:
        api.act_as_system(task_id=task_id, action="go")
    except DomainError:
        return  # overtaken


class Bomb:
    """The connection fails at the n-th statement, once; where it is gone the server rolls back."""

    def __init__(self, fuse):
        self.fuse = fuse

    def __call__(self, execute, sql, params, many, context):
        self.fuse -= not sql.startswith("ROLLBACK")
        if self.fuse == 0 and not sql.startswith("ROLLBACK"):
            raise OperationalError("the server closed the connection")
        return execute(sql, params, many, context)


def everything():
    """All rows that a step could have touched."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            rows = "coalesce(string_agg(t::text, '|' ORDER BY t::text), '')"
            cursor.execute(f"SELECT md5({rows}) FROM {table} AS t")  # noqa: S608 - constants
            found[table] = cursor.fetchone()[0]
    return found


def timely(method):
    """A second passes before each step, as it does between people."""

    @wraps(method)
    def step(self, *given, **named):
        self.pass_time(timedelta(seconds=1))
        return method(self, *given, **named)

    return step


class Anything(RuleBasedStateMachine):
    """One process, its two versions, a few people and cases, and all that can befall them."""

    def __init__(self):
        super().__init__()
        self.frozen = None
        self.now = SATURDAY
        self.pass_time(timedelta(0))
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.cases, self.fresh, self.newer = [], 0, None

    def teardown(self):
        try:
            if sys.exc_info()[0] is None and self.cases:
                self.everything_ends()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)
            self.frozen.__exit__(None, None, None)

    def pass_time(self, span):
        if self.frozen is not None:
            self.frozen.__exit__(None, None, None)
        self.now += span
        self.frozen = clock.frozen(self.now)
        self.frozen.__enter__()

    # -- the world ------------------------------------------------------------------------------

    @initialize(body=definitions.bodies(), renamed=st.sets(st.integers(0, 5)), staff=st.lists(
        st.tuples(any_one, definitions.roles, definitions.slots), min_size=5, max_size=9))  # fmt: skip
    def begin(self, body, renamed, staff):
        tree = a_tree()
        self.places = {"here": tree.university, "there": tree.other_university}
        self.people = [cast.the_applicant(), cast.the_second_applicant()]
        self.accounts = [cast.an_account(f"anybody-{n}") for n in range(5)]
        identity.link_person(account_id=self.accounts[0].id, person_id=self.people[0].id,
                             by=Actor.system())  # fmt: skip
        self.body, self.coin = body, definitions.Coin()
        self.newer, self.mapping = definitions.second(body, renamed)
        self.publish(body)
        for who, role, slot in staff:
            self.appoint(who, role, slot)
        self.open(len(staff))

    def publish(self, body):
        bound = {"effects": self.coin.effects, "decisions": self.coin.decisions}
        return testing.published(json.dumps(body, ensure_ascii=False), SERVICE, **bound)

    def appoint(self, who, role, slot, **more):
        account = self.accounts[who % len(self.accounts)]
        post = a_post(self.places[slot], Role(role))
        with self.refusable():
            organisations.appoint(post_id=post.id, account_id=account.id, by=Actor.system(), **more)

    def actor(self, who):
        """One of the staff, of the applicants, or the platform itself."""
        everybody = [*self.accounts, *self.people, None]
        chosen = everybody[who % len(everybody)]
        if chosen is None:
            return Actor.system()
        if chosen in self.people:
            return Actor.citizen(chosen.id, chosen.name)
        return organisations.actor_for_account(chosen.id)

    def officer(self, task, who):
        """Mostly somebody with whom the task lies, sometimes anybody."""
        held = organisations.holders(task.organisation_id or 0, task.role, SERVICE)
        if not held or who % 4 == 3:
            return self.actor(who)
        return organisations.actor_for_account(held[who % len(held)].account_id)

    def open_task(self, which, *kinds):
        found = list(Task.objects.filter(*kinds, closed_at=None).order_by("id"))
        return found[which % len(found)] if found else None

    @contextmanager
    def refusable(self):
        """A refusal in the product's own words, which changes nothing, is an answer."""
        try:
            with transaction.atomic():
                yield
        except DomainError as refusal:
            self.refused = refusal
        else:
            self.refused = None

    # -- what people do -------------------------------------------------------------------------

    @precondition(lambda self: len(self.cases) < 4)
    @rule(who=any_one)
    @timely
    def open(self, who):
        person = self.people[who % len(self.people)]
        opened = testing.an_open_case(
            SERVICE, {slot: self.places[slot].id for slot in SLOTS},
            applicant=Applicant(person_id=person.id, name=f"پرونده {person.name}"),
        )  # fmt: skip
        self.cases.append(opened.id)

    @rule(which=any_one, who=any_one, button=any_one, stale=st.booleans(), fuse=st.integers(0, 60))
    @timely
    def press(self, which, who, button, stale, fuse):
        task = self.open_task(which, ROUTED)
        if task is None:
            return
        row = Case.objects.get(id=task.case_id)
        state = process_of(row.definition_id).states[row.state]
        by = self.officer(task, who)
        if task.for_applicant and who % 4 != 3:
            by = next(Actor.citizen(p.id, p.name) for p in self.people if p.id == row.applicant_id)
        name = list(state.actions)[button % len(state.actions)] if state.actions else "go"
        offered = (task.id, name) in {(o.task_id, o.action.name) for o in api.offers(row.id, by)}
        with self.maybe_crashing(fuse) as crashed, self.refusable():
            api.act(task_id=task.id, action=name, by=by, seen_version=row.version - stale,
                    defects=(DEFECT,) if state.actions[name].raises_defects else (),
                    params={"place": self.places[SLOTS[button % 2]].id}, **WORDS)  # fmt: skip
        if crashed():
            return
        if stale:
            assert self.refused is not None, "a press on an old page went through"
        elif by.kind is not ActorKind.SYSTEM:
            fits = offered == (self.refused is None) or isinstance(self.refused, Blocked)
            assert fits, f"{name} at {row.state}: offered {offered}, then {self.refused!r}"
        if self.refused is None:
            self.twice(task, name, by)

    @rule(which=any_one, who=any_one, button=any_one)
    def press_again(self, which, who, button):
        """The most usual step of all comes more often than the others."""
        self.press(which, who // 4 * 4, button, stale=False, fuse=0)

    def twice(self, task, name, by):
        """The same press again, by a second click or another tab."""
        before = api.case(task.case_id).version
        with self.refusable():
            api.act(task_id=task.id, action=name, by=by, defects=(DEFECT,), **WORDS)
        assert self.refused is not None, f"{name} was pressed twice"
        assert api.case(task.case_id).version == before

    @contextmanager
    def maybe_crashing(self, fuse):
        """Where `fuse` is short the connection fails at that statement: nothing may be left."""
        bomb, before = Bomb(fuse), everything() if 0 < fuse < 30 else None
        failed = []
        try:
            with connection.execute_wrapper(bomb) if before else transaction.atomic():
                yield lambda: bool(failed)
        except OperationalError:
            failed.append(True)
            assert everything() == before, "something was left of a step that failed"

    @rule(
        which=any_one,
        who=any_one,
        to=any_one,
        how=st.sampled_from(["claim", "release", "give", "see"]),
    )
    @timely
    def handle(self, which, who, to, how):
        task = self.open_task(which)
        if task is None:
            return
        by = self.officer(task, who)
        with self.refusable():
            if how == "claim":
                api.claim(task_id=task.id, by=by)
            elif how == "release":
                api.release(task_id=task.id, by=by)
            elif how == "give":
                to_account_id = self.accounts[to % len(self.accounts)].id
                api.reassign(task_id=task.id, to_account_id=to_account_id, by=by)
            else:
                api.mark_seen(task_id=task.id, by=by)

    @rule(which=any_one, who=any_one, role=definitions.roles, slot=definitions.slots,
          kind=st.sampled_from(ReferralKind), days=st.sampled_from([None, 3]))  # fmt: skip
    @timely
    def refer(self, which, who, role, slot, kind, days):
        task = self.open_task(which)
        if task is None:
            return
        to = Addressee(
            organisation_id=self.places[slot].id, role=role, kind=kind, working_days=days
        )
        with self.refusable():
            api.refer(task_id=task.id, to=[to], by=self.officer(task, who))

    @precondition(lambda _self: Referral.objects.filter(ended_at=None).exists())
    @rule(which=any_one, who=any_one, how=st.sampled_from(["answer", "return", "take_back"]))
    @timely
    def end_referral(self, which, who, how):
        asked = list(Referral.objects.filter(ended_at=None).order_by("id"))
        one = asked[which % len(asked)]
        by = self.officer(Task.objects.get(id=one.task_id), who)
        with self.refusable():
            if how == "answer":
                api.answer_referral(task_id=one.task_id, text="پاسخ", by=by)
            elif how == "return":
                api.return_referral(task_id=one.task_id, comment="از من نیست", by=by)
            else:
                sender = organisations.actor_for_account(one.sent_by)
                api.take_back_referral(referral_id=one.id, by=sender)

    @precondition(lambda self: self.cases)
    @rule(which=any_one, who=any_one, last=st.booleans())
    @timely
    def take_back(self, which, who, last):
        case_id = self.cases[which % len(self.cases)]
        by = self.actor(who)
        if last:
            acted = CaseEvent.objects.filter(case_id=case_id, kind="action").order_by("seq").last()
            by = (
                organisations.actor_for_account(acted.account_id)
                if acted and acted.account_id
                else by
            )
        promised = api.may_take_back(case_id, by)
        with self.refusable():
            api.take_back(case_id=case_id, by=by)
        assert promised == (self.refused is None), f"may take back: {promised}, {self.refused!r}"

    @precondition(lambda self: self.cases)
    @rule(which=any_one, who=any_one)
    @timely
    def reopen(self, which, who):
        case_id, by = self.cases[which % len(self.cases)], self.actor(who)
        promised = api.may_reopen(case_id, by)
        with self.refusable():
            api.reopen(case_id=case_id, by=by, comment="دوباره")
        assert promised == (self.refused is None), f"may reopen: {promised}, {self.refused!r}"

    @precondition(lambda self: self.cases)
    @rule(which=any_one)
    @timely
    def answer(self, which):
        case_id = self.cases[which % len(self.cases)]
        api.answer_defects(case_id=case_id, answers={DEFECT.field: "تازه"}, by=Actor.system())

    @rule(side=st.sampled_from(["go", "other"]))
    def turn(self, side):
        self.coin.side = side

    # -- who is there ---------------------------------------------------------------------------

    @rule(
        who=any_one, role=definitions.roles, slot=definitions.slots, days=st.sampled_from([0, 0, 3])
    )
    @timely
    def come(self, who, role, slot, days):
        self.appoint(who, role, slot, to=self.now + timedelta(days=days) if days else None)

    @rule(which=any_one)
    @timely
    def leave(self, which):
        live = [one for one in Holding.objects.order_by("id")
                if one.valid_to is None or one.valid_to > self.now]  # fmt: skip
        if live:
            organisations.end_holding(holding_id=live[which % len(live)].id, by=Actor.system())

    @rule(which=any_one, who=any_one)
    @timely
    def stand_in(self, which, who):
        own = list(Holding.objects.filter(valid_to=None, on_behalf_of=None).order_by("id"))
        if not own:
            return
        absent, deputy = own[which % len(own)], self.accounts[who % len(self.accounts)]
        if absent.account_id != deputy.id:
            with self.refusable():
                organisations.appoint(
                    post_id=absent.post_id, account_id=deputy.id, by=Actor.system(),
                    to=self.now + timedelta(days=5), on_behalf_of=absent.account_id,
                )  # fmt: skip

    @rule(who=any_one, back=st.booleans())
    @timely
    def account(self, who, back):
        change = identity.open_account if back else identity.close_account
        account_id = self.accounts[who % len(self.accounts)].id
        change(account_id=account_id, because="آزمون", by=Actor.system())

    @rule(which=any_one, role=definitions.roles, slot=definitions.slots,
          how=st.sampled_from(["create", "create", "suspend", "lift", "close"]))  # fmt: skip
    @timely
    def cartable(self, which, role, slot, how):
        place = self.places[slot].id
        with self.refusable():
            if how == "create":
                api.create_cartable(
                    organisation_id=place, role=role, service=SERVICE, by=Actor.system()
                )
                return
            rows = list(Cartable.objects.order_by("id"))
            if rows and how == "lift":
                api.lift_cartable(rows[which % len(rows)].id, by=Actor.system())
            elif rows:
                change = api.suspend_cartable if how == "suspend" else api.close_cartable
                change(rows[which % len(rows)].id, because="آزمون", by=Actor.system())

    @rule(which=any_one, to=st.sampled_from(Confidentiality))
    @timely
    def clear(self, which, to):
        """A post may read more than before, or less."""
        posts = list(Post.objects.order_by("id"))
        organisations.clear_post(
            post_id=posts[which % len(posts)].id, clearance=to, by=Actor.system()
        )

    @precondition(lambda self: self.cases)
    @rule(which=any_one, who=any_one, to=st.sampled_from(Confidentiality))
    @timely
    def hide(self, which, who, to):
        """A case may be read by fewer than before, or by more."""
        case_id = self.cases[which % len(self.cases)]
        with self.refusable():
            api.set_confidentiality(case_id=case_id, to=to, because="آزمون", by=self.actor(who))

    # -- time -----------------------------------------------------------------------------------

    @rule(span=moment, killed=definitions.odds)
    def wait(self, span, killed):
        self.pass_time(span)
        if killed:  # a worker claims what is due and dies
            with connection.cursor() as cursor:
                cursor.execute("UPDATE cases_timer SET attempts = attempts + 1, next_at = %s"
                               " WHERE next_at <= %s AND fired_at IS NULL AND NOT is_cancelled",
                               [self.now + timedelta(minutes=1), self.now])  # fmt: skip
            self.pass_time(timedelta(minutes=2))
        self.fire()

    def fire(self):
        while api.fire_due_timers():
            pass
        dead = Timer.objects.exclude(last_error="").values_list("name", "last_error")
        assert not dead, f"timers failed: {list(dead)}"

    @rule(after=st.integers(-3, 8), days=st.integers(0, 5), slot=st.sampled_from([*SLOTS, None]))
    @timely
    def close_offices(self, after, days, slot):
        first = clock.today() + timedelta(days=after)
        with self.refusable():
            calendars.announce_closure(
                first, first + timedelta(days=days), title="برف", by=None,
                organisation_id=self.places[slot].id if slot else None,
            )  # fmt: skip
        self.work(only="cases.recount")

    @rule(which=any_one)
    @timely
    def reopen_offices(self, which):
        around = clock.today()
        closed = calendars.closed_days(around - timedelta(days=5), around + timedelta(days=20))
        if closed:
            one = closed[which % len(closed)]
            calendars.remove_holiday(one.day, because="اشتباه", by=None,
                                     organisation_id=one.organisation_id)  # fmt: skip
        self.work(only="cases.recount")

    # -- machines -------------------------------------------------------------------------------

    @rule(fuse=st.integers(0, 60))
    @timely
    def work(self, fuse=0, only=""):
        """The worker does what waits; one that is killed leaves its job for the next."""
        for key, name, arguments in self.waiting(only):
            run = {JOB: come_back, "cases.resume": jobs.resume, "cases.suspended": jobs.suspended,
                   "cases.recount": jobs.recount, "cases.strand": jobs.strand,
                   "cases.move_version": jobs.move_version}.get(name)  # fmt: skip
            try:
                with connection.execute_wrapper(Bomb(fuse)), transaction.atomic():
                    if run is not None:
                        run(**arguments)
            except OperationalError:
                continue
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [key])

    def waiting(self, only=""):
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo'"
                           " AND (scheduled_at IS NULL OR scheduled_at <= %s)"
                           " AND task_name LIKE %s ORDER BY id", [self.now, only or "%"])  # fmt: skip
            rows = cursor.fetchall()
        return [(key, name, _plain(arguments)) for key, name, arguments in rows]

    @rule()
    @timely
    def every_hour(self):
        jobs.strand()
        for task in Task.objects.filter(ROUTED, closed_at=None).exclude(cartable_id=None):
            held = organisations.has_holder(
                task.organisation_id, task.role, SERVICE, level=task.confidentiality
            )
            live = Cartable.objects.get(id=task.cartable_id).status == "live"
            assert held and live, f"a task of {task.state} lies where nobody is"  # noqa: PT018 - one thing
        for task in Task.objects.filter(closed_at=None).exclude(assignee_id=None):
            held = organisations.holders(
                task.organisation_id, task.role, SERVICE, level=task.confidentiality
            )
            assert task.assignee_id in {one.account_id for one in held}, (
                "claimed by nobody of there"
            )

    @precondition(lambda self: self.cases and self.newer)
    @rule(others=any_one, whole=st.booleans())
    @timely
    def move(self, others, whole):
        """The next version; between the plan and the job somebody presses something."""
        old = Definition.objects.get(service=SERVICE, is_active=True).id
        new, self.newer = self.publish(self.newer).id, None
        plan = api.plan_version_move(
            SERVICE, from_definition_id=old, to_definition_id=new, mapping=self.mapping)  # fmt: skip
        assert plan.is_sound, [line.faults for line in plan.states]
        api.start_version_move(plan, by=Actor.system())
        self.press(others, others, others, stale=False, fuse=0)
        self.work(only="cases.move_version")
        if whole:
            self.work(only="cases.move_version")
            assert not Case.objects.filter(definition_id=old, closed_at=None).exists()

    @precondition(lambda _self: VersionMove.objects.filter(status="done").exists())
    @rule()
    @timely
    def move_back(self):
        api.roll_back_version_move(VersionMove.objects.get().id, by=Actor.system())
        self.work(only="cases.move_version")

    # -- what must hold -------------------------------------------------------------------------

    @invariant()
    def cases_are_sound(self):
        for case_id in self.cases:
            soundness.check(case_id)
        asked = {arguments["case_id"] for _key, name, arguments in self.waiting("cases.suspended")}
        for row in Case.objects.filter(id__in=self.cases, status="suspended"):
            told = row.id in asked or ("tell" and self.coin.told)
            assert told, "suspended, and nobody is asked"

    @precondition(lambda self: self.cases)
    @rule(who=any_one)
    def lists_say_what_the_case_says(self, who):
        soundness.check_lists(self.actor(who % len([*self.accounts, *self.people])), self.cases)

    def everything_ends(self):
        """Whatever happened, somebody can still bring each case to its end."""
        self.coin.side = "go"
        for case_id in self.cases:
            for _step in range(MOST_STEPS_TO_AN_END):
                self.pass_time(timedelta(seconds=1))
                row = Case.objects.get(id=case_id)
                if row.closed_at is not None:
                    break
                self.one_step_towards_the_end(row)
                soundness.check(case_id)
            else:
                raise AssertionError(f"no end: {row.state}, {row.status} {row.suspend_reason}")
        for who in range(len(self.accounts) + len(self.people)):
            soundness.check_lists(self.actor(who), self.cases)

    def one_step_towards_the_end(self, row):
        state = process_of(row.definition_id).states[row.state]
        task = Task.objects.filter(ROUTED, case_id=row.id, closed_at=None).order_by("id").first()
        if state.kind is StateKind.SERVICE:
            self.work(only=JOB)
        elif state.kind is StateKind.WAIT:
            api.signal(case_id=row.id, event="word", action="go")
        elif task.for_applicant:
            api.answer_defects(case_id=row.id, answers={DEFECT.field: "تازه"}, by=Actor.system())
            citizen = Actor.citizen(row.applicant_id, row.applicant_name)
            api.act(task_id=task.id, action="go", by=citizen, **WORDS)
        else:
            self.by_a_newcomer(task)

    def by_a_newcomer(self, task):
        """Somebody who never touched the case is introduced, which resumes it, and decides."""
        self.fresh += 1
        place = next(one for one in self.places.values() if one.id == task.organisation_id)
        account = cast.an_account(f"newcomer-{self.fresh}")
        post = a_post(place, Role(task.role))
        clearance = Confidentiality.of(task.confidentiality)
        organisations.clear_post(post_id=post.id, clearance=clearance, by=Actor.system())
        organisations.appoint(post_id=post.id, account_id=account.id, by=Actor.system())
        api.create_cartable(
            organisation_id=place.id, role=task.role, service=SERVICE, by=Actor.system()
        )
        self.work(only="cases.resume")
        task.refresh_from_db()
        assert task.suspended_at is None, f"{task.state} waits although {task.role} is there"
        if task.role not in {
            one.role for one in organisations.actor_for_account(account.id).grants
        }:
            return  # it went back to whom the state names; they are introduced next
        newcomer = organisations.actor_for_account(account.id)
        try:
            api.reassign(task_id=task.id, to_account_id=account.id, by=newcomer)
        except NotYours:
            suspension.strand()
        api.act(task_id=task.id, action="go", by=newcomer, **WORDS)


def _plain(arguments):
    read = json.loads(arguments) if isinstance(arguments, str) else arguments
    return {name: value for name, value in read.items() if not name.startswith("_")}


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_happens_every_case_is_sound_and_can_be_ended(capsys):
    a_tree()
    profile = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases={Phase.generate, *SHRINK}, print_blob=False,
        report_multiple_bugs=bool(SHRINK),
    )  # fmt: skip
    with capsys.disabled():
        print(f"\nANYTHING_SEED={SEED} ANYTHING_EXAMPLES={EXAMPLES} ANYTHING_STEPS={STEPS}")  # noqa: T201 - how to replay
    run_state_machine_as_test(seed(SEED)(Anything), settings=profile)

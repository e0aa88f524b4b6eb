"""Running cases taken to another version of their process, and back."""

from datetime import timedelta

import pytest
from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.cases import api, errors, testing
from pishkhan.kernel.cases.actions import version_move
from pishkhan.kernel.cases.models import Case, CaseEvent, Definition, Task, Timer
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind, EventKind, MoveStatus
from pishkhan.kernel.cases.tests import processes
from pishkhan.kernel.cases.tests.conftest import a_keeper
from pishkhan.kernel.organisations.errors import NotAllowed


KEEPER = a_keeper(9)
DEFECT = Defect(field="person.name", kind=DefectKind.INCOMPLETE, note="نام پدر")
# The same way; the expert's state has another name, and a reminder that it had not.
SECOND = (
    processes.LETTER.replace("version: 1", "version: 2")
    .replace("to: expert", "to: examination")
    .replace("\n  expert:\n", "\n  examination:\n")
    .replace("main: [secretariat, expert,", "main: [secretariat, examination,")
    .replace(
        "    due: {working_days: 5}\n",
        "    due: {working_days: 5}\n    timers:\n"
        "      - {name: nudge, before_due: {working_days: 1}, do: remind, effects: [tell]}\n",
    )
    .replace("not_same_actor: [expert]", "not_same_actor: [secretariat]")
)


@pytest.fixture
def versions(office):
    """Cases on version 1 in three states, and version 2 published."""
    fresh, examined, returned = office.open(), office.open(), office.open()
    office.press(examined, "refer", office.clerk)
    office.press(returned, "defect", office.clerk, comment="ناقص", defects=(DEFECT,))
    old = Definition.objects.get(service="letter", is_active=True).id
    new = testing.published(SECOND, "letter", effects={"tell": office.told.append}).id
    return old, new, (fresh, examined, returned)


def plan(versions, mapping=None):
    old, new, _cases = versions
    return api.plan_version_move(
        "letter", from_definition_id=old, to_definition_id=new, mapping=mapping or {}
    )


def moved(versions):
    started = api.start_version_move(plan(versions, {"expert": "examination"}), by=KEEPER)
    return version_move.continue_version_move(started.id, batch=2)


def test_a_state_that_is_not_there_is_named_before_anything_moves(versions):
    dry = plan(versions)
    assert [line.state for line in dry.states if line.faults] == ["expert"]
    with pytest.raises(errors.UnsoundMove, match="expert"):
        api.start_version_move(dry, by=KEEPER)
    assert not CaseEvent.objects.filter(kind=EventKind.MIGRATED).exists()


def test_the_dry_run_says_what_changes_for_each_case(versions):
    dry = plan(versions, {"expert": "examination"})
    assert dry.is_sound
    assert dry.counts == {"secretariat": 1, "expert": 1, "correct": 1}
    by_case = {one.case_id: one for one in api.cases_of_plan(dry)}
    _fresh, examined, _returned = versions[2]
    assert by_case[examined.id].change.timers_new == ("nudge",)
    assert Case.objects.filter(definition_id=versions[1]).count() == 0


def test_every_running_case_moves_and_keeps_its_deadline(versions):
    before = dict(Task.objects.filter(closed_at=None).values_list("case_id", "due_at"))
    done = moved(versions)

    assert (done.status, done.moved, done.total) == (MoveStatus.DONE, 3, 3)
    assert dict(Task.objects.filter(closed_at=None).values_list("case_id", "due_at")) == before
    for case in versions[2]:
        testing.check(case.id)
        assert CaseEvent.objects.filter(case_id=case.id, kind=EventKind.MIGRATED).count() == 1
    assert set(Case.objects.values_list("definition_id", flat=True)) == {versions[1]}


def test_a_moved_case_goes_on_by_the_new_version(versions, office):
    moved(versions)
    examined = versions[2][1]
    assert office.press(examined, "opine", office.expert, comment="موافقم").state == "signature"
    assert [line.title for line in api.timeline(examined.id)]


def test_a_timer_of_the_new_state_is_born_about_the_old_deadline(versions, office):
    moved(versions)
    task = office.task(versions[2][1])
    nudge = Timer.objects.get(task_id=task.id, name="nudge", is_cancelled=False)
    assert nudge.fire_at < task.due_at


def test_what_somebody_had_on_screen_is_stale_after_the_move(versions, office):
    fresh = versions[2][0]
    task, version = office.task(fresh), api.case(fresh.id).version
    moved(versions)
    with pytest.raises(errors.Stale):
        api.act(task_id=task.id, action="refer", by=office.clerk, seen_version=version)


def test_what_went_no_further_goes_back_as_it_was(versions, office):
    done = moved(versions)
    fresh, examined, _returned = versions[2]
    office.press(fresh, "refer", office.clerk)
    api.claim(task_id=office.task(examined).id, by=office.expert)
    api.roll_back_version_move(done.id, by=KEEPER)
    back = version_move.continue_version_move(done.id, batch=2)

    assert (back.status, back.returned, back.left) == (MoveStatus.ROLLED_BACK, 2, 1)
    assert Case.objects.get(id=examined.id).state == "expert"
    assert Case.objects.get(id=fresh.id).definition_id == versions[1]
    assert not Timer.objects.filter(name="nudge", case_id=examined.id, is_cancelled=False).exists()
    for case in versions[2]:
        testing.check(case.id)


def test_two_moves_of_a_service_do_not_run_at_once(versions):
    wanted = plan(versions, {"expert": "examination"})
    api.start_version_move(wanted, by=KEEPER)
    with pytest.raises(errors.MoveIsRunning):
        api.start_version_move(wanted, by=KEEPER)


def test_who_does_not_manage_services_moves_nothing(versions, office):
    wanted = plan(versions, {"expert": "examination"})
    with pytest.raises(NotAllowed):
        api.start_version_move(wanted, by=office.manager)
    started = api.start_version_move(wanted, by=KEEPER)
    with pytest.raises(NotAllowed):
        api.roll_back_version_move(started.id, by=office.manager)


def test_nothing_is_rolled_back_twice(versions):
    started = api.start_version_move(plan(versions, {"expert": "examination"}), by=KEEPER)
    version_move.continue_version_move(started.id)
    api.roll_back_version_move(started.id, by=KEEPER)
    with pytest.raises(errors.MoveIsRunning):
        api.roll_back_version_move(started.id, by=KEEPER)
    version_move.continue_version_move(started.id)
    with pytest.raises(errors.NoSuchMove):
        api.roll_back_version_move(started.id, by=KEEPER)


def test_a_move_that_came_to_a_stand_is_turned_round(versions):
    move = api.start_version_move(plan(versions, {"expert": "examination"}), by=KEEPER)
    version_move._batch(move, 2, set())  # and then its worker died
    api.roll_back_version_move(move.id, by=KEEPER)
    back = version_move.continue_version_move(move.id)
    assert (back.status, back.returned, back.left) == (MoveStatus.ROLLED_BACK, 2, 0)
    assert set(Case.objects.values_list("definition_id", flat=True)) == {versions[0]}


def test_a_timer_that_went_off_before_the_move_is_not_born_again_on_the_way_back(versions, office):
    fresh, examined, _returned = versions[2]
    done = moved(versions)
    task = office.task(examined)
    Timer.objects.filter(task_id=task.id).update(is_cancelled=False, fired_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(version_move.BORN, {"cases": [fresh.id, examined.id]})
        fired = {row[1]: sorted(row[5]) for row in cursor.fetchall()}
    assert done.moved == 3
    assert fired == {fresh.id: [], examined.id: ["nudge"]}


def test_one_case_that_cannot_be_referred_anew_does_not_hold_the_others(office):
    broken, sound = office.open(), office.open()
    old = Definition.objects.get(service="letter", is_active=True).id

    def fragile(step):
        if step.case_id == broken.id:
            Case.objects.create()  # the database refuses: nothing of this case is left half done

    text = SECOND.replace("assign: {role: secretariat_clerk", "assign: {role: expert").replace(
        "    public_title: دریافت در دبیرخانه\n",
        "    public_title: دریافت در دبیرخانه\n    effects: [fragile]\n",
    )
    effects = {"tell": office.told.append, "fragile": fragile}
    new = testing.published(text, "letter", effects=effects).id
    dry = api.plan_version_move(
        "letter", from_definition_id=old, to_definition_id=new,
        mapping={"expert": "examination"}, anew={"secretariat"},
    )  # fmt: skip
    done = version_move.continue_version_move(api.start_version_move(dry, by=KEEPER).id)
    assert (done.status, done.moved, done.left) == (MoveStatus.DONE, 1, 1)
    assert (api.case(sound.id).definition_id, office.task(sound).role) == (new, "expert")
    assert (api.case(broken.id).definition_id, office.task(broken).role) == (
        old, "secretariat_clerk",
    )  # fmt: skip
    (line,) = lines(verb="cases.version_move_refused")
    assert (line.target_id, line.because) == (broken.id, "IntegrityError")
    testing.check(broken.id)


def test_another_desk_is_never_a_silent_move(office):
    case = office.open()
    old = Definition.objects.get(service="letter", is_active=True).id
    text = SECOND.replace("assign: {role: secretariat_clerk", "assign: {role: expert")
    new = testing.published(text, "letter", effects={"tell": office.told.append}).id
    dry = api.plan_version_move("letter", from_definition_id=old, to_definition_id=new, mapping={})
    assert not dry.is_sound
    assert api.case(case.id).definition_id == old


def test_what_was_pressed_before_the_move_is_not_taken_back(versions, office):
    moved(versions)
    assert not api.may_take_back(versions[2][1].id, office.clerk)


def test_a_moved_case_is_late_when_it_was_late(versions, office):
    moved(versions)
    due = office.task(versions[2][1]).due_at
    with clock.frozen(due + timedelta(hours=12)):
        assert api.counts(office.expert).overdue == 1


def test_another_desk_may_be_chosen_openly_and_the_case_begins_anew_there(office):
    elsewhere, returned = office.open(), office.open()
    office.press(returned, "defect", office.clerk, comment="ناقص", defects=(DEFECT,))
    old = Definition.objects.get(service="letter", is_active=True).id
    text = SECOND.replace("assign: {role: secretariat_clerk", "assign: {role: expert")
    new = testing.published(text, "letter", effects={"tell": office.told.append}).id
    asked = {
        "from_definition_id": old,
        "to_definition_id": new,
        "mapping": {"expert": "examination"},
    }
    dry = api.plan_version_move("letter", **asked, anew={"secretariat"})
    assert dry.is_sound
    with clock.frozen(clock.now() + timedelta(days=9)):
        done = version_move.continue_version_move(api.start_version_move(dry, by=KEEPER).id)
        assert (done.status, done.moved) == (MoveStatus.DONE, 2)
        task = office.task(elsewhere)
        assert (task.role, task.created_at) == ("expert", clock.now())
        assert task.due_at > clock.now()  # a deadline of its own
        for case in (elsewhere, returned):
            testing.check(case.id)
            assert CaseEvent.objects.filter(case_id=case.id, kind=EventKind.MIGRATED).count() == 1
        assert office.press(elsewhere, "refer", office.expert).state == "examination"
        api.roll_back_version_move(done.id, by=KEEPER)
        back = version_move.continue_version_move(done.id)
    assert (back.returned, back.left) == (1, 1)
    assert api.case(elsewhere.id).definition_id == new


@pytest.mark.parametrize(("target", "left"), [("secretariat", 0), ("correct", 1)])
def test_to_refer_anew_leaves_no_open_defect_with_the_staff(versions, office, target, left):
    old, new, (_fresh, _examined, returned) = versions
    dry = api.plan_version_move(
        "letter", from_definition_id=old, to_definition_id=new,
        mapping={"expert": "examination", "correct": target}, anew={"correct"},
    )  # fmt: skip
    done = version_move.continue_version_move(api.start_version_move(dry, by=KEEPER).id)
    assert (done.status, done.left) == (MoveStatus.DONE, 0)
    assert (api.case(returned.id).state, api.case(returned.id).open_defects) == (target, left)
    assert len(api.defects(returned.id, only_open=True)) == left
    if not left:
        assert office.press(returned, "refer", office.clerk).state == "examination"


def test_to_refer_anew_ends_no_case(versions):
    old, new, _cases = versions
    dry = api.plan_version_move(
        "letter", from_definition_id=old, to_definition_id=new,
        mapping={"expert": "rejected"}, anew={"expert"},
    )  # fmt: skip
    assert [line.state for line in dry.states if line.faults] == ["expert"]

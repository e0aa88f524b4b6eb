"""What is read of one case: the timeline of the applicant, the trail, the buttons."""

from pishkhan.kernel.cases import api, tasks
from pishkhan.kernel.cases.spec import Defect, Span
from pishkhan.kernel.cases.terms import DefectKind, Tense
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations


def titles(moments, tense):
    return [moment.title for moment in moments if moment.tense is tense]


def test_the_timeline_says_what_was_what_is_and_what_comes(office):
    case = office.open()
    office.press(case, "refer", office.clerk)

    moments = api.timeline(case.id)

    assert titles(moments, Tense.PAST) == ["ثبت درخواست", "دریافت در دبیرخانه"]
    assert titles(moments, Tense.NOW) == ["بررسی کارشناس"]
    assert titles(moments, Tense.NEXT) == ["امضا", "پاسخ داده شد"]
    now, then = moments[2], moments[3]
    assert now.place == f"کارشناس · {office.organisation.name}"
    assert now.at is not None
    assert then.usual == Span(working_days=1)


def test_while_it_is_with_the_applicant_the_way_back_is_shown(office):
    case = office.open()
    defect = Defect(field="a.b", kind=DefectKind.INCORRECT, note="نه")
    office.press(case, "defect", office.clerk, comment="نه", defects=(defect,))

    moments = api.timeline(case.id)

    assert next(m for m in moments if m.tense is Tense.NOW).with_applicant
    assert titles(moments, Tense.NEXT)[0] == "دریافت در دبیرخانه"


def test_a_step_taken_back_was_never_taken_for_the_applicant(office):
    case = office.open()
    before = api.timeline(case.id)
    office.press(case, "refer", office.clerk)
    api.take_back(case_id=case.id, by=office.clerk)

    assert api.timeline(case.id) == before
    office.press(case, "refer", office.clerk)
    after = api.timeline(case.id)
    assert titles(after, Tense.PAST) == ["ثبت درخواست", "دریافت در دبیرخانه"]
    assert titles(after, Tense.NOW) == ["بررسی کارشناس"]


def test_a_renamed_organisation_has_its_new_name_where_work_waits(office):
    waiting, done = office.open(), office.open()
    office.press(done, "refer", office.clerk)
    old = office.organisation.name
    organisations.rename_organisation(
        organisation_id=office.organisation.id,
        name="دانشگاه نو",
        because="ادغام",
        by=Actor.system(),
    )
    tasks.rename(office.organisation.id)

    assert [one.organisation_name for one in api.tasks(waiting.id)] == ["دانشگاه نو"]
    names = [one.organisation_name for one in api.tasks(done.id, only_open=False)]
    assert names == [old, "دانشگاه نو"]
    assert {own.row.organisation_name for own in api.cartables_of(office.clerk)} == {"دانشگاه نو"}
    assert next(m for m in api.timeline(waiting.id) if m.tense is Tense.NOW).place.endswith("نو")


def test_an_ended_case_has_no_next(office):
    case = office.answered()
    office.press(case, "archive", Actor.system())

    assert {moment.tense for moment in api.timeline(case.id)} == {Tense.PAST}


def test_the_buttons_are_those_one_may_press(office):
    case = office.answered()

    names = {
        name: [offer.action.name for offer in api.offers(case.id, getattr(office, name))]
        for name in ("applicant", "signer", "clerk")
    }

    assert names == {"applicant": ["object"], "signer": ["reopen"], "clerk": []}


def test_the_buttons_stand_in_the_order_of_the_file(office):
    offered = [offer.action.name for offer in api.offers(office.open().id, office.clerk)]
    assert offered == ["refer", "defect", "elsewhere", "reject"]


def test_the_trail_names_buttons_persons_and_words(office):
    case = office.open()
    office.press(case, "refer", office.clerk, comment="بررسی شود")

    said = next(event for event in api.events(case.id) if event.kind == "action")

    assert (said.title, said.actor_name, said.comment) == (
        "ارجاع به کارشناس",
        office.clerk.name,
        "بررسی شود",
    )

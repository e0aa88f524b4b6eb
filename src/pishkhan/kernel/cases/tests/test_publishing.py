"""Publishing: immutable, checked, every fault named."""

import re
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api, errors, testing
from pishkhan.kernel.cases.models import Definition
from pishkhan.kernel.cases.registry import register, registration
from pishkhan.kernel.cases.spec import Decision
from pishkhan.kernel.cases.terms import Approval, DraftStatus
from pishkhan.kernel.cases.tests.processes import COUNCIL, LETTER
from pishkhan.kernel.identity.spec import Actor


def refusal(text, service="letter", **bound):
    with pytest.raises(errors.BadDefinition) as refused:
        testing.published(text, service, **bound)
    return refused.value.data["faults"]


def letter(*changes):
    text = LETTER
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.usefixtures("office")
def test_the_same_text_again_changes_nothing_and_another_needs_a_new_version():
    again = testing.published(LETTER, "letter", effects={"tell": print})
    assert Definition.objects.filter(service="letter").count() == 1

    with pytest.raises(errors.DefinitionChanged):
        testing.published(letter(("نمونه", "دیگر")), "letter", effects={"tell": print})
    newer = testing.published(
        letter(("version: 1", "version: 2")), "letter", effects={"tell": print}
    )
    assert newer.is_active
    again.refresh_from_db()
    assert not again.is_active


@pytest.mark.usefixtures("office")
def test_buttons_and_states_keep_the_order_of_the_file():
    published = Definition.objects.get(service="letter")
    process = api.process_of(published.id)
    assert list(process.states)[:3] == ["secretariat", "correct", "expert"]
    assert list(process.states["secretariat"].actions) == ["refer", "defect", "elsewhere", "reject"]


@pytest.mark.usefixtures("office")
def test_another_order_is_no_other_content_and_is_taken():
    sign = "      sign: {title: امضا, to: answered, kind: primary, effects: [tell]}\n"
    back = "      back: {title: عودت به کارشناس, to: expert}\n"
    before = Definition.objects.get(service="letter")
    after = testing.published(letter((sign + back, back + sign)), "letter", effects={"tell": print})
    assert (after.id, after.checksum) == (before.id, before.checksum)
    assert list(api.process_of(after.id).states["signature"].actions) == ["back", "sign"]


def test_a_running_case_stays_on_the_version_it_began_with(office):
    case = office.open()
    testing.published(
        letter(("version: 1", "version: 2"), ("title: امضا\n", "title: توشیح\n")),
        "letter",
        effects={"tell": print},
    )
    assert api.process_of(api.case(case.id).definition_id).version == 1
    assert api.process_of(office.open().definition_id).version == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("to: signature", "to: nowhere"), "مقصد ناشناخته: nowhere"),
        (("org: office, fallback", "org: ofice, fallback"), "جای سازمان ناشناخته است: ofice"),
        (("role: signer", "role: singer"), "نقش ناشناخته: singer"),
        (("role: signer", "role: auditor"), "نزد او می‌ماند: auditor"),
        (("role: signer", "role: administrator"), "نزد او می‌ماند: administrator"),
        (("public_title: دریافت", "publik_title: دریافت"), "کلید ناشناخته: publik_title"),
        (("effects: [tell]", "effects: [shout]"), "اثر ناشناخته: shout"),
        (("action: archive}", "action: burn}"), "اقدام ناشناخته دارد: burn"),
        (("reroute: {office: organisation}", "reroute: {office: org}"), "پارامتر مسیر"),
        (("[secretariat, expert, signature", "[secretariat, expret, signature"), "expret"),
        (("start: secretariat", "start: correct\n"), None),
        (("  sign: {title: امضا, to: answered", "  sign: {title: امضا, to: expert"), "answered"),
        (
            ("kind: human\n    title: امضا", "kind: case\n    title: امضا"),
            "kind ناشناخته است: case",
        ),
        (("comment: required, fields", "comment: always, fields"), "comment"),
        (("service: letter", "service: ladder"), "ladder"),
        (("title: درخواست نمونه", "title: درخواست نمونه\ntitle: دوباره"), "title"),
    ],
)
def test_what_is_wrong_is_named(change, fault):
    if fault is None:
        testing.published(letter(change), "letter", effects={"tell": print})
        return
    assert fault in refusal(letter(change), effects={"tell": print})


@pytest.mark.django_db
def test_outcomes_of_a_decision_must_fit_and_yes_stays_a_word():
    faults = refusal(COUNCIL.replace("to: {fit: vote", "to: {fits: vote"), "council")
    assert "fitness" in faults
    text = COUNCIL.replace("agree:", "yes:").replace("yes: agree", "yes: 'yes'")
    assert "رأی" not in refusal(text, "council")


@pytest.mark.django_db
def test_a_service_without_a_process_is_refused():
    with pytest.raises(errors.UnknownProcess):
        testing.an_open_case("nothing", {})


@pytest.fixture
def in_production(settings):
    settings.DEVELOPMENT = False


SECOND = letter(("version: 1", "version: 2"))
ONE, OTHER = Actor.staff(1, "پیشنهاددهنده", ()), Actor.staff(2, "تأییدکننده", ())


def put(text):
    return testing.published(text, "letter", effects={"tell": print})


def drafted(text=SECOND, by=ONE):
    return api.save_draft("letter", api.read_draft(text), by=by)


@pytest.mark.usefixtures("in_production", "office")
def test_the_first_version_comes_with_the_release_and_a_later_one_waits_for_a_person():
    first = Definition.objects.get(service="letter")
    assert (first.approved_as, first.published_by) == (Approval.RELEASE, None)
    waiting = put(SECOND)
    assert (waiting.status, waiting.is_active) == (DraftStatus.PROPOSED, False)
    assert api.process_now("letter").version == 1
    approved = api.approve_definition(waiting.id, by=ONE)
    assert (approved.approved_as, approved.published_by) == (Approval.PERSON, 1)
    assert api.process_now("letter").version == 2
    assert put(SECOND).id == waiting.id


@pytest.mark.usefixtures("in_production", "office")
def test_a_later_release_replaces_its_own_proposal_and_what_was_refused_stays_refused():
    waiting = put(SECOND)
    other = put(SECOND.replace("نمونه", "دیگر"))
    assert [row.id for row in api.drafts("letter")] == [other.id] != [waiting.id]
    api.refuse_definition(other.id, because="نه", by=ONE)
    assert put(SECOND.replace("نمونه", "دیگر")).version == 1
    assert api.drafts("letter") == []
    assert put(SECOND).status == DraftStatus.PROPOSED  # it was superseded, not refused


@pytest.mark.usefixtures("office")
def test_whoever_proposed_does_not_approve_in_the_action_or_the_database():
    draft = drafted()
    api.propose_definition(draft.id, by=ONE)
    with pytest.raises(errors.SecondPersonNeeded):
        api.approve_definition(draft.id, by=ONE)
    with pytest.raises(errors.SecondPersonNeeded):
        api.approve_definition(draft.id, by=Actor.system())
    forced = {"status": "in_force", "published_at": clock.now(), "published_by": 1}
    for way in ("person", "", "release"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Definition.objects.filter(id=draft.id).update(**forced, approved_as=way)
    assert api.approve_definition(draft.id, by=OTHER).is_active


@pytest.mark.usefixtures("office")
def test_a_draft_may_have_faults_but_is_not_proposed_with_them():
    text = SECOND.replace("to: signature", "to: nowhere")
    draft = drafted(text)
    assert any("nowhere" in fault for fault in api.faults_of_draft("letter", api.read_draft(text)))
    with pytest.raises(errors.BadDefinition, match="nowhere"):
        api.propose_definition(draft.id, by=ONE)
    api.save_draft("letter", api.read_draft(SECOND), by=ONE, definition_id=draft.id)
    assert api.propose_definition(draft.id, by=ONE).status == DraftStatus.PROPOSED
    with pytest.raises(errors.NoSuchProposal):  # what was proposed is not edited any more
        api.save_draft("letter", api.read_draft(LETTER), by=ONE, definition_id=draft.id)


@pytest.mark.usefixtures("office")
def test_a_number_that_is_taken_is_refused():
    with pytest.raises(errors.OlderVersion):
        api.propose_definition(drafted(LETTER).id, by=ONE)
    first, second = drafted(), drafted()
    api.propose_definition(first.id, by=ONE)
    with pytest.raises(errors.OlderVersion):
        api.propose_definition(second.id, by=ONE)
    assert api.next_version("letter") == 3


@pytest.mark.usefixtures("office")
def test_what_a_later_code_no_longer_knows_is_not_approved():
    draft = drafted()
    api.propose_definition(draft.id, by=ONE)
    register("letter", registration("letter").process_path)  # the effect `tell` is gone
    with pytest.raises(errors.BadDefinition, match="tell"):
        api.approve_definition(draft.id, by=OTHER)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1, 2]", "این متن فرایند نیست."),
        ("a: 1\nb: [", "در سطر 2، ستون 5"),
        ("a: 1\na: 2", "در سطر 2، ستون 1"),
        ("a: \x00", "این متن فرایند نیست."),
        ("a: &x\n  [*x]", "سطر 2 به جای دیگری"),
        ("x" * 200_001, "200000"),
    ],
)
def test_a_draft_that_cannot_be_read_is_refused_with_a_sentence_of_ours(text, said):
    with pytest.raises(errors.UnreadableDraft) as refused:
        api.read_draft(text)
    assert said in str(refused.value)
    assert not re.search("[a-z]{5}", str(refused.value)), "what the library says in English"


@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_once_one_wins():
    put(LETTER)
    proposals = [api.propose_definition(drafted(SECOND.replace(": 2", f": {n}", 1)).id, by=ONE).id
                 for n in (2, 3)]  # fmt: skip
    start, outcomes = threading.Barrier(6), []

    def approve(definition_id, number):
        start.wait()
        try:
            api.approve_definition(definition_id, by=Actor.staff(number, "نفر", ()))
            outcomes.append(definition_id)
        except (errors.NoSuchProposal, errors.OlderVersion):
            outcomes.append(None)
        finally:
            connection.close()

    people = [threading.Thread(target=approve, args=[proposals[n % 2], n]) for n in range(10, 16)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    won = [one for one in outcomes if one]
    assert len(won) == len(set(won))  # never twice the same
    assert Definition.objects.get(service="letter", is_active=True).id == max(won)
    assert Definition.objects.filter(service="letter", is_active=True).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("to: fee}", "to: lost}"), "مقصد ناشناخته: lost"),
        (("ok: accepted, failed: vote", "ok: issue, failed: issue"), "به خودش می‌رسیم"),
        (("ok: accepted, failed: vote", "ok: check, failed: vote"), "accepted هرگز نمی‌رسیم"),
        (("failed: vote", "failed: gone"), "مقصد ناشناخته: gone"),
        (("{fit: vote, unfit: refused}", "{fit: vote}"), "unfit"),
    ],
)
def test_a_lost_outcome_a_dead_state_and_a_cycle_without_a_human_are_named(change, fault):
    assert change[0] in COUNCIL
    decide = Decision(outcomes=frozenset({"fit", "unfit"}), decide=lambda _facts: None)
    bound = {"effects": {"invoice": print}, "decisions": {"fitness": decide}}
    assert fault in refusal(COUNCIL.replace(*change), "council", **bound)

"""Publishing: immutable, checked, every fault named."""

import pytest

from pishkhan.kernel.cases import api, errors, testing
from pishkhan.kernel.cases.models import Definition
from pishkhan.kernel.cases.tests.processes import COUNCIL, LETTER


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
        (("public_title: دریافت", "publik_title: دریافت"), "کلید ناشناخته: publik_title"),
        (("effects: [tell]", "effects: [shout]"), "اثر ناشناخته: shout"),
        (("action: archive}", "action: burn}"), "اقدام ناشناخته دارد: burn"),
        (("reroute: {office: organisation}", "reroute: {office: org}"), "پارامتر مسیر"),
        (("[secretariat, expert, signature", "[secretariat, expret, signature"), "expret"),
        (("start: secretariat", "start: correct\n"), None),
        (("  sign: {title: امضا, to: answered", "  sign: {title: امضا, to: expert"), "answered"),
        (("kind: human\n    title: امضا", "kind: case\n    title: امضا"), "هنوز ارائه نمی‌شود"),
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

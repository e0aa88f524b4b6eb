"""What an applicant reads is in their language, whole: papers, messages, pages; what they wrote stays."""

import re

import pytest
from django.utils.translation import override
from tests.contracts.walking import file_sample, ground_for

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.cases import api as cases, tasks
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.documents.testing import text_of
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.organisations import api as organisations, testing as tree_testing
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.international_commission import printing
from pishkhan.services.international_commission.actions import sessions
from pishkhan.services.international_commission.service import SERVICE
from pishkhan.services.international_commission.terms import CODE, Level, Verdict
from pishkhan.services.international_commission.testing import a_commission, a_deputy
from pishkhan.web import papers
from pishkhan.web.following import follow
from pishkhan.web.testing import a_browser, signed_in_person, signed_in_staff


NAMES = {
    "u1": ("دانشگاه نمونه", "Sample University", "جامعة نموذجية"),
    "u2": ("دانشگاه آزمون", "Trial University", "جامعة تجريبية"),
    "u1-office": ("دفتر خدمات دانشگاه نمونه", "Sample Office", "مكتب الجامعة النموذجية"),
}
DEPUTY = (
    "معاونت دانشجویی دانشگاه",
    "Vice-presidency for student affairs",
    "نيابة الجامعة لشؤون الطلاب",
)
TYPED = "كنت مريضًا في مستشفى الكاظمية أربعين يومًا"
PERSIAN_ONLY = re.compile("[پچژگکی]")
COMMISSION = (Role.SECRETARY, Role.CHAIR, Role.MEMBER)


def says(pdf, text):
    """Whether every word is there; the order of words in a line is that of the page's direction."""
    shown = text_of(pdf)
    return all(word in shown for word in text.split())


class World:
    def __init__(self):
        self.ground = ground_for(SERVICE)
        self.tree = tree_testing.a_tree()
        for place in (self.tree.university, self.tree.other_university, self.tree.office):
            name, name_en, name_ar = NAMES[place.code]
            organisations.rename_organisation(
                organisation_id=place.id, name=name, name_en=name_en, name_ar=name_ar,
                because="زبان‌ها", by=Actor.system(),
            )  # fmt: skip
        self.deputy = a_deputy(self.tree.university)
        self.commission = a_commission(self.tree.university, Level.UNIVERSITY)

    def filed(self, language, **answers):
        with override(language):
            return file_sample(SERVICE, self.ground, language=language, **answers).case_id

    def accepted(self, case_id):
        by = organisations.actor_for_account(self.deputy.id)
        [offer] = [one for one in cases.offers(case_id, by) if one.action.name == "accept"]
        cases.act(task_id=offer.task_id, action="accept", by=by)

    def decided(self, case_id):
        self.accepted(case_id)
        self.commission.decide(self.commission.put(case_id), Verdict.AGREE, "reasons in full")


@pytest.fixture
def world(db):  # noqa: ARG001 - the database
    return World()


@pytest.mark.parametrize("place", [1, 2])
def test_the_receipt_names_the_office_in_the_language_of_its_reader(world, place):
    language = ("fa", "en", "ar")[place]
    case_id = world.filed(language)
    with override(language):
        made = papers.receipt_pdf(catalogue.receipt(case_id)).content
    assert says(made, NAMES["u1-office"][place])
    assert not says(made, "دفتر خدمات")
    assert says(made, "Zaynab") == (language == "en")


@pytest.mark.parametrize("place", [1, 2])
def test_the_order_is_one_language_from_its_head_to_its_signature(world, place):
    language = ("fa", "en", "ar")[place]
    case_id = world.filed(language)
    world.decided(case_id)
    [letter] = catalogue.letters_of(case_id)
    assert letter.office == NAMES["u1"][0]
    for pdf in (printing.order_pdf(case_id, language=language), papers.letter_pdf(letter).content):
        assert says(pdf, NAMES["u1"][place])
        assert not says(pdf, "دانشگاه")


def test_who_signs_has_the_title_of_the_post_in_that_language(world):
    case_id = world.filed("ar")
    chair = world.commission.chair
    [holding] = organisations.holdings_of(chair.id)
    organisations.end_holding(holding_id=holding.id, by=Actor.system())
    post = organisations.create_post(
        organisation_id=world.tree.university.id, role=Role.CHAIR, title="رئیس هیئت ویژه",
        title_en="Head of the Special Panel", title_ar="رئيس الهيئة الخاصة", by=Actor.system(),
    )  # fmt: skip
    organisations.appoint(post_id=post.id, account_id=chair.id, by=Actor.system())
    world.decided(case_id)
    assert says(printing.order_pdf(case_id, language="ar"), "رئيس الهيئة الخاصة")
    assert says(printing.order_pdf(case_id, language="en"), "Head of the Special Panel")
    assert says(printing.order_pdf(case_id, language="fa"), "رئیس هیئت ویژه")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_minutes_name_the_university_in_the_language_of_the_page(world, place):
    row = world.commission.session()
    by = world.commission.actor(world.commission.secretary)
    made = sessions.conclude(session_id=row.id, note="", by=by)
    assert says(printing.minutes_pdf(made, language=("fa", "en", "ar")[place]), NAMES["u1"][place])


@pytest.mark.parametrize("place", [1, 2])
def test_the_page_of_a_case_says_who_has_it_in_its_own_language(world, place):
    language = ("fa", "en", "ar")[place]
    case_id = world.filed(language)
    with override(language):
        following = follow(case_id)
    assert following.holder == f"{DEPUTY[place]} · {NAMES['u1'][place]}"
    assert following.receipt.office == NAMES["u1-office"][place]
    assert all(NAMES["u1"][0] not in one.place for one in following.moments)


def test_messages_in_arabic_have_no_persian_in_them(world):
    case_id = world.filed("ar")
    world.decided(case_id)
    said = notifications.said_about(case_id)
    assert said
    assert [one.text for one in said if PERSIAN_ONLY.search(one.text)] == []


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_applicant_of_a_case_that_waits_is_told_whom_we_asked_and_when(world, place):
    language = ("fa", "en", "ar")[place]
    university = world.tree.other_university
    world.ground.elsewhere_id = university.id
    case_id = world.filed(language)
    tasks.suspended(case_id)
    said = [one.text for one in notifications.said_about(case_id) if DEPUTY[place] in one.text]
    assert said
    for text in said:
        assert NAMES[university.code][place] in text
        assert jalali.format_date(clock.today(), language) in text


def test_the_word_that_somebody_is_missing_is_arabic_too(world):
    world.ground.elsewhere_id = world.tree.other_university.id
    case_id = world.filed("ar")
    tasks.suspended(case_id)
    [*_older, last] = notifications.said_about(case_id)
    said = [one.text for one in notifications.said_about(case_id) if DEPUTY[2] in one.text]
    assert said, last.text
    assert [text for text in said if PERSIAN_ONLY.search(text)] == []


def test_what_was_written_in_arabic_is_kept_shown_and_found_in_its_letters(world):
    case_id = world.filed("ar", ground__explanation=TYPED, degree__field="الهندسة الكهربائية")
    shown = {one.key: one.text for page in forms.answered_in(case_id) for one in page.answers}
    assert shown["ground.explanation"] == TYPED
    assert cases.case(case_id).facts["ground.explanation"] == TYPED
    tasks.index()
    by = organisations.actor_for_account(world.deputy.id)
    for keyboard in ("الکهربائیه", "الكهربائية"):
        assert [one.id for one in cases.search_texts(by, keyboard)] == [case_id]
    deputy = signed_in_staff(a_browser(), world.deputy.id)
    assert TYPED in deputy.get(f"/desk/case/{case_id}/").content.decode()


def test_a_passport_typed_in_local_digits_is_one_and_the_same_passport(world):
    case_id = world.filed("ar", person__passport="a ٠٠٠٠۰۰۱۹")
    assert cases.case(case_id).facts["person.passport"] == "A00000019"
    assert forms.snapshot(case_id).answers["person.passport"] == "A00000019"
    deputy = signed_in_staff(a_browser(), world.deputy.id)
    page = deputy.get(f"/desk/case/{case_id}/").content.decode()
    assert '<bdi class="code" dir="ltr">A00000019</bdi>' in page


def test_a_university_without_a_commission_is_told_and_asked_for_it(world):
    place = world.tree.other_university
    deputy = a_deputy(place)
    world.ground.elsewhere_id = place.id
    draft = forms.start(CODE, session_key="a browser", language="en")
    forms.save(draft, forms.pages(CODE)[0], {"university": str(place.id)})
    assert {one.role for one in catalogue.lacking(draft)} == {role.value for role in COMMISSION}
    catalogue.ask_for_lacking(draft, by=Actor.system())
    asked = cases.open_asks()
    assert set(asked) == {(place.id, role.value, CODE) for role in COMMISSION}
    for one in asked:
        organisation_id, role, service = one
        cases.close_ask(
            organisation_id=organisation_id, role=role, service=service, by=Actor.system()
        )

    case_id = world.filed("en")
    world.deputy = deputy
    world.accepted(case_id)
    tasks.suspended(case_id)
    assert set(cases.open_asks()) == set(asked), "asked for again as the case came to the agenda"
    owner = cases.case(case_id).applicant_id
    applicant = signed_in_person(a_browser(), owner)
    page = applicant.get(f"/my/{case_id}/").content.decode()
    assert "منتظر «رئیس کمیسیون موارد خاص»" in page

    a_commission(place, Level.UNIVERSITY)
    assert cases.wanted(case_id) == []
    assert "منتظر «" not in applicant.get(f"/my/{case_id}/").content.decode()
    assert identity.person(owner) is not None


SUSPENDED = {
    "fa": "اکنون معلق است", "en": "is suspended for now", "ar": "معلّقة حاليًا",
}  # fmt: skip


@pytest.mark.parametrize("language", SUSPENDED)
def test_a_suspended_cartable_is_not_told_as_nobody_introduced(world, language):
    place = world.tree.university
    [cartable] = [one for one in cases.cartables_at([place.id]) if one.role == Role.DEPUTY]
    cases.suspend_cartable(cartable.id, because="مأموریت", by=Actor.system())
    case_id = world.filed(language)
    tasks.suspended(case_id)
    said = [one.text for one in notifications.said_about(case_id)]
    assert any(SUSPENDED[language] in text for text in said)
    for wrong in ("معرفی نکرده", "not yet appointed", "لم تعيّن"):
        assert not any(wrong in text for text in said)

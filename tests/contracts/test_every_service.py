"""What every service keeps to, without its author writing anything: over whatever is registered."""

import re

import pytest

from pishkhan.foundation.clock import today
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NotYours
from pishkhan.kernel.cases.terms import StateKind
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.numbering import api as numbering
from tests.contracts.walking import file_sample, ground_for, open_sample, walk


SERVICES = catalogue.services()
LANGUAGES = ("fa", "en", "ar")
HEADINGS = (
    "Legal ground", "For whom", "What it decides", "What it issues", "Owner of the rules",
)  # fmt: skip
EXPLAIN_THEMSELVES = frozenset({QuestionKind.CHOICE, QuestionKind.SELECT, QuestionKind.TICK})
MOST_WALKS = 60
MOST_SMS_PARTS = 4

# What people ask for themselves; the others have no tile and no receipt, organisations open them.
PUBLIC = [one for one in SERVICES if one.is_public]
each_public = pytest.mark.parametrize("service", PUBLIC, ids=[one.code for one in PUBLIC])
each_service = pytest.mark.parametrize("service", SERVICES, ids=[one.code for one in SERVICES])


def test_there_are_services():
    assert SERVICES


@each_service
def test_the_checks_find_no_fault(service):
    assert list(catalogue.faults_of(service)) == []


@each_service
def test_every_state_is_reached(service):
    process = cases.check(service.code)
    reached, ahead = set(), [process.start]
    while ahead:
        name = ahead.pop()
        reached.add(name)
        state = process.states[name]
        nexts = [*state.targets(), *([state.reopens.to] if state.reopens else [])]
        ahead += [target for target in nexts if target not in reached]
    assert reached == set(process.states)


@each_service
def test_every_human_state_is_somebodys_and_says_how_long_it_usually_takes(service):
    for state in cases.check(service.code).states.values():
        if state.kind is StateKind.HUMAN:
            assert state.assign, state.name
            assert state.actions, state.name
            assert state.usual or state.due, f"{state.name}: neither usual nor due"


@each_service
def test_every_question_has_a_label_a_help_and_a_privacy_class(service):
    for key, _page, question in forms.each_question(service.pages):
        assert question.label, key
        assert question.help or question.kind in EXPLAIN_THEMSELVES, f"{key} has no help"
        assert question.privacy, key


@each_service
def test_every_message_reads_in_every_language(service):
    own = [one for one in notifications.declared() if one.event.startswith(f"{service.code}.")]
    by_place = {(one.event, one.channel, one.language) for one in own}
    for event, channel, _language in by_place:
        for language in LANGUAGES:
            assert (event, channel, language) in by_place, f"{event} by {channel} in {language}"
    for one in own:
        worded = notifications.preview(one.event, one.channel, one.language, one.text)
        assert worded
        if one.channel is Channel.SMS:
            assert notifications.sms_parts(one.text) <= MOST_SMS_PARTS, one.event


@each_service
def test_the_readme_says_what_it_must(service):
    text = (catalogue.folder(service.code) / "README.md").read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    assert [heading for heading in HEADINGS if heading not in titles] == []


@pytest.mark.django_db
@each_public
def test_the_sample_is_filed_and_found_by_its_two_codes(service):
    receipt = file_sample(service, ground_for(service))
    letter = numbering.by_pair(receipt.letter_number, receipt.tracking_code)
    assert letter is not None
    assert letter.case_id == receipt.case_id
    assert receipt.final_on >= today()
    assert cases.timeline(receipt.case_id)
    assert notifications.said_about(receipt.case_id)


@pytest.mark.slow
@pytest.mark.django_db
@each_service
def test_every_button_is_pressed_and_every_walk_ends(service):
    ground, process = ground_for(service), cases.check(service.code)
    buttons = {
        (state.name, action.name)
        for state in process.states.values()
        if state.kind is StateKind.HUMAN
        for action in state.actions.values()
    }
    for _walk in range(MOST_WALKS):
        assert walk(service, ground).closed_at is not None
        if buttons <= set(ground.pressed):
            break
    assert buttons <= set(ground.pressed), buttons - set(ground.pressed)


@pytest.mark.django_db
@each_service
def test_a_stranger_sees_and_presses_nothing(service):
    ground = ground_for(service)
    case_id = open_sample(service, ground)
    offer = next(offer for actor in ground.staff for offer in cases.offers(case_id, actor))
    stranger = identity.actor_for_person(cast.the_stranger().id)
    assert not cases.may_see(case_id, stranger)
    assert cases.offers(case_id, stranger) == []
    with pytest.raises(NotYours):
        cases.act(task_id=offer.task_id, action=offer.action.name, by=stranger)


@pytest.mark.django_db
@each_public
def test_the_first_page_leads_to_it(service, client):
    ground_for(service)
    page = client.get("/").content.decode()
    addresses = re.findall(r'href="([^"]+)"', page)
    own = [one for one in addresses if service.code in one.replace("-", "_")]
    assert own, f"no link to {service.code} on the first page"
    assert client.get(own[0], follow=True).status_code == 200


@pytest.mark.django_db
@each_service
def test_what_only_organisations_ask_for_is_not_on_the_portal(service, client):
    ground_for(service)
    assert client.get(f"/s/{service.code}/").status_code == (200 if service.is_public else 404)
    assert (service in catalogue.services_on()) == service.is_public

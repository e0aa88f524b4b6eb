"""Share links: what was ticked, behind a PIN, until their end; freezing is the holder's own."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import the_applicant, the_stranger
from pishkhan.kernel.verification import api as verification, errors
from pishkhan.kernel.verification.actions import sharing
from pishkhan.kernel.verification.models import Share
from pishkhan.kernel.verification.spec import Client
from pishkhan.kernel.verification.terms import Ground, ShareField, Tier, VerdictState
from pishkhan.kernel.verification.testing import facts, issued, two_officers


pytestmark = pytest.mark.django_db
HERE = Client(address="a", prefix="p")


@pytest.fixture
def person():
    return the_applicant()


@pytest.fixture
def code(log):
    code = issued()
    log.publish()
    return code


@pytest.fixture
def share(person, code):
    def share(**other):
        asked = {
            "person_id": person.id,
            "title": "برای شرکت نمونه",
            "fields": {ShareField.NAME, ShareField.GRADE},
            "days": 30,
            "most": None,
            "pin": "",
            "by": Actor.citizen(person.id, person.name),
        }
        return verification.share(code.document_id, **{**asked, **other})

    return share


def opened(link, pin=""):
    return verification.open_share(link.token, pin, client=HERE)


def test_a_link_shows_what_was_ticked_and_nothing_else(share, person):
    shared = opened(share())
    assert dict(shared.shown) == {
        ShareField.NAME: "مهسا بهرامی‌نیا",
        ShareField.GRADE: "17.42 ممتاز",
    }
    assert shared.verdict.state is VerdictState.VALID
    assert not shared.extra
    [line] = verification.holder_log(person.id)
    assert (line.tier, line.who) == (Tier.SHARE, "برای شرکت نمونه")


def test_the_token_is_kept_nowhere_and_neither_is_the_pin(share):
    link = share(pin="48201")
    kept = str(Share.objects.values().get())
    assert link.token not in kept
    assert "48201" not in kept


def test_a_pin_is_asked_and_tried_five_times_a_day(share, frozen_now):
    link = share(pin="۴۸۲۰۱")
    assert opened(link, "48201").title == "برای شرکت نمونه"
    for _ in range(5):
        with pytest.raises(errors.WrongPin):
            opened(link, "11111")
    with pytest.raises(errors.TooManyPins):
        opened(link, "48201")
    with clock.frozen(frozen_now + timedelta(hours=25)):
        opened(link, "48201")
    assert Share.objects.get().openings == 2


def test_a_link_ends_by_its_day_by_its_count_and_by_its_holder(share, person):
    by_day, by_count, by_holder = share(days=1), share(most=1), share()
    opened(by_count)
    verification.end_share(by_holder.id, person_id=person.id, by=Actor.system())
    with clock.frozen(clock.now() + timedelta(days=1)), pytest.raises(errors.ShareOver):
        opened(by_day)
    for link in (by_count, by_holder):
        with pytest.raises(errors.ShareOver):
            opened(link)
    with pytest.raises(errors.ShareOver):
        verification.open_share("x" * 22, "", client=HERE)


def test_a_link_that_ends_while_it_is_opened_opens_nothing(share, person):
    ended, expired = share(), share(days=1)
    row = Share.objects.get(id=ended.id)
    verification.end_share(ended.id, person_id=person.id, by=Actor.system())
    with pytest.raises(errors.ShareOver):
        sharing._opened(row, HERE)
    row = Share.objects.get(id=expired.id)
    with clock.frozen(clock.now() + timedelta(days=2)), pytest.raises(errors.ShareOver):
        sharing._opened(row, HERE)
    assert set(Share.objects.values_list("openings", flat=True)) == {0}


def test_a_link_follows_a_correction(share, code):
    by, second = two_officers()
    link = share()
    new = facts(document_id=code.document_id, grade="18.00")
    verification.correct(
        code.document_id, facts=new, ground=Ground.WRONG_DATA, by=by, second=second
    )
    assert dict(opened(link).shown)[ShareField.GRADE] == "18.00 ممتاز"


def test_closing_a_code_leaves_the_holders_own_links_open(share, code, person):
    link = share()
    verification.freeze(code.document_id, person_id=person.id, by=Actor.system())
    assert verification.inquire(code.code, client=HERE).state is VerdictState.UNKNOWN
    assert opened(link).verdict.state is VerdictState.VALID


def test_nobody_shares_ends_or_closes_what_is_another_persons(share, code):
    link, stranger = share(), the_stranger()
    who = {"person_id": stranger.id, "by": Actor.citizen(stranger.id, stranger.name)}
    with pytest.raises(errors.NotYours):
        share(**who)
    with pytest.raises(errors.NotYours):
        verification.end_share(link.id, **who)
    for verb in (verification.freeze, verification.thaw):
        with pytest.raises(errors.NotYours):
            verb(code.document_id, **who)
    assert verification.holder_log(stranger.id) == verification.shares_of(stranger.id) == []


@pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 400}, {"most": 0}, {"most": 10_000}])
def test_a_link_lives_within_bounds(share, wrong):
    with pytest.raises(errors.BadShareLife):
        share(**wrong)


def test_a_link_shows_something_and_there_are_not_too_many(share, person):
    with pytest.raises(errors.NoFieldsTicked):
        share(fields=set())
    for _ in range(20):
        share()
    with pytest.raises(errors.TooManyShares):
        share()
    assert len(verification.shares_of(person.id)) == 20

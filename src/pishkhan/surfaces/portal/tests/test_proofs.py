"""What a holder takes away of a document, and nobody else does."""

import pytest

from pishkhan.kernel.credentials import api as credentials
from pishkhan.kernel.identity.testing import APPLICANT, the_applicant, the_stranger
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.signing.testing import a_vault
from pishkhan.kernel.transparency.testing import a_log
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.terms import Ground
from pishkhan.kernel.verification.testing import issued, two_officers
from pishkhan.web.testing import a_browser, signed_in_person


pytestmark = pytest.mark.django_db
FILES = ("confirmation.pdf", "credential.jwt")


@pytest.fixture
def here():
    with a_log() as log, a_vault(tell=credentials.enter_key_change):
        made = issued(APPLICANT, institution_id=organisations.a_tree().university.id)
        log.publish()
        yield f"/my/codes/{made.document_id}/"


@pytest.fixture
def mine():
    return signed_in_person(a_browser(), the_applicant().id)


def test_the_page_leads_to_both_and_both_are_good(mine, here):
    page = mine.get(here).content.decode()
    assert all(f'href="{here}{name}"' in page for name in FILES)
    pdf = mine.get(f"{here}confirmation.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert "no-store" in pdf["Cache-Control"]
    assert credentials.verdict(pdf.content) == "genuine"
    token = mine.get(f"{here}credential.jwt")
    assert token["Content-Type"] == "application/vc+jwt"
    assert credentials.check(token.content.decode()).is_good


def test_nobody_else_gets_them(here):
    strangers = signed_in_person(a_browser(), the_stranger().id)
    for name in FILES:
        assert strangers.get(here + name).status_code == 404
        assert a_browser().get(here + name).status_code == 302
        assert strangers.get(f"/my/codes/1/{name}").status_code == 404


def test_of_a_withdrawn_document_there_are_none_and_the_page_offers_none(mine, here):
    one, two = two_officers()
    document_id = int(here.split("/")[3])
    verification.revoke(document_id, ground=Ground.FRAUD, by=one, second=two)
    page = mine.get(here).content.decode()
    for name in FILES:
        assert name not in page
        answer = mine.get(here + name)
        assert answer.status_code == 409
        assert "تأییدیه صادر نمی‌شود" in answer.content.decode()

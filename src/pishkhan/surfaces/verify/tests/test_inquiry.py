"""The public inquiry as anybody meets it: by plain forms, in three languages."""

import base64
import json
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pishkhan.foundation import authenticity_code, canonical_json
from pishkhan.kernel.credentials import api as credentials
from pishkhan.kernel.documents.testing import text_of
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import APPLICANT, the_applicant
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.actions import inquiring
from pishkhan.kernel.verification.terms import Ground, ShareField
from pishkhan.kernel.verification.testing import issued, two_officers
from pishkhan.surfaces.verify.clients import network_of
from pishkhan.web.human_check.testing import read_image, solve
from pishkhan.web.testing import a_browser, signed_in_person


pytestmark = pytest.mark.django_db
RIGHT = {"family_name": "بهرامی نیا", "last_four": "۰۱۰۷"}


@pytest.fixture(autouse=True)
def _looked_anew(monkeypatch):
    monkeypatch.setattr(inquiring._Legacy, "found", False)
    monkeypatch.setattr(inquiring._Legacy, "looked_at", -1e9)


@pytest.fixture
def browser():
    return a_browser()


def ask(browser, code, **more):
    return browser.post("/v/", {"code": code, **more})


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_typed_code_is_answered_masked(browser, valid):
    answer = ask(browser, authenticity_code.grouped(valid.code))
    said = text(answer)
    assert "این مدرک معتبر است" in said
    assert "دانشگاه نمونه" in said
    for hidden in (APPLICANT.first, APPLICANT.last, "مهندسی عمران", "۱۷.۴۲", "17.42"):
        assert hidden not in said


@pytest.mark.parametrize("path", ["V", "v"])
def test_the_address_of_the_qr_answers(browser, valid, path):
    assert "این مدرک معتبر است" in text(browser.get(f"/{path}/{valid.code}"))


def test_the_qr_of_a_document_leads_to_our_route_whatever_the_case_of_the_host(browser, valid):
    address = authenticity_code.address("localhost", valid.code)
    assert address == f"HTTPS://LOCALHOST/V/{valid.code}"
    answer = browser.get(f"/V/{valid.code}", headers={"Host": "LOCALHOST"})
    assert "این مدرک معتبر است" in text(answer)


def test_what_no_page_may_hold_is_not_shown_again(browser):
    assert b"\0" not in browser.get("/V/12%00\u202e34").content


def test_an_address_of_another_site_is_refused_and_named(browser, valid):
    said = text(ask(browser, f"https://pishkhan-verify.example/V/{valid.code}"))
    assert "pishkhan-verify.example" in said
    assert "معتبر است" not in said


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("7.4839E+19", "صفحه‌گسترده"),
        ("1" * 30, "این نوشته ۳۰ رقم دارد"),
        ("کد من", "فقط از رقم"),
        ("", "فقط از رقم"),
    ],
)
def test_what_is_no_code_is_told_what_is_wrong(browser, code, sentence):
    assert sentence in text(ask(browser, code))


def test_groups_read_from_the_right_are_told(browser, valid):
    turned = "".join(reversed(authenticity_code.groups(valid.code)))
    while authenticity_code.is_right(turned):
        turned = "".join(reversed(authenticity_code.groups(issued().code)))
    assert "گروه‌های چهاررقمی را از راست" in text(ask(browser, turned))


def test_unknown_and_closed_are_the_same_page_to_the_byte(browser, valid):
    person = the_applicant()
    verification.freeze(valid.document_id, person_id=person.id, by=Actor.system())
    pages = []
    for code in (valid.code, authenticity_code.new()):
        answer = ask(browser, code)
        shown = authenticity_code.grouped(code)
        body = answer.content.decode().translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
        body = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", body)
        body = re.sub(r"استعلام در [^·<]*", "", body)
        pages.append((answer.status_code, body.replace(shown, "…").replace(code, "…")))
    assert pages[0] == pages[1]


def test_pages_of_a_document_are_kept_by_nobody_and_told_to_no_other_site(browser, valid):
    for answer in (browser.get("/v/"), browser.get(f"/V/{valid.code}"), ask(browser, valid.code)):
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer["X-Robots-Tag"]


def test_guessing_is_met_by_a_human_check_that_opens_one_inquiry(browser, valid):
    for _ in range(10):
        assert ask(browser, authenticity_code.new()).status_code == 200
    refused = ask(browser, valid.code)
    assert refused.status_code == 429
    assert "معتبر است" not in text(refused)
    proof = solve(refused.content)
    assert "این مدرک معتبر است" in text(ask(browser, valid.code, **proof))
    replayed = ask(browser, valid.code, **proof)  # the same solution again
    assert "معتبر است" not in text(replayed)
    assert "human_check" in replayed.content.decode()


def test_without_scripts_a_picture_is_read_instead(browser, valid):
    for _ in range(10):
        ask(browser, authenticity_code.new())
    picture = read_image(ask(browser, valid.code).content)
    assert "این مدرک معتبر است" in text(ask(browser, valid.code, **picture))
    assert "معتبر است" not in text(ask(browser, valid.code, **picture))


def test_another_network_is_not_held_up(browser, valid):
    for _ in range(12):
        ask(browser, authenticity_code.new())
    answer = browser.post("/v/", {"code": valid.code}, REMOTE_ADDR="198.51.100.7")
    assert "این مدرک معتبر است" in text(answer)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2ff::/64", "2001:db8:1:200::/56"),
        ("unknown", "unknown"),
    ],
)
def test_addresses_lie_in_networks(address, network):
    assert network_of(address) == network


def test_a_comparison_turns_red_and_tells_nothing(browser, valid):
    claim = {"code": valid.code, **RIGHT, "field": "پزشکی"}
    said = text(browser.post("/v/compare/", claim))
    assert "آنچه نوشتید با سابقه نمی‌خواند" in said
    assert "عمران" not in said


def test_a_full_match_tells_who_and_what(browser, valid):
    said = text(browser.post("/v/compare/", {"code": valid.code, **RIGHT}))
    assert "مهسا بهرامی‌نیا" in said
    assert "مهندسی عمران سازه" in said


def test_a_comparison_without_name_is_asked_again_with_what_was_typed(browser, valid):
    answer = browser.post("/v/compare/", {"code": valid.code, "field": "حقوق"})
    assert "«نام خانوادگی» را از روی مدرک بنویسید" in text(answer)
    assert 'value="حقوق"' in answer.content.decode()


def test_after_five_wrong_comparisons_the_holder_is_to_be_asked(browser, valid):
    for _ in range(5):
        browser.post("/v/compare/", {"code": valid.code, **RIGHT, "last_four": "1111"})
    said = text(browser.post("/v/compare/", {"code": valid.code, **RIGHT}))
    assert "پیوند اشتراکی" in said
    assert "مهسا" not in said


def test_what_was_withdrawn_is_told_with_its_day_and_ground(browser, valid):
    by, second = two_officers()
    verification.revoke(valid.document_id, ground=Ground.FRAUD, by=by, second=second)
    said = text(ask(browser, valid.code))
    assert "این مدرک باطل است" in said
    assert "تقلب یا جعل" in said


@pytest.mark.usefixtures("public_log")
def test_before_a_witness_has_seen_it_nothing_is_called_valid(browser):
    said = text(ask(browser, issued().code))
    assert "هنوز در دفتر عمومی نیامده است" in said
    assert "این مدرک معتبر است" not in said


def test_a_receipt_can_be_checked_by_anybody(browser, valid):
    page = ask(browser, valid.code).content.decode()
    body = json.loads(browser.get(re.search(r"/v/receipt/\d+\.json", page)[0]).content)
    keys = browser.get("/v/receipt-keys.json").json()["keys"]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys[body["signature"]["key"]]))
    octets = b"pishkhan.receipt.v1\n" + canonical_json.encode(body["receipt"])
    key.verify(base64.b64decode(body["signature"]["value"]), octets)
    assert body["receipt"]["state"] == "valid"
    assert browser.get("/v/receipt/0000000000000000.json").status_code == 404


@pytest.mark.parametrize("language", ["fa", "en", "ar"])
def test_a_receipt_is_printed_in_the_language_of_the_reader(browser, valid, language):
    page = browser.post("/v/compare/", {"code": valid.code, **RIGHT, "field": "پزشکی"})
    address = re.search(r"/v/receipt/\d+\.pdf", page.content.decode())[0]
    answer = browser.get(f"{address}?lang={language}", follow=True)
    assert answer["Content-Type"] == "application/pdf"
    assert credentials.verdict(answer.content) == "genuine"
    printed = text_of(answer.content)
    assert APPLICANT.last not in printed
    assert f"LOCALHOST:8000/V/{valid.code}" in printed.replace("\n", "")
    assert browser.get("/v/receipt/0000000000000000.pdf").status_code == 404


def test_a_share_link_opens_by_its_button_and_pin_only(browser, valid):
    person = the_applicant()
    link = verification.share(
        valid.document_id,
        person_id=person.id,
        title="شرکت",
        fields={ShareField.NAME, ShareField.GRADE},
        days=3,
        most=1,
        pin="482017",
        by=Actor.citizen(person.id, ""),
    )
    address = f"/v/share/{link.token}/"
    assert "17.42" not in text(browser.get(address))
    assert "رمز پیوند درست نیست" in text(browser.post(address, {"pin": "1"}))
    said = text(browser.post(address, {"pin": "۴۸۲۰۱۷"}))
    assert "۱۷.۴۲" in said
    assert "مهسا بهرامی‌نیا" in said
    assert browser.post(address, {"pin": "482017"}).status_code == 404


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_answer_in_other_languages(browser, valid, language):
    browser.get(f"/?lang={language}")
    answer = browser.post(f"/v/?lang={language}", {"code": valid.code})
    assert answer["Content-Language"] == language
    name = {"en": "Sample University", "ar": "جامعة النموذج"}[language]
    assert name in text(answer)


def test_who_is_signed_in_is_told_later_of_a_revocation(browser, valid):
    person = the_applicant()
    signed_in_person(browser, person.id).post("/v/compare/", {"code": valid.code, **RIGHT})
    assert verification.holder_log(person.id)[0].is_match


def test_whoever_comes_back_to_the_comparison_begins_anew(browser):
    answer = browser.get("/v/compare/?lang=en", follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0].startswith("/v/")


@pytest.mark.parametrize("kind", ["json", "pdf"])
def test_a_receipt_that_cannot_be_one_is_not_found(browser, kind):
    assert browser.get(f"/v/receipt/%00.{kind}").status_code == 404


@pytest.mark.parametrize("address", ["/pay/%00/", "/which/?q=%00"])
def test_what_no_column_takes_is_refused_and_no_fault(browser, address):
    assert browser.get(address).status_code < 500

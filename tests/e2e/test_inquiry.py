"""An employer scans the code on a paper, compares, takes the receipt; the holder sees, closes, shares."""

import io
import json
import re
import subprocess
import tempfile
import time
from urllib.parse import urlsplit

import pikepdf
import pytest
from django.conf import settings
from playwright.sync_api import expect

from pishkhan.foundation import authenticity_code
from pishkhan.kernel.credentials.rules import jose
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.verification.testing import issued
from pishkhan.web.testing import a_browser as a_browser_of_nobody, signed_in_person
from tests.e2e.applicant import download
from tests.e2e.visitor import a_visitor, an_album


WITNESSED_SECONDS = 20


@pytest.mark.parametrize(("width", "has_script"), [(360, True), (1280, False)])
def test_a_scanned_degree_is_compared_and_its_holder_decides(
    town, house, browser, width, has_script
):
    assert town
    person = cast.the_applicant()
    code = issued(institution_id=organisations.a_tree().university.id)
    name = f"inquiry-{width}"
    with (
        an_album(name) as album,
        a_visitor(browser, house, album, width=width, has_script=has_script) as employer,
        a_visitor(browser, house, album, width=width, has_script=has_script) as holder,
    ):
        an_employer_compares(employer, code)
        enter(holder, person.id)
        the_holder_closes_it(holder, code)
        employer.go(f"/V/{code.code}")
        expect(employer.page.locator("h1")).to_have_text("پاسخی برای این کد نیست")
        employer.look("closed")
        address, pin = the_holder_shares_it(holder)
        employer.go(address)
        employer.look("share-asks")
        employer.page.fill("input[name=pin]", pin)
        employer.page.get_by_role("button", name="دیدن مدرک").click()
        expect(employer.page.locator("main")).to_contain_text("مهسا بهرامی‌نیا")
        employer.look("share")


def an_employer_compares(employer, code):
    """A field that is another turns the page red; with the right one come name and receipt."""
    scan(employer, code.code)
    employer.look("scanned")
    compare(employer, field="پزشکی")
    expect(employer.page.locator("h1")).to_have_text("آنچه نوشتید با سابقه نمی‌خواند")
    employer.look("red")
    compare(employer, field="مهندسی عمران")
    expect(employer.page.locator("main")).to_contain_text("مهسا بهرامی‌نیا")
    employer.look("match")
    assert download(employer, "a[href$='.pdf']").content.startswith(b"%PDF")
    told = json.loads(download(employer, "a[href$='.json']").content)
    assert told["receipt"]["state"] == "valid"


def the_holder_closes_it(holder, code):
    """She sees who asked, and closes the code to others."""
    holder.go("/my/codes/")
    holder.look("mine")
    holder.go("/my/codes/log/")
    expect(holder.page.locator("table")).to_contain_text("سنجش آنچه روی مدرک نوشته شده")
    holder.look("log")
    holder.go(f"/my/codes/{code.document_id}/")
    paper = download(holder, "a[href$='confirmation.pdf']").content
    assert "Signature is Valid." in pdfsig(paper)
    assert addresses_on(paper) == [
        authenticity_code.address(urlsplit(holder.house.url).netloc, code.code)
    ]
    token = download(holder, "a[href$='credential.jwt']").content.decode()
    keys = holder.context.request.get(f"{holder.house.url}/.well-known/jwks.json").json()["keys"]
    assert jose.read(token).key in {key["kid"] for key in keys}
    holder.page.get_by_role("button", name="بستن استعلام این کد").click()
    expect(holder.page.locator("main")).to_contain_text("باز کردن استعلام")


def the_holder_shares_it(holder):
    """A link with a PIN, each shown once."""
    holder.page.get_by_role("button", name="ساختن پیوند").click()
    expect(holder.page.locator("#main > .narrow .notice.ok")).to_be_visible()
    holder.look("shared")
    made = holder.page.locator("#main > .narrow .notice.ok").inner_text()
    return re.search(r"http://\S+/v/share/\S+/", made)[0], re.search(r"[۰-۹]{6}", made)[0]


def pdfsig(paper):
    """What poppler says of the seal."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(paper)
        file.flush()
        asked = ["pdfsig", file.name]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603 - our own words


def addresses_on(paper):
    """Where the links of a PDF lead: the printed address, which is that of its QR."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        links = [one for page in pdf.pages for one in page.get("/Annots", []) if "/A" in one]
        return sorted({str(one.A.URI) for one in links})


def scan(visitor, code):
    """The witness sees an entry within seconds; until then nothing is called valid."""
    until = time.monotonic() + WITNESSED_SECONDS
    while time.monotonic() < until:
        visitor.go(f"/V/{code}")
        heading = visitor.page.locator("h1").inner_text()
        if heading == "این مدرک معتبر است":
            return
        assert heading == "تازه صادر شده و هنوز در دفتر عمومی نیامده است"
        time.sleep(0.5)
    raise AssertionError("no witness saw it")


def compare(visitor, **more):
    """Type what stands on the paper."""
    page = visitor.page
    page.fill("input[name=family_name]", "بهرامي نيا")
    page.fill("input[name=last_four]", "۰۱۰۷")
    page.get_by_text("چیزهای دیگری که روی مدرک است").click()
    for name, value in more.items():
        page.fill(f"input[name={name}]", value)
    page.get_by_role("button", name="سنجیدن").click()


def enter(visitor, person_id):
    """As after a one-time code, which is looked at elsewhere."""
    known = signed_in_person(a_browser_of_nobody(), person_id).cookies
    name = settings.SESSION_COOKIE_NAME
    visitor.context.add_cookies(
        [{"name": name, "value": known[name].value, "url": visitor.house.url}]
    )

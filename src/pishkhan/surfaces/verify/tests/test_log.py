"""What everybody reads of the public log: its files as the specification has them, and its monitor."""

import base64
import gzip
import hashlib
import re
from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.transparency import api as log_api
from pishkhan.kernel.transparency.spec import NewEntry
from pishkhan.kernel.transparency.terms import LogEvent
from pishkhan.kernel.transparency.testing import a_log
from pishkhan.surfaces.verify import log_counts
from pishkhan.surfaces.verify.log_counts import Day


pytestmark = pytest.mark.django_db


@pytest.fixture
def log():
    with a_log(witnesses=3, quorum=2) as made:
        yield made


@pytest.fixture
def office():
    return organisations.a_tree().office


def enter(institution_id, count=1, event=LogEvent.ISSUE):
    new = [
        NewEntry(event=event, institution_id=institution_id, record={"n": str(n)})
        for n in range(count)
    ]
    return log_api.enter_all(new)


def test_the_files_are_served_as_the_specification_has_them(client, log, office):
    enter(office.id, 300)
    log.publish()
    checkpoint = client.get("/log/1/checkpoint")
    assert checkpoint["Content-Type"] == "text/plain; charset=utf-8"
    assert checkpoint["Cache-Control"] == "public, max-age=5"
    assert checkpoint.content.decode().startswith("log.example/log/1\n300\n")
    full = client.get("/log/1/tile/0/000")
    assert full["Content-Type"] == "application/octet-stream"
    assert full["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(full.content) == 8192
    assert len(client.get("/log/1/tile/0/001.p/44").content) == 44 * 32
    assert client.get("/log/1/tile/1/000.p/1").status_code == 200
    assert client.get("/log/keys").content.decode().startswith("log.example/log/1+")
    for address in ("/log/1/checkpoint", "/log/1/tile/0/000"):
        answer = client.get(address, headers={"Accept-Language": "en"})
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "") or "max-age=5" in answer["Cache-Control"]


def test_entries_are_those_of_the_hashes_plain_or_shortened(client, log, office):
    enter(office.id, 256)
    log.publish()
    plain = client.get("/log/1/tile/entries/000")
    short = client.get("/log/1/tile/entries/000", headers={"Accept-Encoding": "gzip"})
    assert short["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in short["Vary"]
    assert gzip.decompress(short.content) == plain.content
    length = int.from_bytes(plain.content[:2], "big")
    leaf = hashlib.sha256(b"\0" + plain.content[2 : 2 + length]).digest()
    assert client.get("/log/1/tile/0/000").content[:32] == leaf


@pytest.mark.parametrize(
    "address",
    [
        *("/log/1/tile/0/999", "/log/2/checkpoint", "/log/1/tile/../checkpoint", "/log/1/tile/"),
        *("/log/1/tile/0/0", "/log/1/tile/0/000.p/256", "/log/1/tile/entries/%2e%2e/%2e%2e/keys"),
        *("/log/1/", "/log/0/checkpoint", "/log/institutions/5/", "/log/institutions/5/x/"),
        *(f"/log/institutions/{10**30}/", "/log/institutions/5/2026-11-21/entries.json"),
        *("/log/1/tile/0/%00", "/log/99999999999999999999/checkpoint"),
    ],
)
@pytest.mark.usefixtures("log")
def test_what_is_not_there_is_not_there(client, address):
    assert client.get(address).status_code == 404


def test_nothing_is_published_that_too_few_witnesses_have_seen(client, log, office):
    for one in log.witnesses[1:]:
        one.is_silent = True
    enter(office.id)
    log.publish()
    assert client.get("/log/1/checkpoint").status_code == 404
    assert "هنوز هیچ" in client.get("/log/").content.decode()


def test_the_monitor_tells_the_state_of_the_log_its_witnesses_and_every_institution(
    client, log, office
):
    enter(office.id, 5)
    enter(office.id, 2, LogEvent.REVOKE)
    enter(office.id, 1, LogEvent.LATE)
    enter(None, 1, LogEvent.KEY_ADD)
    log.publish()
    html = client.get("/log/").content.decode()
    assert office.name in html
    assert f"/log/institutions/{office.id}/" in html
    for one in log.witnesses:
        assert one.name in html
    root = base64.b64encode(log_api_root(log)).decode()
    assert root in html
    row = html[html.index(office.name) :]
    figures = re.findall(r"<td(?: class=\"nil\")? data-label=\"[^\"]*\">([۰-۹]+)</td>", row)[:6]
    assert figures == ["۸", "۵", "۰", "۲", "۱", "۰"]


def log_api_root(log):
    return base64.b64decode(log.store.read("1/checkpoint").decode().split("\n")[2])


def test_before_anything_was_entered_the_monitor_says_so(client):
    with a_log():
        assert "هنوز سطری در دفتر ننشسته است" in client.get("/log/").content.decode()


def test_a_witness_that_refuses_is_shown_to_everybody(client, log, office):
    enter(office.id, 3)
    log.publish()
    log.witnesses[0].seen["log.example/log/1"] = (2, bytes(32))
    enter(office.id)
    log.publish()
    assert "نپذیرفت" in client.get("/log/").content.decode()


def test_an_institution_is_shown_day_by_day_with_a_picture_and_its_table(client, log, office):
    with clock.frozen(clock.now() - timedelta(days=3)):
        enter(office.id, 4)
        log.publish()
    enter(office.id, 2)
    log.publish()
    html = client.get(f"/log/institutions/{office.id}/").content.decode()
    assert html.count("<rect x=") == 2
    assert [
        f"{day:%Y-%m-%d}" in html for day in (clock.today(), clock.today() - timedelta(days=3))
    ] == [
        True,
        True,
    ]
    for span in ("30", "90", "365", "x", "9999999999"):
        assert client.get(f"/log/institutions/{office.id}/?days={span}").status_code == 200


def test_a_day_is_shown_entry_by_entry_and_to_programs(client, log, office):
    enter(office.id, 230)
    log.publish()
    address = f"/log/institutions/{office.id}/{clock.today():%Y-%m-%d}/"
    pages, after = [], ""
    while True:
        html = client.get(f"{address}?after={after}").content.decode()
        pages.append(re.findall(r'<td><bdi dir="ltr">([۰-۹/]+)</bdi></td>', html))
        found = re.search(r"after=([0-9-]+)", html)
        if found is None or len(pages[-1]) < 100:
            break
        after = found[1]
    assert [len(one) for one in pages] == [100, 100, 30]
    assert len({row for one in pages for row in one}) == 230
    said = client.get(f"{address}entries.json").json()
    assert said["entries"][0]["index"] == 0
    assert said["entries"][0]["witnessed"] is True
    assert len(said["entries"]) == 100
    following = client.get(f"{address}entries.json?after={said['after']}").json()
    assert following["entries"][0]["index"] == 100


@pytest.mark.parametrize("after", ["x", "1", "1-", "-", "1-x", f"1-{10**40}", "٣-٣", "-1--1"])
def test_nonsense_after_a_page_is_the_first_page(client, log, office, after):
    enter(office.id, 2)
    log.publish()
    address = f"/log/institutions/{office.id}/{clock.today():%Y-%m-%d}/entries.json"
    assert len(client.get(address, {"after": after}).json()["entries"]) == 2


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("day", ["2026-1-1", "20261121", "2026-13-01", "2026-W01-1", "today"])
def test_a_day_written_otherwise_is_none(client, office, day):
    assert client.get(f"/log/institutions/{office.id}/{day}/").status_code == 404


@pytest.mark.usefixtures("log")
def test_a_day_without_entries_says_so(client, office):
    html = client.get(f"/log/institutions/{office.id}/2026-11-21/").content.decode()
    assert "ننشسته است" in html


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_are_in_the_language_of_their_address(client, log, office, language):
    enter(office.id, 2)
    log.publish()
    for address in ("/log/", f"/log/institutions/{office.id}/"):
        html = client.get(f"{address}?lang={language}").content.decode()
        assert f'lang="{language}"' in html
        assert f'dir="{"ltr" if language == "en" else "rtl"}"' in html


def test_the_log_that_was_frozen_stays_readable_and_is_named(client, log, office):
    enter(office.id, 3)
    log.publish()
    log_api.begin_next(because="خرابی دیسک", by=None)
    log.publish()
    html = client.get("/log/").content.decode()
    assert "log.example/log/1" in html
    assert "خرابی دیسک" in html
    assert client.get("/log/1/checkpoint").status_code == 200
    assert client.get("/log/2/checkpoint").status_code == 200
    address = f"/log/institutions/{office.id}/{clock.today():%Y-%m-%d}/entries.json"
    assert all(one["witnessed"] for one in client.get(address).json()["entries"])


def a_day(number, **counts):
    day = clock.today() - timedelta(days=number)
    return Day(day=day, counts=dict.fromkeys(log_counts.GROUPS, 0) | counts, is_unusual=False)


def test_the_picture_begins_where_reading_begins_and_reaches_its_height():
    days = [a_day(1, issued=1), a_day(0, issued=3, late=1, other=50)]
    rtl, ltr = log_counts.bars(days, is_rtl=True), log_counts.bars(days, is_rtl=False)
    assert float(rtl[0].x) > float(rtl[1].x)
    assert float(ltr[0].x) < float(ltr[1].x)
    assert [bar.height for bar in ltr] == ["30.00", "90.00", "30.00"]
    assert [bar.y for bar in ltr] == ["90.00", "30.00", "0.00"]
    assert log_counts.bars([], is_rtl=True) == []
    assert log_counts.bars([a_day(0)], is_rtl=True) == []


def test_a_day_far_beyond_the_others_is_marked(log, office):
    today = clock.now()
    for number in range(40, -1, -1):
        with clock.frozen(today - timedelta(days=number)):
            enter(office.id, 60 if number == 0 else 3)
            log.publish()
    days = log_counts.days_of(office.id, clock.today(), 30)
    assert [day.is_unusual for day in days] == [*[False] * 29, True]

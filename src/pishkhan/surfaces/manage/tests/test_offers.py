"""Services, processes and patterns through the pages."""

import pytest
from django.urls import reverse

from pishkhan.foundation import digits
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import api as identity


pytestmark = pytest.mark.django_db
SERVICE = "e_request"


def page(browser, name, /, *arguments, **query):
    return browser.get(reverse(f"manage:{name}", args=arguments), query).content.decode()


def send(browser, name, /, *arguments, **said):
    return browser.post(reverse(f"manage:{name}", args=arguments), said)


def test_a_service_is_switched_off_and_on(admin):
    assert send(admin, "switch", SERVICE).status_code == 200
    send(admin, "switch", SERVICE, because="به‌روزرسانی")
    assert not catalogue.is_on(SERVICE)
    assert "بسته" in page(admin, "home")
    send(admin, "switch", SERVICE, because="پایان کار")
    assert catalogue.is_on(SERVICE)


def test_the_receiving_office_is_named_by_its_code(world, admin):
    html = send(admin, "office", SERVICE, parent="nowhere").content.decode()
    assert 'id="q-parent-error"' in html
    send(admin, "office", SERVICE, parent="u1-office")
    assert catalogue.offices(SERVICE)[""] == world.tree.office.id
    assert "دفتر خدمات دانشگاه نمونه" in page(admin, "service_list")


def test_a_process_is_read_as_a_table_and_a_drawing(admin):
    html = page(admin, "process", SERVICE)
    assert html.index("بررسی دبیرخانه") < html.index("امضای پاسخ")
    assert "۲ روز کاری" in html
    assert "<svg" in html
    number = digits.to_persian(str(cases.process_now(SERVICE).version))
    assert f"نسخهٔ {number}" in page(admin, "processes")
    assert "منتشر نشده" in page(admin, "process", SERVICE, version="99")


def test_publishing_the_same_text_again_changes_nothing(admin):
    said = admin.post(reverse("manage:publish", args=[SERVICE]), follow=True).content.decode()
    assert "چیز تازه‌ای برای انتشار نبود" in said
    assert "نسخه منتشر شد" not in said
    assert admin.get(reverse("manage:publish", args=[SERVICE])).status_code == 405


def test_a_pattern_must_be_readable_and_accept_its_example(admin):
    html = send(admin, "identifier", "fida", pattern="[0-9", example="1").content.decode()
    assert 'id="q-pattern-error"' in html
    html = send(admin, "identifier", "fida", pattern="[0-9]{9}", example="12").content.decode()
    assert 'id="q-example-error"' in html
    send(admin, "identifier", "fida", pattern="[0-9]{9}", example="123-456-789")
    assert identity.patterns()["fida"] == "[0-9]{9}"
    assert "123456789" in page(admin, "identifiers")

"""The waiting room and what is left out, through the pages and the command."""

import pytest
from django.urls import reverse

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.surge import api as surge
from pishkhan.kernel.surge.api import Feature


pytestmark = pytest.mark.django_db


def send(browser, name, /, *arguments, **said):
    return browser.post(reverse(f"manage:{name}", args=arguments), said)


def page(browser):
    return browser.get(reverse("manage:surge")).content.decode()


def test_the_room_is_opened_for_a_service_with_a_reason_in_the_trail(admin):
    refused = send(admin, "surge_room", mode="on", rate="90", doors="/desk/", because="نتایج")
    assert 'id="q-doors-error"' in refused.content.decode()
    assert not surge.look().is_open
    sent = send(
        admin, "surge_room", mode="on", rate="۹۰", doors="e_request، /which/", because="نتایج"
    )
    assert sent.status_code == 302
    now = surge.look()
    assert now.is_open
    assert (now.rate, now.doors) == (1.5, ("/s/e_request/", "/which/"))
    [line] = audit.lines(verb="surge.room_set")
    assert line.because == "نتایج"
    assert line.account_id
    assert "/s/e_request/" in page(admin)
    send(admin, "surge_room", mode="off", rate="90", doors="/s/", because="تمام شد")
    assert not surge.look().is_open


def test_a_feature_is_switched_off_and_its_list_says_so(admin):
    assert admin.get(reverse("manage:surge_feature", args=["nothing"])).status_code == 404
    send(admin, "surge_feature", "autosave", mode="off", because="بار")
    assert not surge.look().has(Feature.AUTOSAVE)
    assert "خاموش" in page(admin)
    send(admin, "surge_feature", "autosave", mode="automatic", because="بار کم شد")
    assert surge.look().has(Feature.AUTOSAVE)

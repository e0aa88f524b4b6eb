"""Sender keys at the registrar: one who signs confirms or refuses what an administrator brought."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.organisations.api import actor_for_account
from pishkhan.kernel.organisations.testing import a_tree
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.terms import KeyState


@pytest.fixture
def key(university):
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    by = actor_for_account(cast.the_administrator().id)
    return records.ask_sender_key(university.id, public, title="کلید تازه", by=by)


def press(browser, university, do, key, **more):
    return browser.post(f"/registrar/{university.id}/keys/", {"do": do, "key": key, **more})


def test_a_signer_confirms_a_key_that_the_page_of_the_institution_leads_to(
    expert, signer, university, key
):
    here = signer.get(f"/registrar/{university.id}/").content.decode()
    assert f"/registrar/{university.id}/keys/" in here
    assert "در انتظار تأیید امضاکنندهٔ مؤسسه" in here
    assert press(expert, university, "confirm", key).status_code == 403
    assert press(signer, university, "confirm", key).status_code == 302
    assert records.sender_key(key).state is KeyState.COOLING
    shown = expert.get(f"/registrar/{university.id}/keys/").content.decode()
    assert "با تأیید" in shown
    assert press(signer, university, "confirm", key).status_code == 400


def test_a_key_that_nobody_knows_is_refused_with_why(signer, university, key):
    answer = press(signer, university, "refuse", key, because=" ")
    assert answer.status_code == 400
    assert "دلیل آن را بنویسید" in answer.content.decode()
    assert press(signer, university, "refuse", key, because="a\x00").status_code == 400
    press(signer, university, "refuse", key, because="از ما نیست")
    assert records.sender_key(key).state is KeyState.RETIRED


def test_what_is_no_key_of_here_is_none(signer, university, key):
    other = a_tree().other_university
    assert press(signer, university, "confirm", "x").status_code == 404
    assert press(signer, university, "confirm", 1).status_code == 404
    assert press(signer, university, "odd", key).status_code == 400
    assert signer.get(f"/registrar/{other.id}/keys/").status_code == 404

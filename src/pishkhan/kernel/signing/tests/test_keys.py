"""Keys from their making to their end, and what is left of them afterwards."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import IntegrityError, connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.signing import api
from pishkhan.kernel.signing.errors import (
    AlreadyEnded,
    BecauseNeeded,
    NoSigningKey,
    NoSuchKey,
    NoSuchOwner,
    WrongChain,
)
from pishkhan.kernel.signing.models import SigningKey
from pishkhan.kernel.signing.ports import KeyNotThere
from pishkhan.kernel.signing.rules import certificates
from pishkhan.kernel.signing.rules.encodings import spki
from pishkhan.kernel.signing.spec import institution, institution_of
from pishkhan.kernel.signing.terms import Algorithm, KeyChange, KeyState, Purpose
from pishkhan.kernel.signing.testing import a_vault


pytestmark = pytest.mark.django_db


@pytest.fixture
def vault():
    with a_vault(makes_missing=False) as made:
        yield made


def made(purpose=Purpose.CREDENTIAL, owner=api.NATIONAL):
    return api.new_key(owner, purpose, by=None)


@pytest.mark.parametrize("purpose", [Purpose.CREDENTIAL, Purpose.RECEIPT])
@pytest.mark.usefixtures("vault")
def test_what_a_key_signs_is_verified_by_its_public_half_alone(purpose):
    key = made(purpose)
    signature = api.sign(api.NATIONAL, purpose, b"text")
    assert signature.key_id == key.key_id
    assert api.is_signed(key.public, b"text", signature.value)
    assert not api.is_signed(key.public, b"other", signature.value)
    assert not api.is_signed(key.public, b"text", signature.value[:-1])


@pytest.mark.usefixtures("vault")
def test_a_key_signs_for_one_owner_and_one_purpose():
    made()
    for owner, purpose in [
        (api.NATIONAL, Purpose.RECEIPT),
        (institution(organisations.a_tree().university.id), Purpose.CREDENTIAL),
    ]:
        with pytest.raises(NoSigningKey, match="new-signing-key"):
            api.sign(owner, purpose, b"text")


def test_in_development_a_missing_key_is_made_at_once():
    with a_vault(makes_missing=True):
        first = api.sign(api.NATIONAL, Purpose.RECEIPT, b"text")
        assert api.sign(api.NATIONAL, Purpose.RECEIPT, b"text").key_id == first.key_id
        assert len(api.keys(api.NATIONAL)) == 1


@pytest.mark.parametrize("owner", ["", "log", "institution:", "institution:0", "institution:12x"])
@pytest.mark.usefixtures("vault")
def test_nobody_else_owns_keys(owner):
    with pytest.raises(NoSuchOwner):
        made(owner=owner)


@pytest.mark.usefixtures("vault")
def test_an_institution_that_is_not_there_owns_no_keys():
    with pytest.raises(NoSuchOwner):
        made(owner=institution(1))


def test_an_institution_is_known_again_by_its_name():
    assert institution_of(institution(42)) == 42
    assert institution_of(api.NATIONAL) is None


def test_a_new_key_retires_the_one_before_whose_signatures_stay_good(
    vault, django_capture_on_commit_callbacks
):
    first = made()
    signature = api.sign(api.NATIONAL, Purpose.CREDENTIAL, b"text")
    with django_capture_on_commit_callbacks(execute=True):
        second = made()
    before = api.key(first.key_id)
    assert before.state is KeyState.RETIRED
    assert api.key_in_use(api.NATIONAL, Purpose.CREDENTIAL).key_id == second.key_id
    assert api.is_signed(before.public, b"text", signature.value)
    assert [one["kid"] for one in api.public_jwks()["keys"]] == [first.key_id, second.key_id]
    assert first.key_id not in vault.private


@pytest.mark.usefixtures("vault")
def test_a_key_that_ended_signs_nothing_more(django_capture_on_commit_callbacks):
    key = made()
    with django_capture_on_commit_callbacks(execute=True):
        api.retire(key.key_id, because="پایان دوره", by=None)
    with pytest.raises(NoSigningKey):
        api.sign(api.NATIONAL, Purpose.CREDENTIAL, b"text")
    with pytest.raises(KeyNotThere):
        api.sign_by(key, b"text")


@pytest.mark.usefixtures("vault")
def test_a_compromised_key_is_published_no_more():
    key = made()
    api.retire(key.key_id, because="دزدیده شد", is_compromised=True, by=None)
    assert api.key(key.key_id).state is KeyState.COMPROMISED
    assert api.public_jwks()["keys"] == []


@pytest.mark.usefixtures("vault")
def test_a_retired_key_may_turn_out_to_be_compromised_but_only_once():
    key = made()
    api.retire(key.key_id, because="پایان دوره", by=None)
    with pytest.raises(AlreadyEnded):
        api.retire(key.key_id, because="پایان دوره", by=None)
    retired_at = api.key(key.key_id).retired_at
    with clock.frozen(clock.now() + timedelta(days=3)):
        ended = api.retire(key.key_id, because="دزدیده شد", is_compromised=True, by=None)
    assert ended.retired_at == retired_at < ended.compromised_at
    with pytest.raises(AlreadyEnded):
        api.retire(key.key_id, because="باز هم", is_compromised=True, by=None)


@pytest.mark.usefixtures("vault")
def test_a_key_ends_for_a_reason():
    key = made()
    with pytest.raises(BecauseNeeded):
        api.retire(key.key_id, because="  ", by=None)
    with pytest.raises(NoSuchKey):
        api.retire("nothing", because="دلیل", by=None)


def test_who_keeps_the_public_log_is_told_in_the_same_transaction():
    told = []
    with a_vault(tell=lambda key, change: told.append((key.key_id, change))):
        first = made()
        second = made()
    assert told == [
        (first.key_id, KeyChange.ADDED),
        (first.key_id, KeyChange.ENDED),
        (second.key_id, KeyChange.ADDED),
    ]


@pytest.mark.usefixtures("vault")
def test_everything_that_happens_to_keys_is_in_the_trail():
    key = made()
    made()
    api.retire(key.key_id, because="دزدیده شد", is_compromised=True, by=None)
    row = SigningKey.objects.get(key_id=key.key_id)
    verbs = {line.verb for line in lines(target="signing_key", target_id=row.id)}
    assert verbs == {"signing.key_added", "signing.key_retired", "signing.key_compromised"}


def test_the_database_holds_no_private_half_and_two_keys_are_never_in_use(vault):
    key = made()
    private = vault.private[key.key_id].private_numbers().private_value.to_bytes(32, "big")
    with connection.cursor() as cursor:
        cursor.execute("SELECT signing_signingkey::text FROM signing_signingkey")
        assert private.hex() not in str(cursor.fetchall())
    row = SigningKey.objects.get()
    row.pk, row.key_id = row.pk + 1, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.usefixtures("vault")
def test_a_seal_is_certified_by_the_authority_of_the_platform():
    university = organisations.a_tree().university
    made(Purpose.SEAL, institution(university.id))
    chain = [
        x509.load_der_x509_certificate(one)
        for one in api.certificate_chain(institution(university.id))
    ]
    own, root = chain
    own.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    assert university.name in own.subject.rfc4514_string()
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not own.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    usage = own.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert isinstance(own.public_key(), ec.EllipticCurvePublicKey)
    assert own.serial_number != root.serial_number
    assert api.authorities() == [api.certificate_chain(institution(university.id))[-1]]


@pytest.mark.usefixtures("vault")
def test_seals_of_all_have_one_authority_and_a_new_one_leaves_old_seals_whole():
    made(Purpose.SEAL)
    before = api.certificate_chain(api.NATIONAL)
    made(Purpose.AUTHORITY)
    assert api.certificate_chain(api.NATIONAL) == before
    made(Purpose.SEAL)
    assert api.certificate_chain(api.NATIONAL)[-1] != before[-1]
    assert set(api.authorities()) == {before[-1], api.certificate_chain(api.NATIONAL)[-1]}


def test_another_authority_certifies_a_seal(vault):
    key = made(Purpose.SEAL)
    vault.make("theirs", Algorithm.ES256)
    theirs = certificates.Holder(name="مرکز ریشه", public=certificates_public(vault, "theirs"))
    period = (clock.now() - timedelta(days=1), clock.now() + timedelta(days=400))

    def sign(told):
        return vault.sign("theirs", Algorithm.ES256, told)

    root = certificates.certificate(theirs, issuer=theirs, serial=1, period=period, sign=sign)
    holder = certificates.Holder(name="پیشخوان", public=key.public)
    own = certificates.certificate(holder, issuer=theirs, serial=2, period=period, sign=sign)
    for wrong in (
        "",
        "nothing",
        certificates.to_pem([root]),
        certificates.to_pem([own]),
        certificates.to_pem([root, own]),
    ):
        with pytest.raises(WrongChain):
            api.install_chain(key.key_id, wrong, by=None)
    api.install_chain(key.key_id, certificates.to_pem([own, root]), by=None)
    assert api.certificate_chain(api.NATIONAL) == [own, root]


def certificates_public(vault, name):
    return spki(vault.private[name].public_key())


@pytest.mark.usefixtures("vault")
def test_a_chain_is_installed_only_for_a_seal_in_use():
    key = made()
    with pytest.raises(NoSuchKey):
        api.install_chain(key.key_id, "", by=None)

"""The public log has every key that signs; one put into the table by hand is found."""

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.credentials.models import KeyEntry
from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.signing.models import SigningKey
from pishkhan.kernel.signing.terms import Purpose
from pishkhan.kernel.transparency import api as log_api
from pishkhan.kernel.transparency.terms import LogEvent, LogFaultKind


pytestmark = pytest.mark.django_db


@pytest.fixture
def key(log, vault, university):  # noqa: ARG001 - they must be there
    return signing.new_key(signing.institution(university.id), Purpose.CREDENTIAL, by=None)


def kinds():
    return {fault.kind for fault in log_api.verify_log().faults}


def test_adding_and_ending_are_entered_and_the_log_is_whole(key, log, university):
    signing.new_key(key.owner, Purpose.CREDENTIAL, by=None)
    signing.retire(key.key_id, because="دزدیده شد", is_compromised=True, by=None)
    log.publish()
    today = clock.today()
    counts = {one.event: one.count for one in log_api.counts(university.id, today, today)}
    assert counts == {LogEvent.KEY_ADD: 2, LogEvent.KEY_RETIRE: 2}
    assert kinds() == set()


def test_a_key_that_was_put_into_the_table_by_hand_is_found(key, log):
    row = SigningKey.objects.get(key_id=key.key_id)
    row.pk, row.key_id, row.owner = row.pk + 1, "forged", signing.NATIONAL
    row.save(force_insert=True)
    log.publish()
    assert LogFaultKind.RECORD_UNLOGGED in kinds()


def test_a_key_that_was_exchanged_by_hand_is_found(key, log):
    other = signing.new_key(signing.NATIONAL, Purpose.CREDENTIAL, by=None)
    SigningKey.objects.filter(key_id=key.key_id).update(public=other.public)
    log.publish()
    assert LogFaultKind.RECORD_CHANGED in kinds()


def test_a_retirement_that_was_written_or_undone_by_hand_is_found(key, log):
    SigningKey.objects.filter(key_id=key.key_id).update(retired_at=clock.now())
    log.publish()
    assert LogFaultKind.RECORD_UNLOGGED in kinds()


def test_an_entry_of_a_key_that_is_gone_is_found(key, log):
    log.publish()
    SigningKey.objects.filter(key_id=key.key_id).delete()
    KeyEntry.objects.all().delete()
    assert LogFaultKind.ENTRY_UNVOUCHED in kinds()

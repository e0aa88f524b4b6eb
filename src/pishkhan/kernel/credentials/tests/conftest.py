"""A degree that the public log has witnessed, and keys in memory."""

import pytest

from pishkhan.kernel.credentials import api
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.testing import APPLICANT, the_applicant
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.signing.testing import a_vault
from pishkhan.kernel.transparency.testing import a_log
from pishkhan.kernel.verification.testing import issued


@pytest.fixture
def log():
    with a_log() as made:
        yield made


@pytest.fixture
def vault():
    with a_vault(tell=api.enter_key_change) as made:
        yield made


@pytest.fixture
def university():
    return organisations.a_tree().university


@pytest.fixture
def holder():
    return identity.actor_for_person(the_applicant().id)


@pytest.fixture
def code(log, vault, university, holder):  # noqa: ARG001 - they must be there
    made = issued(APPLICANT, institution_id=university.id)
    log.publish()
    return made

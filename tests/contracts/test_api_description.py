"""The API against its own description: what it promises is what it does, whatever is sent.

Schemathesis makes calls from the description: right ones, wrong ones, and walks along its links.
"""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from pishkhan.config.paths import CHECKOUT
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, staff_of
from pishkhan.kernel.persistence.api import new_id
from pishkhan.surfaces.api.description import description


EXAMPLES, WALKS = 8, 60
# What a walk needs to come anywhere: no generator guesses the code of a service.
RIGHT = {
    "start_request": {"service": "e_request"},
    "answer_questions": {"answers": {"person.kind": "natural"}},
    "begin_upload": {"kind": "letter", "name": "a.jpg", "length": 1000},
}
pytestmark = pytest.mark.django_db
# NUL is refused everywhere, which JSON Schema has no short word for; what is too large is 413, what
# is no file of a right kind is 415.
CONFIG = {
    "generation": {"allow-x00": False},
    "checks": {
        "ignored_auth": {
            "enabled": False
        },  # the key is given beside the case; keys have their own test
        "negative_data_rejection": {"expected-statuses": ["4xx"]},
        "positive_data_acceptance": {"expected-statuses": ["2xx", "403", "404", "409", "415"]},
    },
}


@pytest.fixture
def headers():
    """A key for everything, in the name of the clerk of an office where one request waits."""
    office = a_tree().office
    clerk = staff_of(office)[Role.SECRETARIAT]
    catalogue.publish_all(Actor.system())
    catalogue.set_office("e_request", organisation_id=office.id, by=Actor.system())
    issued = clients.issue(
        organisation_id=office.id,
        title="آزمون توصیف",
        scopes=list(KeyScope),
        account_id=clerk.account_id,
        per_minute=1_000_000,
        per_day=1_000_000,
        by=Actor.system(),
    )
    return {"Authorization": f"Bearer {issued.secret}"}


@pytest.fixture(autouse=True)
def one_connection():
    """Requests of a server close the connection at their ends; here it is the test's own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schemathesis.serializer("application/offset+octet-stream", "application/x-ndjson")
def as_bytes(_context, value):
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture
def schema():
    config = schemathesis.Config.from_dict(CONFIG)
    application = get_wsgi_application()
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=config)


def steps(examples, **more):
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        **more,
    )


def unchecked(case):
    """A form with an empty file in its field is right by the schema, and nothing that we take."""
    return [positive_data_acceptance] if case.media_type == "multipart/form-data" else []


def hold(operation, mode, headers):
    """Calls of one operation, each checked against the description."""

    @steps(EXAMPLES)
    @given(case=operation.as_strategy(generation_mode=mode))
    def calls(case):
        # A generator likes to say one mark twice, with another body: that has its own test.
        is_marked = mode is GenerationMode.POSITIVE and "Idempotency-Key" in (case.headers or {})
        mark = {"Idempotency-Key": f"made-{new_id()}"} if is_marked else {}
        case.call_and_validate(headers=headers | mark, excluded_checks=unchecked(case))

    calls()


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_operation_does_what_its_description_says(schema, headers, mode):
    found = []
    for result in schema.get_all_operations():
        try:
            hold(result.ok(), mode, headers)
        except* Exception as errors:  # noqa: BLE001 - each operation has its turn
            found.append(f"{result.ok().label}: {errors.exceptions}")
    assert not found, "\n\n".join(found)


def test_whoever_walks_along_the_links_finds_what_they_promise(schema, headers):
    class Walk(schema.as_state_machine()):
        def get_call_kwargs(self, case):  # noqa: ARG002 - schemathesis's
            return {"headers": headers}

        def before_call(self, case):
            case.body = RIGHT.get(case.operation.definition.raw["operationId"], case.body)

        def validate_response(self, response, case, additional_checks=None, **more):
            case.validate_response(
                response,
                additional_checks=additional_checks,
                # A form that lacks something waits; a missing key is put in by us.
                excluded_checks=[positive_data_acceptance, negative_data_rejection],
                transport_kwargs=more,
            )

        def after_call(self, response, case):
            walked.add((case.operation.definition.raw["operationId"], response.status_code))

    walked = set()
    run_state_machine_as_test(Walk, settings=steps(WALKS, stateful_step_count=6))
    answered = {name for name, status in walked if status < 300}
    reached = {"look_at_request", "answer_questions", "begin_upload", "look_at_upload"}
    assert "start_request" in answered
    assert len(reached & answered) > 1, walked


def test_the_description_is_the_committed_one():
    committed = json.loads((CHECKOUT / "docs/reference/api/openapi.json").read_text())
    assert committed == json.loads(json.dumps(description())), "run tools/api_client.py"

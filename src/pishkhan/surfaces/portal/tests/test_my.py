"""The page of one's own requests."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import api as identity
from pishkhan.surfaces.portal.tests.conftest import SERVICE
from pishkhan.web.testing import a_browser, signed_in_person


def another_request(person_id):
    actor, definition = identity.actor_for_person(person_id), catalogue.service(SERVICE)
    draft = forms.start(SERVICE, session_key="s", person_id=person_id, answers=definition.sample)
    attachments.receive(
        draft_id=draft.pk,
        kind=definition.attachments[0].kind,
        name="a.jpg",
        stream=io.BytesIO(a_jpeg()),
        rule=definition.attachments[0],
        by=actor,
    )
    return catalogue.submit(draft.token, by=actor)


@pytest.mark.django_db
def test_more_requests_and_messages_cost_no_more_statements(registered):
    person_id = registered.draft().person_id
    client = signed_in_person(a_browser(), person_id)
    client.get("/my/")
    seen = []
    for many in (1, 3):
        given = [another_request(person_id) for _ in range(many)]
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/my/")
        assert page.context["requests"][0][1] == given[-1]
        seen.append(len(asked))
    assert seen[0] == seen[1]

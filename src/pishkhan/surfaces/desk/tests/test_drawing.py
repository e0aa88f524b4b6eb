"""The map of a case: where it went, where it stands; nobody else sees it."""

import pytest
from django.urls import reverse


pytestmark = pytest.mark.django_db


def test_the_map_shows_the_way_and_the_step_in_both_shapes(clerk, case_id):
    html = clerk.get(reverse("desk:map", args=[case_id])).content.decode()
    assert html.count("<svg") >= 2
    assert html.count("wf-box wf-visited wf-current") == 2
    assert 'aria-current="step"' in html
    assert "بررسی دبیرخانه" in html
    assert (
        reverse("desk:map", args=[case_id])
        in clerk.get(reverse("desk:case", args=[case_id])).content.decode()
    )


def test_there_is_no_map_of_what_is_not_there(clerk):
    assert clerk.get(reverse("desk:map", args=[1])).status_code == 404

"""An alarm of the shield is seen by whoever administers the platform."""

import pytest

from pishkhan.kernel.audit import api as audit


pytestmark = pytest.mark.django_db


def test_an_alarm_stands_on_the_first_page_for_a_day_and_leads_to_the_trail(admin, local):
    assert "شاید ماشینی می‌خواهد" not in admin.get("/manage/").content.decode()
    audit.record(
        "identity.codes_hardly_used",
        target="shield",
        target_id=0,
        by=None,
        after={"by": "block", "sent": 40, "used": 2},
    )
    html = admin.get("/manage/").content.decode()
    assert "از ۴۰ کدی که فرستاده شد ۲ به کار رفت" in html
    assert 'href="/manage/audit/?verb=identity.codes_hardly_used"' in html
    assert "شاید ماشینی می‌خواهد" not in local.get("/manage/").content.decode()

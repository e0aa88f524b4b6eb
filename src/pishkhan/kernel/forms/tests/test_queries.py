"""Reads of forms say what they cost."""

from pishkhan.kernel.forms import api
from pishkhan.kernel.forms.testing import PAGES


def test_opening_a_draft_is_one_query(full_draft, django_assert_num_queries):
    with django_assert_num_queries(1):
        draft = api.draft(full_draft.token)
        api.may_open(draft, "browser", None)
        api.page_state(draft, PAGES[0])
        api.check_all(draft)


def test_saving_a_page_is_one_query(full_draft, django_assert_num_queries):
    with django_assert_num_queries(1):
        api.save(full_draft, PAGES[0], {"first_name": "سارا"})

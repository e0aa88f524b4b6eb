"""The demonstration of the finance desk is whole: books that agree, something of each kind."""

import pytest

from pishkhan.kernel.catalogue.spec import DemoGround
from pishkhan.kernel.organisations.testing import a_tree
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.terms import DifferenceKind, RefundState
from pishkhan.surfaces.finance import demo


@pytest.mark.django_db
def test_it_shows_something_of_each_kind_once_and_its_books_agree():
    ground, kept = DemoGround(offices={demo.CENTRE: a_tree().headquarters.id}), ports.tills()
    demo.load(ground)
    demo.load(ground)
    asked = payments.FinanceAsked()
    assert payments.payment_totals(asked).count > demo.DAYS
    assert set(payments.open_differences()) == {
        DifferenceKind.STATE,
        DifferenceKind.ONLY_AT_BANK,
        DifferenceKind.BAD_ROW,
    }
    [recovered] = payments.differences(asked, is_open=False)
    assert recovered.resolved_by is None
    assert {one.state for one in payments.refunds(asked, list(RefundState))} == {
        RefundState.REQUESTED,
        RefundState.APPROVED,
        RefundState.PAID_BACK,
    }
    orphan = next(one for one in payments.differences(asked, kind="only_at_bank"))
    [line] = payments.bank_lines(orphan.file_id, orphan.reference)
    assert payments.candidates(line)
    [on_fees] = payments.open_fees()
    assert (on_fees.round, on_fees.gives_pin) == (demo.ROUND, True)
    payments.serve_due()
    assert [one.what for one in payments.findings()] == []
    assert ports.tills() == kept

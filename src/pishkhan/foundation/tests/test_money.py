"""Money."""

from decimal import Decimal

from hypothesis import given, strategies as st

from pishkhan.foundation.money import Rials, format_amount


@given(st.integers(0, 10**15))
def test_toman_is_exactly_a_tenth(amount):
    assert Rials(amount).as_toman * 10 == amount


def test_a_rial_is_not_lost():
    assert Rials(1_005).as_toman == Decimal("100.5")


def test_amounts_are_shown_in_each_language():
    shown = [format_amount(Rials(1_250_000), language) for language in ("fa", "ar", "en")]
    assert shown == ["۱٬۲۵۰٬۰۰۰", "١٬٢٥٠٬٠٠٠", "1,250,000"]

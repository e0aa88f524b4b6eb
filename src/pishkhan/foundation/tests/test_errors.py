"""The root of refusals."""

from pishkhan.foundation.errors import DomainError, FieldErrors


class TooLate(DomainError):
    code = "too_late"
    message = "مهلت %(day)s بود."


def test_a_refusal_fills_in_its_data():
    error = TooLate(day="شنبه")
    assert str(error) == "مهلت شنبه بود."
    assert error.data == {"day": "شنبه"}


def test_refusals_of_fields_are_kept_by_field():
    late = TooLate(day="شنبه")
    assert FieldErrors({"a.b": (late,)}).errors == {"a.b": [late]}


def test_a_refusal_of_fields_is_a_refusal():
    assert isinstance(FieldErrors({}), DomainError)
    assert str(FieldErrors({}))

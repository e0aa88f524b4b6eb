"""What an act on the records of an institution touches, for the one permission function."""

from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.spec import Subject


SERVICE = "degree_issuance"  # a post for this service keeps the records too


def of_institution(institution_id: int) -> Subject:
    """The records of an institution."""
    return Subject(service=SERVICE, organisation_ids=frozenset({institution_id}))


def is_another(by: Actor, first: int | None) -> bool:
    """Whether `by` is of the staff, and another person than who acted by the account `first`."""
    if by.account_id is None or first is None:
        return False
    return by.account_id not in identity.with_other_accounts([first])


def are_two(by: Actor, second: Actor) -> bool:
    """Whether these are two people: two accounts, and not of one person."""
    is_one = by.person_id is not None and by.person_id == second.person_id
    return (
        by.account_id is not None and second.account_id not in {None, by.account_id} and not is_one
    )

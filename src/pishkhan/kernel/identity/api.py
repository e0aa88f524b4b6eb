"""Verbs of identity: one-time codes, persons, staff accounts, the ownership of a mobile."""

from pishkhan.kernel.identity.actions.accounts import (
    close_account,
    create_account,
    link_person,
    open_account,
    reset_password,
)
from pishkhan.kernel.identity.actions.codes import check_code, send_code, sweep_codes
from pishkhan.kernel.identity.actions.patterns import set_pattern
from pishkhan.kernel.identity.actions.persons import change_mobile, person_for
from pishkhan.kernel.identity.ports import ownership
from pishkhan.kernel.identity.queries import (
    account,
    account_by_username,
    account_names,
    account_of_person,
    accounts,
    actor_for_person,
    examples,
    find_persons,
    mobile_is_shared,
    patterns,
    person,
    person_by_identifier,
    person_by_identifier_and_mobile,
    person_names,
    persons_of_accounts,
    with_other_accounts,
)
from pishkhan.kernel.identity.rules.ownership import (
    clerk_must_check,
    is_to_be_warned,
    may_go_on,
)
from pishkhan.kernel.identity.terms import Ownership


def mobile_ownership(national_id: str, mobile: str) -> Ownership:
    """Ask outside whose number it is; takes seconds, never raises, never inside a transaction."""
    return ownership().match(national_id, mobile)


__all__ = [
    "account",
    "account_by_username",
    "account_names",
    "account_of_person",
    "accounts",
    "actor_for_person",
    "change_mobile",
    "check_code",
    "clerk_must_check",
    "close_account",
    "create_account",
    "examples",
    "find_persons",
    "is_to_be_warned",
    "link_person",
    "may_go_on",
    "mobile_is_shared",
    "mobile_ownership",
    "open_account",
    "patterns",
    "person",
    "person_by_identifier",
    "person_by_identifier_and_mobile",
    "person_for",
    "person_names",
    "persons_of_accounts",
    "reset_password",
    "send_code",
    "set_pattern",
    "sweep_codes",
    "with_other_accounts",
]

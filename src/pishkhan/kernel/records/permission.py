"""What an act on the records of an institution touches, for the one permission function."""

from pishkhan.kernel.organisations.spec import Subject


SERVICE = "degree_issuance"  # a post for this service keeps the records too


def of_institution(institution_id: int) -> Subject:
    """The records of an institution."""
    return Subject(service=SERVICE, organisation_ids=frozenset({institution_id}))

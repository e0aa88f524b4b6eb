"""Whole numbers that the server binds: our identifiers have 63 bits.

Where the server binds the values, Django declares a bare number in an expression, such as a member
of an array to look for, as an `integer` of 32 bits, and psycopg cuts a longer one off in silence.
"""

from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg.types.numeric import Int4, Int8


LONGEST_INT4 = 31  # bits beside the sign


def send_whole() -> None:
    """From now on a number of more than 32 bits goes to the server with 64."""
    kinds = DatabaseOperations.integerfield_type_map
    for name in [name for name, kind in kinds.items() if kind is Int4]:
        kinds[name] = whole  # type: ignore[assignment]  # called with the number, as the class is


def whole(number: int) -> Int4 | Int8:
    """The number in as many bits as it needs."""
    return (Int4 if int(number).bit_length() <= LONGEST_INT4 else Int8)(number)

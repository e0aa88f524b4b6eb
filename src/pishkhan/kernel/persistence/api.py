"""Verbs of persistence: identifiers, jobs of the same transaction, limits of rate, folding."""

from pishkhan.kernel.persistence.each import each_by_itself
from pishkhan.kernel.persistence.ids import first_id_at, moment_of, new_id
from pishkhan.kernel.persistence.jobs import defer, job
from pishkhan.kernel.persistence.models import Row, columns_of
from pishkhan.kernel.persistence.reading import both, row, rows
from pishkhan.kernel.persistence.rows import as_json, insert_json
from pishkhan.kernel.persistence.search import FaNorm, FaSort
from pishkhan.kernel.persistence.throttle import allow, forget, hits, is_full
from pishkhan.kernel.persistence.wake import notify
from pishkhan.kernel.persistence.writing import insert, update


__all__ = [
    "FaNorm",
    "FaSort",
    "Row",
    "allow",
    "as_json",
    "both",
    "columns_of",
    "defer",
    "each_by_itself",
    "first_id_at",
    "forget",
    "hits",
    "insert",
    "insert_json",
    "is_full",
    "job",
    "moment_of",
    "new_id",
    "notify",
    "row",
    "rows",
    "update",
]

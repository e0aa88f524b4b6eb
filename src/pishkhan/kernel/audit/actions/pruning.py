"""Taking lines out of the database whose cold export lies elsewhere; their seals stay."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db import connection, transaction

from pishkhan.kernel.audit import ports, sources
from pishkhan.kernel.audit.actions.recording import record
from pishkhan.kernel.audit.queries.blocks import head_at
from pishkhan.kernel.audit.rules.exported import Checked, check_export, lines_of
from pishkhan.kernel.audit.sources import array


AT_ONCE = 5000


class CannotPrune(Exception):
    """Why nothing was taken out, in one sentence."""


def prune(texts: Callable[[], Iterable[str]]) -> tuple[Checked, int]:
    """Delete the lines of the trail that are in this export; what it holds, and how many are gone.

    `texts` reads the file from its beginning. It must be whole, signed by a trusted key and of this
    very chain. Only the owner of the table may do it: the trigger is off while a batch is deleted,
    and writers wait so long. Events of cases and looks at files stay where they are. Raises
    CannotPrune, NotAnExport; django.db.Error without the right.
    """
    found = check_export(texts(), ports.signer().check)
    if not found.is_whole:
        raise CannotPrune("The export is not whole.")
    if any(head_at(head.seq) != head for head in (found.after, found.head)):
        raise CannotPrune("The export is not of this chain.")
    codes = sources.codes_of(sources.TRAIL.table)
    gone = sum(_delete(ids) for ids in _batches(lines_of(texts(), codes)))
    record(
        "audit.pruned",
        target="trail",
        target_id=found.head.seq,
        by=None,
        after={"after": found.after.seq, "head": found.head.value.hex(), "lines": gone},
    )
    return found, gone


def _batches(ids: Iterator[int]) -> Iterator[list[int]]:
    while batch := list(islice(ids, AT_ONCE)):
        yield batch


@transaction.atomic
def _delete(ids: list[int]) -> int:
    table = sources.TRAIL.table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_append_only")
        cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s::bigint[])", [array(ids)])  # noqa: S608 - a name of ours
        gone = int(cursor.rowcount)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER audit_append_only")
    return gone

"""The public log: enter an event, see where it stands, prove it, count, verify, begin anew."""

from pishkhan.kernel.transparency.actions.beginning import begin_first, begin_next
from pishkhan.kernel.transparency.actions.entering import enter, enter_all
from pishkhan.kernel.transparency.actions.sequencing import sequence
from pishkhan.kernel.transparency.actions.verified import verify_and_note
from pishkhan.kernel.transparency.actions.witnessing import publish_keys, witness
from pishkhan.kernel.transparency.queries.monitoring import (
    FIRST,
    counts,
    entries_of,
    institutions_logged,
    log_view,
    totals,
    unwitnessed,
    waiting_entries,
)
from pishkhan.kernel.transparency.queries.standing import is_of, is_proved, proof, standing, tells
from pishkhan.kernel.transparency.queries.state import file_of, log_keys
from pishkhan.kernel.transparency.queries.verifying import verify_log
from pishkhan.kernel.transparency.records import vouch
from pishkhan.kernel.transparency.rules.tiles import Tile, tile_at
from pishkhan.kernel.transparency.rules.unusual import BEFORE, unusual
from pishkhan.kernel.transparency.spec import (
    Commitment,
    LogFault,
    LogVerified,
    NewEntry,
    RecordSource,
    Standing,
    Total,
    Vouched,
)


__all__ = [
    "BEFORE",
    "FIRST",
    "Commitment",
    "LogFault",
    "LogVerified",
    "NewEntry",
    "RecordSource",
    "Standing",
    "Tile",
    "Total",
    "Vouched",
    "begin_first",
    "begin_next",
    "counts",
    "enter",
    "enter_all",
    "entries_of",
    "file_of",
    "institutions_logged",
    "is_of",
    "is_proved",
    "log_keys",
    "log_view",
    "proof",
    "publish_keys",
    "sequence",
    "standing",
    "tells",
    "tile_at",
    "totals",
    "unusual",
    "unwitnessed",
    "verify_and_note",
    "verify_log",
    "vouch",
    "waiting_entries",
    "witness",
]

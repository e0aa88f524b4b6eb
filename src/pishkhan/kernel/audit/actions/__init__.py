"""Adding to the trail, and sealing what was added."""

from pishkhan.kernel.audit.actions.pruning import CannotPrune, prune
from pishkhan.kernel.audit.actions.recording import record, saw, saw_all
from pishkhan.kernel.audit.actions.sealing import MOST_LINES, RECENT, seal


__all__ = ["MOST_LINES", "RECENT", "CannotPrune", "prune", "record", "saw", "saw_all", "seal"]

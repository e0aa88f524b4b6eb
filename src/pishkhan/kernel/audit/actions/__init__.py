"""Adding to the trail, and sealing what was added."""

from pishkhan.kernel.audit.actions.recording import record, saw
from pishkhan.kernel.audit.actions.sealing import RECENT, seal


__all__ = ["RECENT", "record", "saw", "seal"]

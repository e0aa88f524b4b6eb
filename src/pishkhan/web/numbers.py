"""Numbers that come in addresses and forms."""

from pishkhan.foundation.row_ids import row_id


__all__ = ["row_id"]

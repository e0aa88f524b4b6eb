"""Why the log does not go on, and ways of being refused by it."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NotInTheLog(DomainError):
    """There is no such entry yet, or no witnessed checkpoint that holds it; data: `entry_id`."""

    code = "transparency.not_in_the_log"
    message = _("این رویداد هنوز در دفتر عمومی گواهی نشده است.")
    hint = _("ثبت در دفتر و گواهی گواهان کمتر از یک دقیقه زمان می‌برد؛ کمی بعد دوباره بخواهید.")


class LogDamaged(Exception):
    """Rows, files and checkpoints disagree: nothing is signed until somebody has looked."""


class CannotBegin(Exception):
    """Why another log does not begin, in one sentence."""

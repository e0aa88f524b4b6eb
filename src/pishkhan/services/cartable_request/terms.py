"""Words of introducing holders."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class BatchState(Terms):
    """How far a file of introductions has come."""

    CHECKED = "checked", _("بررسی شد")
    RUNNING = "running", _("در حال ثبت")
    DONE = "done", _("ثبت شد")


VERBS = {
    "cartable_request.opened": _("درخواست معرفی را آغاز کرد"),
    "cartable_request.granted": _("کارتابل را به دارنده‌اش داد"),
    "cartable_request.batch_begun": _("فایل معرفی‌ها را ثبت کرد"),
}
CODE = "cartable_request"
PAGE = _("کارتابل‌های سازمان")

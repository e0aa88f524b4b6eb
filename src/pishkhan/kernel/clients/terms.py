"""Words of clients: what a key lets its program do."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class KeyScope(Terms):
    """One thing a key is good for; what is not named is refused."""

    SUBMIT = "requests:submit", _("ثبت درخواست برای مراجعان سازمان")
    FOLLOW = "requests:follow", _("پیگیری درخواست‌هایی که سازمان ثبت کرده است")
    READ_TASKS = "tasks:read", _("دیدن کارهای کارتابل یک کارمند")
    ACT_ON_TASKS = "tasks:act", _("اقدام روی کارها به نام یک کارمند")
    INQUIRE = "verification:inquire", _("استعلام مدرک‌های تحصیلی")
    RECORDS = "records:send", _("فرستادن سوابق دانش‌آموختگان سازمان")
    WEBHOOKS = "webhooks:manage", _("ادارهٔ نشانی‌های خبررسانی")


OF_STAFF = frozenset({KeyScope.READ_TASKS, KeyScope.ACT_ON_TASKS})


class KeyState(Terms):
    """Whether a key opens anything now."""

    LIVE = "live", _("معتبر")
    EXPIRED = "expired", _("منقضی")
    REVOKED = "revoked", _("باطل")


VERBS = {
    "clients.key_issued": _("کلید برنامه را صادر کرد"),
    "clients.key_revoked": _("کلید برنامه را باطل کرد"),
    "clients.acted": _("برنامهٔ سازمان با این کلید کاری انجام داد"),
}

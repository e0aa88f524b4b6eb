"""Words of attachments."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class FileType(Terms):
    """What we accept, known by its content; the value is the media type."""

    JPEG = "image/jpeg", _("عکس JPEG")
    PNG = "image/png", _("عکس PNG")
    PDF = "application/pdf", _("PDF")


class Legibility(Terms):
    """What the officer says of a file."""

    UNCHECKED = "unchecked", _("بررسی نشده")
    READABLE = "readable", _("سالم")
    UNREADABLE = "unreadable", _("ناخوانا")


VERBS = {
    "attachments.received": _("فایل را دریافت کرد"),
    "attachments.replaced": _("فایل را با نسخهٔ تازه عوض کرد"),
    "attachments.removed": _("فایل را حذف کرد"),
    "attachments.claimed": _("فایل‌های پیش‌نویس را به پرونده داد"),
    "attachments.marked": _("خوانابودن فایل را اعلام کرد"),
    "attachments.discarded": _("فایل‌های پیش‌نویس کنارگذاشته را حذف کرد"),
}

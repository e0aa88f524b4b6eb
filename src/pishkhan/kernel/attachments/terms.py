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


class FileState(Terms):
    """How far a file has come; only what was checked is shown to anybody."""

    WAITING = "waiting", _("در انتظار بررسی بدافزار")
    CHECKED = "checked", _("در حال آماده‌سازی")
    READY = "ready", _("آماده")
    QUARANTINED = "quarantined", _("ناسالم؛ کنار گذاشته شد")


class Unsound(Terms):
    """Why a file was set aside, as its sender may read it."""

    MALWARE = "malware", _("در آن بدافزار پیدا شد")
    CLOSED = "closed", _("چیزی در آن بسته است که نمی‌توان بررسی‌اش کرد")
    BROKEN = "broken", _("ناقص یا خراب است و باز نمی‌شود")


VERBS = {
    "attachments.received": _("فایل را دریافت کرد"),
    "attachments.replaced": _("فایل را با نسخهٔ تازه عوض کرد"),
    "attachments.removed": _("فایل را حذف کرد"),
    "attachments.claimed": _("فایل‌های پیش‌نویس را به پرونده داد"),
    "attachments.marked": _("خوانابودن فایل را اعلام کرد"),
    "attachments.infected": _("فایل آلوده را نپذیرفت"),
    "attachments.quarantined": _("فایل ناسالم را کنار گذاشت"),
    "attachments.rekeyed": _("کلید فایل‌ها را عوض کرد"),
    "attachments.discarded": _("فایل‌های پیش‌نویس کنارگذاشته را حذف کرد"),
}

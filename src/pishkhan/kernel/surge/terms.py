"""Words of surge: how a switch stands, what can be left out, how hard the load presses."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class Mode(Terms):
    """Who decides: the measured load, or a person."""

    AUTOMATIC = "automatic", _("خودکار، به اندازهٔ بار")
    ON = "on", _("همیشه روشن")
    OFF = "off", _("همیشه خاموش")


class Feature(Terms):
    """What the counter can do without for a while; nothing that a request needs is here."""

    AUTOSAVE = "autosave", _("ذخیرهٔ خودکار پرسش‌ها")
    SUGGESTIONS = "suggestions", _("پیشنهاد هنگام نوشتن")
    THUMBNAILS = "thumbnails", _("تصویر کوچک پیوست‌ها")
    PDF_PREVIEWS = "pdf_previews", _("پیش‌نمایش نامه پیش از امضا")
    RECEIPT_PDF = "receipt_pdf", _("رسید به شکل PDF")


VERBS = {
    "surge.room_set": _("اتاق انتظار را تنظیم کرد"),
    "surge.feature_set": _("یک امکان را زیر بار روشن یا خاموش کرد"),
    "surge.level_changed": _("پاسخ به بار را عوض کرد"),
}

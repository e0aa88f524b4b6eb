"""The words of guides: for whom, how far a version is, which kind of help."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class Reader(Terms):
    """For whom a guide is written."""

    APPLICANT = "applicant", _("متقاضیان و دانشجویان")
    UNIVERSITY = "university", _("همکاران دانشگاه")
    ORGANISATION = "organisation", _("همکاران سازمان")


class VersionState(Terms):
    """How far a version of a guide is; one at most is published."""

    DRAFT = "draft", _("پیش‌نویس")
    PUBLISHED = "published", _("منتشرشده")
    REPLACED = "replaced", _("جایگزین‌شده")
    WITHDRAWN = "withdrawn", _("برداشته‌شده")


class Lane(Terms):
    """The two kinds of help: what the rules are, and why something does not work."""

    REGULATIONS = "regulations", _("پرسش از مقررات")
    TECHNICAL = "technical", _("مشکل فنی")


VERBS = {
    "guides.written": _("نسخه‌ای از راهنما نوشت"),
    "guides.published": _("راهنما را منتشر کرد"),
    "guides.withdrawn": _("راهنما را برداشت"),
    "guides.restored": _("نسخهٔ پیشین راهنما را بازآورد"),
    "guides.picture_added": _("به راهنما تصویر افزود"),
    "guides.contact_set": _("نشانی پشتیبانی را نوشت"),
    "guides.contact_removed": _("نشانی پشتیبانی را برداشت"),
}

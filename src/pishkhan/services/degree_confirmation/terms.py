"""Words of confirming degrees."""

from pishkhan.foundation.text import gettext_noop as _


CODE = "degree_confirmation"
OLD, SOON = "old_degree", "about_to_graduate"
BOOK = "book"  # in place of a record: the expert has the register book before them
FORGED = "forged"
VERBS = {
    f"{CODE}.forgery": _("مدرک بارگذاری‌شده را جعلی دانست"),
    f"{CODE}.issued": _("کد صحت را به متقاضی داد"),
}

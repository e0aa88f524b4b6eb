"""Labels of the fields of staff accounts, in our words."""

from django.forms import BoundField

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.web.sentences import translated


LABELS = {
    "login": _("نام کاربری"),
    "password": _("گذرواژه"),
    "code": _("کد"),
    "oldpassword": _("گذرواژهٔ کنونی"),
    "password1": _("گذرواژهٔ تازه"),
    "password2": _("گذرواژهٔ تازه، بار دیگر"),
    "name": _("نامی برای این کلید"),
    "passwordless": _("با این کلید بی گذرواژه وارد می‌شوم"),
}
HINTS = {
    "password1": _("دست‌کم ۱۲ نویسه؛ چند واژهٔ بی‌ربط به هم خوب است."),
    "name": _("مانند «گوشی من»"),
}


def label(field: BoundField) -> str:
    """The label of a field of allauth."""
    return translated(LABELS.get(field.name, "")) or str(field.label)


def hint(field: BoundField) -> str:
    """The hint of a field of allauth; may be empty."""
    return translated(HINTS.get(field.name, ""))

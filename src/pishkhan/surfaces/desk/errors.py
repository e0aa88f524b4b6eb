"""What the desk itself asks to be put right, before a case is touched."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NotConfirmed(DomainError):
    """A step that cannot be undone wants a tick."""

    code = "desk.not_confirmed"
    message = _("برای ادامه تأیید کنید که از پیامد این کار آگاهید.")


class DefectWithoutKind(DomainError):
    """A note was written, but not what is wrong."""

    code = "desk.defect_without_kind"
    message = _("«%(label)s»: ناقص است یا نادرست؟ یکی را برگزینید.")


class DefectWithoutNote(DomainError):
    """The applicant has to read what to put right."""

    code = "desk.defect_without_note"
    message = _("«%(label)s»: بنویسید متقاضی چه چیزی را درست کند.")


class NotChosen(DomainError):
    """No organisation was chosen."""

    code = "desk.not_chosen"
    message = _("سازمان گیرنده را از فهرست برگزینید.")


class NothingTicked(DomainError):
    """No line of the list was ticked."""

    code = "desk.nothing_ticked"
    message = _("هیچ پرونده‌ای برگزیده نشده است.")
    hint = _("به فهرست برگردید و دست‌کم یک پرونده را علامت بزنید.")


class UnknownPerson(DomainError):
    """Nobody has this number, or it is no number at all: the answer is one."""

    code = "desk.unknown_person"
    message = _("شخصی با این شناسه نمی‌شناسیم.")

"""How a step of a documented request is refused."""

from typing import ClassVar

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class SheetIsIncomplete(DomainError):
    """The secretariat refers only what is complete (source 000, section A, items 3 to 5)."""

    code: ClassVar[str] = "sheet_is_incomplete"
    message: ClassVar[str] = _("برگهٔ دست‌نویس کامل نیست: %(missing)s")
    hint: ClassVar[str] = _(
        "برای تکمیل به متقاضی بازگردانید، یا اگر روی برگه هست آن را علامت بزنید."
    )


class AnswerIsEmpty(DomainError):
    """There is nothing to sign yet."""

    code: ClassVar[str] = "answer_is_empty"
    message: ClassVar[str] = _("متن پاسخ نوشته نشده است.")
    hint: ClassVar[str] = _("متن پاسخ را بنویسید و دوباره برای امضا بفرستید.")

"""Why an answer, a draft or a form is refused; each says how to put it right."""

from collections.abc import Mapping

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class Missing(DomainError):
    """A required question has no answer."""

    code = "forms.missing"
    message = _("«%(label)s» را وارد کنید.")


class NotChosen(DomainError):
    """None of the options of a required question was chosen."""

    code = "forms.not_chosen"
    message = _("برای «%(label)s» یک گزینه را انتخاب کنید.")


class MustTick(DomainError):
    """A required tick is not set."""

    code = "forms.must_tick"
    message = _("برای ادامه باید «%(label)s» را علامت بزنید.")


class TooLong(DomainError):
    """The text is longer than the field holds; `limit` and `length` in characters."""

    code = "forms.too_long"
    message = _("متن %(length)s نویسه است؛ آن را به %(limit)s نویسه یا کمتر کوتاه کنید.")


class TooShort(DomainError):
    """The text is shorter than it can be; `limit` in characters."""

    code = "forms.too_short"
    message = _("دست‌کم %(limit)s نویسه بنویسید.")


class NotAPersianName(DomainError):
    """A name holds something other than Persian letters, half-space and space."""

    code = "forms.not_a_persian_name"
    message = _("نام را فقط با حروف فارسی بنویسید؛ بدون عدد، نشانه، شکلک یا حروف لاتین.")


class NotAName(DomainError):
    """A name is neither all in Persian nor all in Latin letters."""

    code = "forms.not_a_name"
    message = _("نام را با حروف فارسی یا با حروف لاتین بنویسید؛ بدون عدد، نشانه یا شکلک.")


class NotALatinName(DomainError):
    """A name that was to be as in the passport is not in Latin letters."""

    code = "forms.not_a_latin_name"
    message = _("نام را با حروف لاتین و مانند گذرنامه بنویسید؛ بدون عدد و نشانه.")


class NotAChoice(DomainError):
    """The answer is none of the options that were offered."""

    code = "forms.not_a_choice"
    message = _("یکی از گزینه‌های همین فهرست را انتخاب کنید.")


class NotANumber(DomainError):
    """Letters, or nothing, where a whole number is asked."""

    code = "forms.not_a_number"
    message = _("فقط عدد بنویسید؛ بدون حرف و نشانه.")


class OutOfRange(DomainError):
    """The number is not between `minimum` and `maximum`."""

    code = "forms.out_of_range"
    message = _("عددی از %(minimum)s تا %(maximum)s بنویسید.")


class NotAForeignId(DomainError):
    """The identifier of a foreign national does not have its form."""

    code = "forms.not_a_foreign_id"
    message = _("شناسه را همان‌گونه که روی مدرک شماست، با حروف لاتین و رقم بنویسید.")


class NoSuchDraft(DomainError):
    """There is no draft with this token, or the asker may not open it: the same answer."""

    code = "forms.no_such_draft"
    message = _("این پیش‌نویس پیدا نشد یا مهلت آن گذشته است.")
    hint = _("از همان دستگاه وارد شوید یا با تلفن همراه خود وارد حساب شوید و پیش‌نویس را باز کنید.")


class AlreadySubmitted(DomainError):
    """The draft was submitted and can no longer be changed; `case_id` says as what."""

    code = "forms.already_submitted"
    message = _("این درخواست پیش‌تر ثبت شده است و دیگر تغییر نمی‌کند.")


class NotVerified(DomainError):
    """The identifying answers were not confirmed by the one-time code, or changed after it."""

    code = "forms.not_verified"
    message = _("شمارهٔ تلفن همراه یا شناسهٔ شما هنوز تأیید نشده است؛ کد تأیید را وارد کنید.")


class FormIncomplete(DomainError):
    """Pages hold missing or wrong answers: `errors` is page code → question code → refusals."""

    code = "forms.incomplete"
    message = _("چند مورد مانده است که باید تکمیل یا درست شود.")

    def __init__(self, errors: Mapping[str, Mapping[str, list[DomainError]]]) -> None:
        super().__init__()
        self.errors = errors

"""Refusals of payments."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NoSuchFee(DomainError):
    """The schedule has no such fee at that moment; data: `code`, `round`."""

    code = "payments.no_such_fee"
    message = _("برای این کار تعرفه‌ای در کار نیست.")
    hint = _("امور مالی باید تعرفه را ثبت کند.")


class FeeOverlaps(DomainError):
    """Another line of the same fee is in force from that moment on; data: `code`, `round`."""

    code = "payments.fee_overlaps"
    message = _("این تعرفه از آن زمان به بعد ردیف دیگری دارد.")
    hint = _("زمان آغاز دیگری بنویسید، یا نخست ردیف پیشین را به پایان برسانید.")


class FeeIsOver(DomainError):
    """The line has ended already, or would end before it begins or in the past."""

    code = "payments.fee_is_over"
    message = _("پایان این ردیف تعرفه دیگر عوض نمی‌شود.")
    hint = _("پایان باید پس از آغاز ردیف و پس از اکنون باشد.")


class BadFee(DomainError):
    """An amount, a share, a title or a condition of a fee that nothing can be reckoned with."""

    code = "payments.bad_fee"
    message = _("این تعرفه درست نوشته نشده است.")
    hint = _("مبلغ به ریال و بی اعشار است، سهم معافیت از ۰ تا ۱۰۰، و عنوان فارسی لازم است.")


class NoSuchInvoice(DomainError):
    """No invoice of that number or token."""

    code = "payments.no_such_invoice"
    message = _("چنین صورت‌حسابی نیست.")


class AnotherInvoice(DomainError):
    """The key was used for a thing of another person or another fee."""

    code = "payments.another_invoice"
    message = _("این صورت‌حساب از آنِ کار دیگری است.")


class AlreadyPaid(DomainError):
    """Nothing is owed on this invoice any more."""

    code = "payments.already_paid"
    message = _("این صورت‌حساب پیش‌تر پرداخت شده است.")
    hint = _("رسید آن را در همین صفحه می‌بینید؛ دوباره پرداخت نکنید.")


class Blocked(DomainError):
    """Another attempt may still become a payment; data: `until` (a moment or None), `attempt` (its id)."""

    code = "payments.blocked"
    message = _("پرداخت پیشین این صورت‌حساب هنوز روشن نشده است.")
    hint = _("تا روشن شدن آن دوباره پرداخت نکنید؛ نتیجه در همین صفحه می‌آید.")


class Lapsed(DomainError):
    """The time in which it could be paid is over; data: `until`."""

    code = "payments.lapsed"
    message = _("مهلت پرداخت این صورت‌حساب گذشته است.")


class IsWithdrawn(DomainError):
    """The invoice was taken back: nobody owes it."""

    code = "payments.withdrawn"
    message = _("این صورت‌حساب پس گرفته شده و پرداختی ندارد.")


class NoGateway(DomainError):
    """No gateway takes cards now."""

    code = "payments.no_gateway"
    message = _("اکنون هیچ درگاهی پاسخ نمی‌دهد و پولی گرفته نشده است.")
    hint = _("چند دقیقهٔ دیگر دوباره بزنید؛ صورت‌حساب شما سر جایش است.")


class CannotWithdraw(DomainError):
    """It is paid, or may have been paid a moment ago."""

    code = "payments.cannot_withdraw"
    message = _("این صورت‌حساب را دیگر نمی‌توان پس گرفت.")
    hint = _("اگر پولی باید برگردد، بازگرداندن آن را درخواست کنید.")


class BadPin(DomainError):
    """No PIN of that person, service and round; the same answer for a mistyped one."""

    code = "payments.bad_pin"
    message = _("این کد رمز درست نیست.")
    hint = _("کد رمز با همان کد ملی و برای همان خدمت و دوره به کار می‌آید.")


class PinIsUsed(DomainError):
    """The PIN was used before."""

    code = "payments.pin_is_used"
    message = _("این کد رمز پیش‌تر به کار رفته است.")


class PinLost(DomainError):
    """The PIN does not open with the keys of this installation."""

    code = "payments.pin_lost"
    message = _("این کد رمز با کلیدهای کنونی سامانه باز نمی‌شود.")
    hint = _("به پشتیبانی خبر دهید؛ پرداخت شما ثبت است.")

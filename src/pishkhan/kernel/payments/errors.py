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


class FeeOfAnother(DomainError):
    """A fee belongs to one service for ever; data: `code`."""

    code = "payments.fee_of_another"
    message = _("کد «%(code)s» از آنِ این خدمت نیست.")
    hint = _("کد تعرفه با کد خدمت و یک نقطه آغاز می‌شود و از آنِ همان خدمت می‌ماند.")


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


class PinIsVoid(DomainError):
    """All that was paid for the PIN goes back to the payer, or went."""

    code = "payments.pin_is_void"
    message = _("این کد رمز باطل است، زیرا پولی که برای آن پرداخت شده بود برمی‌گردد یا برگشته است.")


class PinLost(DomainError):
    """The PIN does not open with the keys of this installation."""

    code = "payments.pin_lost"
    message = _("این کد رمز با کلیدهای کنونی سامانه باز نمی‌شود.")
    hint = _("به پشتیبانی خبر دهید؛ پرداخت شما ثبت است.")


# Of refunds, reconciliation and the finance desk.


class NoSuchPayment(DomainError):
    """No payment of this number, or none that the asker may see."""

    code = "payments.no_such_payment"
    message = _("چنین پرداختی نیست.")


class NoSuchRefund(DomainError):
    """No refund of this number, or none that the asker may see."""

    code = "payments.no_such_refund"
    message = _("چنین بازگشتی نیست.")


class NothingToRefund(DomainError):
    """The money is not ours: it went back to the payer already, or was never settled."""

    code = "payments.nothing_to_refund"
    message = _("این پول نزد ما نیست: یا هنوز واریز نشده یا به پرداخت‌کننده برگشته است.")
    hint = _("پول واریزنشده را خود سامانه واریز می‌کند یا برمی‌گرداند؛ کمی بعد دوباره ببینید.")


class RefundThere(DomainError):
    """A payment goes back once."""

    code = "payments.refund_there"
    message = _("برای این پرداخت بازگشتی ثبت شده است.")
    hint = _("همان را دنبال کنید.")


class RefundTooMuch(DomainError):
    """More than was paid, or nothing; data: `most`."""

    code = "payments.refund_too_much"
    message = _("مبلغ بازگشت باید بیش از صفر و دست‌بالا %(most)s ریال باشد.")


class RefundWhole(DomainError):
    """Money that paid for nothing goes back as it came."""

    code = "payments.refund_whole"
    message = _("این پول بابت چیزی به کار نرفته است و همهٔ آن باید برگردد.")


class GatewayPaysBack(DomainError):
    """The gateway gives it back by itself; a bank transfer beside it would be a second refund."""

    code = "payments.gateway_pays_back"
    message = _("خود درگاه این پول را برمی‌گرداند.")
    hint = _("حواله نزنید. اگر درگاه نپذیرد، همین‌جا از شما حواله خواسته می‌شود.")


class NoteNeeded(DomainError):
    """What is decided about money says why."""

    code = "payments.note_needed"
    message = _("بنویسید چرا.")


class RefundNotReady(DomainError):
    """The refund stands elsewhere; data: `state`."""

    code = "payments.refund_not_ready"
    message = _("این کار اکنون شدنی نیست: بازگشت «%(state)s» است.")
    hint = _("صفحه را تازه کنید؛ شاید همکارتان زودتر اقدام کرده است.")


class MustGoBack(DomainError):
    """The payment paid for nothing: whatever else is decided, it is not kept."""

    code = "payments.must_go_back"
    message = _("این پول بابت چیزی به کار نرفته است و باید برگردد.")
    hint = _("درخواست را نمی‌توان رد کرد؛ یکی بررسی و دیگری تأیید می‌کند.")


class AskedByYourself(DomainError):
    """Two people: whoever asked does not approve."""

    code = "payments.asked_by_yourself"
    message = _("این بازگشت را خودتان خواسته‌اید.")
    hint = _("تأیید آن با همکار دیگری است.")


class ApprovedByYourself(DomainError):
    """Two people: whoever approved does not take it away from the gateway."""

    code = "payments.approved_by_yourself"
    message = _("این بازگشت را خودتان تأیید کرده‌اید.")
    hint = _("گرفتن آن از درگاه با همکار دیگری است.")


class SecondedByYourself(DomainError):
    """Two people: whoever took it up does not approve."""

    code = "payments.seconded_by_yourself"
    message = _("این بازگشت را خودتان بررسی کرده‌اید.")
    hint = _("تأیید آن با همکار دیگری است.")


class SecondNotNeeded(DomainError):
    """A person has asked for it, or taken it up, already."""

    code = "payments.second_not_needed"
    message = _("بررسی نفر نخست انجام شده است.")
    hint = _("اکنون همکار دیگری آن را تأیید می‌کند.")


class BadBankReference(DomainError):
    """No number of a bank transfer."""

    code = "payments.bad_bank_reference"
    message = _("شمارهٔ پیگیری حوالهٔ بانکی را بنویسید؛ حرف لاتین و رقم.")


class BankReferenceUsed(DomainError):
    """One transfer pays back one refund; data: `number` of the other payment."""

    code = "payments.bank_reference_used"
    message = _("این شمارهٔ حواله برای بازگشت پرداخت %(number)s ثبت شده است.")


class NoSuchBankFile(DomainError):
    """No bank's file of this number."""

    code = "payments.no_such_bank_file"
    message = _("چنین فایلی نیست.")


class UnreadableBankFile(DomainError):
    """Not a file of the columns that banks' files have; data: `columns`."""

    code = "payments.unreadable_bank_file"
    message = _("این فایل خوانده نشد: CSV با UTF-8 و با این ستون‌ها باشد: %(columns)s.")


class NoReadableRow(DomainError):
    """Every row was refused; data: `why`, the fault of the first one."""

    code = "payments.no_readable_row"
    message = _("هیچ ردیفی از این فایل خوانده نشد. نخستین سبب: %(why)s.")
    hint = _("روز و درگاه را دوباره ببینید.")


class FileOfAnother(DomainError):
    """The very bytes were read for another gateway or day; data: `gateway`, `day`."""

    code = "payments.file_of_another"
    message = _("همین فایل برای درگاه %(gateway)s و روز %(day)s خوانده شده است.")


class UnknownGateway(DomainError):
    """No gateway of this name takes cards here, nor did."""

    code = "payments.unknown_gateway"
    message = _("چنین درگاهی نیست.")


class DayToCome(DomainError):
    """A bank's file is of a day that has begun."""

    code = "payments.day_to_come"
    message = _("این روز هنوز نیامده است.")


class NoSuchDifference(DomainError):
    """No difference of this number."""

    code = "payments.no_such_difference"
    message = _("چنین مغایرتی نیست.")


class AlreadyResolved(DomainError):
    """A difference is closed once."""

    code = "payments.already_resolved"
    message = _("این مغایرت بسته شده است.")


class CannotClaim(DomainError):
    """The bank's row and the attempt do not belong together; data: `why`."""

    code = "payments.cannot_claim"
    message = _("این پول را نمی‌توان به این پرداخت داد: %(why)s")

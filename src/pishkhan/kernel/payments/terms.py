"""Words of payments: what is owed, how far an attempt has come, where money lies."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class InvoiceState(Terms):
    """What became of an invoice."""

    OPEN = "open", _("پرداخت‌نشده")
    PAID = "paid", _("پرداخت‌شده")
    WAIVED = "waived", _("معاف از پرداخت")
    LAPSED = "lapsed", _("مهلت پرداخت گذشته")
    WITHDRAWN = "withdrawn", _("پس‌گرفته‌شده")


class AttemptState(Terms):
    """How far one attempt to pay has come (domain § 6.4); the rules say what may follow what."""

    CREATED = "created", _("در حال گرفتن نشانی بانک")
    TOKEN = "token", _("آمادهٔ رفتن به بانک")
    REDIRECTED = "redirected", _("در صفحهٔ بانک")
    RETURNED = "returned", _("برگشته از بانک")
    VERIFYING = "verifying", _("در حال پرسیدن از بانک")
    UNKNOWN = "unknown", _("نتیجه هنوز روشن نیست")
    VERIFIED = "verified", _("تأییدشده، در انتظار واریز")
    SETTLED = "settled", _("واریزشده")
    REVERSING = "reversing", _("در حال برگرداندن پول")
    REVERSED = "reversed", _("پول برگشته")
    FAILED = "failed", _("ناموفق")


class Hint(Terms):
    """What the browser said when it came back; never a proof."""

    NONE = "", _("هنوز برنگشته")
    OK = "ok", _("می‌گوید پرداخت شد")
    NOK = "nok", _("می‌گوید پرداخت نشد")


class Fault(Terms):
    """Why an attempt did not end as a payment; the payer reads the label."""

    NONE = "", _("بی‌خطا")
    CANCELLED = "cancelled", _("پرداخت در صفحهٔ بانک لغو شد")
    CARD_REFUSED = "card_refused", _("بانک کارت را نپذیرفت")
    NO_FUNDS = "no_funds", _("موجودی کارت کافی نبود")
    SESSION_OVER = "session_over", _("زمان صفحهٔ بانک تمام شد")
    NOT_PAID = "not_paid", _("بانک می‌گوید پرداختی انجام نشده است")
    GATEWAY_REFUSED = "gateway_refused", _("درگاه بانک درخواست را نپذیرفت")
    GATEWAY_DOWN = "gateway_down", _("درگاه بانک پاسخ نداد")
    WRONG_AMOUNT = "wrong_amount", _("مبلغ بانک با مبلغ صورت‌حساب یکی نبود؛ پول برمی‌گردد")
    WRONG_REFERENCE = "wrong_reference", _("شناسهٔ پرداخت از آنِ پرداخت دیگری بود")
    TOO_LATE = "too_late", _("پس از پایان مهلت پرداخت رسید؛ پول برمی‌گردد")
    SURPLUS = "surplus", _("این صورت‌حساب پیش‌تر پرداخت شده بود؛ پول برمی‌گردد")
    RETURNED_BY_BANK = "returned_by_bank", _("بانک پول را تا ۷۲ ساعت به کارت برمی‌گرداند")


class RefundState(Terms):
    """Where a refund is; one person asks, another approves."""

    REQUESTED = "requested", _("در انتظار تأیید نفر دوم")
    APPROVED = "approved", _("تأییدشده، در انتظار بازگرداندن")
    SENDING = "sending", _("در حال بازگرداندن")
    PAID_BACK = "paid_back", _("بازگردانده شد")
    REFUSED = "refused", _("پذیرفته نشد")


class RefundGround(Terms):
    """Because of what money goes back."""

    SURPLUS = "surplus", _("دو بار پرداخت شده")
    TOO_LATE = "too_late", _("پس از مهلت پرداخت شده")
    WRONG_AMOUNT = "wrong_amount", _("مبلغ نادرست")
    SERVICE_NOT_GIVEN = "service_not_given", _("خدمت داده نشد")
    DECIDED = "decided", _("به تصمیم اداره")


class Account(Terms):
    """The kinds of accounts of the ledger; a full name is `kind:detail`, as `gateway:mellat`.

    A transfer from one to another leaves the sum of all at nothing.
    """

    PAYERS = "payers", _("نزد ما، از آنِ پرداخت‌کنندگان")  # what came in and is not used yet
    GATEWAY = "gateway", _("تأییدشده نزد درگاه، واریزنشده")
    BANK = "bank", _("واریزشده به حساب")
    INCOME = "income", _("درآمد خدمت")
    REFUNDS = "refunds", _("باید برگردد")
    UNEXPLAINED = "unexplained", _("در حال بررسی")


class TransferKind(Terms):
    """What a line of the ledger records; with the payment it is about, it stands once."""

    TAKEN = "taken", _("دریافت از پرداخت‌کننده")
    USED = "used", _("بابت خدمت")
    SETTLED = "settled", _("واریز")
    REVERSED = "reversed", _("برگشت پیش از واریز")
    OWED_BACK = "owed_back", _("بدهی بازگشت")
    PAID_BACK = "paid_back", _("بازگشت به پرداخت‌کننده")
    CORRECTED = "corrected", _("اصلاح پس از مغایرت‌گیری")


class DifferenceKind(Terms):
    """What a bank's file and our books do not agree on."""

    ONLY_AT_BANK = "only_at_bank", _("در فایل بانک هست، نزد ما نیست")
    ONLY_HERE = "only_here", _("نزد ما هست، در فایل بانک نیست")
    AMOUNT = "amount", _("مبلغ یکی نیست")
    STATE = "state", _("وضعیت یکی نیست")
    TWICE_AT_BANK = "twice_at_bank", _("در فایل بانک دو بار آمده")
    BAD_ROW = "bad_row", _("ردیف خوانده نشد")


VERBS = {
    "payments.fee_scheduled": _("ردیفی به تعرفه افزود"),
    "payments.fee_ended": _("ردیفی از تعرفه را به پایان رساند"),
    "payments.invoiced": _("صورت‌حساب ساخت"),
    "payments.withdrawn": _("صورت‌حساب را پس گرفت"),
    "payments.lapsed": _("مهلت پرداخت صورت‌حساب گذشت"),
    "payments.begun": _("پرداخت را آغاز کرد"),
    "payments.token": _("بانک صفحهٔ پرداخت را داد"),
    "payments.redirected": _("به صفحهٔ بانک رفت"),
    "payments.left": _("گفت که بی پرداخت از بانک برگشته است"),
    "payments.returned": _("مرورگر از بانک برگشت"),
    "payments.verifying": _("پرسیدن از بانک آغاز شد"),
    "payments.unknown": _("بانک پاسخ روشنی نداد"),
    "payments.verified": _("بانک پرداخت را تأیید کرد"),
    "payments.settled": _("پول واریز شد"),
    "payments.reversing": _("برگرداندن پول آغاز شد"),
    "payments.reversed": _("پول به پرداخت‌کننده برگشت"),
    "payments.failed": _("پرداخت انجام نشد"),
    "payments.served": _("خدمت پرداخت‌شده داده شد"),
    "payments.refund_asked": _("بازگرداندن پول را درخواست کرد"),
    "payments.refund_seconded": _("درخواست بازگشت پول را بررسی کرد"),
    "payments.refund_approved": _("بازگشت پول را تأیید کرد"),
    "payments.refund_refused": _("بازگشت پول را نپذیرفت"),
    "payments.refund_left_to_people": _("درگاه پول را برنگرداند؛ حواله لازم است"),
    "payments.refund_taken_away": _("بازگشت پول را از درگاه گرفت؛ حواله لازم است"),
    "payments.refund_paid_back": _("پول بازگردانده شد"),
    "payments.bank_file_taken": _("فایل بانک را خواند"),
    "payments.difference_resolved": _("مغایرت بسته شد"),
    "payments.orphan_claimed": _("پول گم‌شده را به صورت‌حسابش رساند"),
    "payments.pin_issued": _("کد رمز صادر شد"),
    "payments.pin_used": _("کد رمز را به کار برد"),
    "payments.pins_rekeyed": _("کدهای رمز را با کلید تازه بست"),
}

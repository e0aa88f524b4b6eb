"""The words printed on the standard documents; translated when one is made."""

from pishkhan.foundation.text import gettext_noop as _


BRAND = _("پیشخوان")
PAGE = _("صفحهٔ %(page)s از %(pages)s")

RECEIPT = {
    "brand": BRAND,
    "page": PAGE,
    "title": _("رسید ثبت درخواست"),
    "letter_number": _("شمارهٔ نامه"),
    "tracking_code": _("کد رهگیری"),
    "keep_both": _("این دو شماره را نگه دارید؛ برای پیگیری هر دو لازم است."),
    "stages": _("مراحل کار"),
    "follow": _("پیگیری درخواست"),
    "follow_how": _(
        "این نشان را با دوربین تلفن بخوانید یا نشانی زیر را باز کنید و هر دو شماره را بنویسید."
    ),
    "qr_alt": _("رمزینهٔ نشانی پیگیری"),
}
RECEIPT_ROWS = {
    "applicant": _("درخواست‌کننده"),
    "subject": _("موضوع"),
    "registered_at": _("زمان ثبت"),
    "attachments": _("تعداد پیوست‌ها"),
    "office": _("واحد مسئول"),
    "final_date": _("پاسخ نهایی تا"),
    "cost": _("هزینه"),
}
LETTER = {
    "brand": BRAND,
    "page": PAGE,
    "title": _("نامهٔ %(number)s"),
    "invocation": _("باسمه تعالی"),
    "number": _("شماره:"),
    "date": _("تاریخ:"),
    "attachments": _("پیوست:"),
    "subject": _("موضوع"),
    "reply_to": _("عطف به نامهٔ شمارهٔ"),
    "dated": _("مورخ"),
    "copies": _("رونوشت:"),
    "genuine": _("پیگیری و اطمینان از اصالت"),
    "genuine_how": _("متن اصلی این نامه را با شمارهٔ نامهٔ خود و کد رهگیری در نشانی زیر ببینید."),
    "qr_alt": _("رمزینهٔ نشانی پیگیری"),
}
NO_ATTACHMENT = _("ندارد")
FREE = _("رایگان")

PAYMENT = {
    "brand": BRAND,
    "page": PAGE,
    "title": _("رسید پرداخت"),
    "number": _("شمارهٔ رسید"),
    "amount": _("مبلغ"),
    "keep": _("هنگام پرسش از بانک، شمارهٔ مرجع را بگویید."),
    "note": _("این رسید فقط نشان پرداخت هزینه است و به معنی پذیرفته‌شدن درخواست نیست."),
}
PAYMENT_ROWS = {
    "title": _("بابت"),
    "payer": _("پرداخت‌کننده"),
    "about": _("شمارهٔ نامه"),
    "paid_at": _("زمان پرداخت"),
    "gateway": _("درگاه"),
    "terminal": _("شمارهٔ پایانه"),
    "order_number": _("شمارهٔ سفارش"),
    "rrn": _("شمارهٔ مرجع (RRN)"),
    "reference": _("شناسهٔ پرداخت نزد درگاه"),
    "card": _("شمارهٔ کارت"),
    "purpose_id": _("شناسهٔ واریز"),
}
GOES_BACK = _("از این پرداخت %(amount)s از %(at)s در راه بازگشت به پرداخت‌کننده است.")
WENT_BACK = _("از این پرداخت %(amount)s در %(at)s به پرداخت‌کننده بازگردانده شد.")
RIAL, TOMAN = _("%(amount)s ریال"), _("%(amount)s تومان")

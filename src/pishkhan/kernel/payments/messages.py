"""What payers are told."""

from collections.abc import Mapping

from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel


PAID, FAILED, RETURNS = "payments.paid", "payments.failed", "payments.returns"
REFUNDED, PIN = "payments.refunded", "payments.pin"
# What people copy, or read out to their bank, stays in Latin digits.
VERBATIM = frozenset({"pin", "address", "number"})
SAMPLES = {
    "title": "هزینهٔ بررسی تقاضای میهمانی",
    "amount": "40,000",
    "number": "123456789012",
    "pin": "4820 1773 905",
    "address": "https://pishkhan.example/pay/…",
}
TITLES: Mapping[str, Mapping[str, str]] = {
    PAID: {"fa": "پرداخت شد", "en": "Paid", "ar": "تم الدفع"},
    FAILED: {"fa": "پرداخت انجام نشد", "en": "Not paid", "ar": "لم يتم الدفع"},
    RETURNS: {"fa": "پول برمی‌گردد", "en": "Money goes back", "ar": "يعود المال"},
    REFUNDED: {"fa": "پول برگشت", "en": "Refunded", "ar": "أُعيد المال"},
    PIN: {"fa": "کد رمز", "en": "PIN", "ar": "الرمز السري"},
}
TEXTS: Mapping[str, Mapping[str, str]] = {
    PAID: {
        "fa": "{title}: {amount} ریال پرداخت شد. شمارهٔ پیگیری بانک: {number}",
        "en": "{title}: {amount} rials paid. The bank's number: {number}",
        "ar": "{title}: تم دفع {amount} ريال. رقم البنك: {number}",
    },
    FAILED: {
        "fa": "{title}: پرداخت {amount} ریال انجام نشد و بدهی سر جایش است. پرداخت دوباره: {address}",
        "en": "{title}: the payment of {amount} rials did not take place; it is still owed. Pay again: {address}",
        "ar": "{title}: لم يتم دفع {amount} ريال وما زال مستحقا. ادفع مرة أخرى: {address}",
    },
    RETURNS: {
        "fa": "{title}: {amount} ریالی که پرداختید به کار نرفت و به شما برمی‌گردد. وضعیت: {address}",
        "en": "{title}: the {amount} rials that you paid were not used and go back to you. See {address}",
        "ar": "{title}: لم يُستخدم مبلغ {amount} ريال الذي دفعته وسيعود إليك. انظر {address}",
    },
    REFUNDED: {
        "fa": "{title}: {amount} ریال به شما برگشت. شمارهٔ پیگیری: {number}",
        "en": "{title}: {amount} rials were paid back to you. Number: {number}",
        "ar": "{title}: أُعيد إليك {amount} ريال. الرقم: {number}",
    },
    PIN: {
        "fa": "کد رمز شما برای «{title}»: {pin}\nآن را به کسی ندهید. اگر گم شد، با کد ملی از {address} بگیرید.",
        "en": "Your PIN for “{title}”: {pin}\nGive it to nobody. If you lose it, get it by your national id at {address}",
        "ar": "رمزك السري لـ«{title}»: {pin}\nلا تعطه لأحد. إن فقدته فاحصل عليه برقمك الوطني من {address}",
    },
}
CHANNELS: Mapping[str, tuple[Channel, ...]] = {
    **dict.fromkeys((PAID, FAILED, RETURNS, REFUNDED), (Channel.SMS, Channel.INBOX, Channel.EMAIL)),
    PIN: (Channel.SMS,),
}
TEMPLATES = tuple(
    MessageTemplate(
        event=event,
        channel=channel,
        language=language,
        title="" if channel is Channel.SMS else TITLES[event][language],
        text=text,
        verbatim=VERBATIM,
        samples=SAMPLES,
    )
    for event, languages in TEXTS.items()
    for language, text in languages.items()
    for channel in CHANNELS[event]
)

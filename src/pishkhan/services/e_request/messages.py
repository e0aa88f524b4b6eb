"""What we say, on which event, by which channel, in each language (drafts: domain § 1.A.10)."""

from collections.abc import Mapping

from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel, Importance


SAMPLES = {
    "letter_number": "172429/4",
    "tracking_code": "48201773905",
    "address": "http://localhost:8000/track/",
    "deadline": "۵ آذر",
    "organisation": "دانشگاه نمونه",
    "subject": "اصلاح نام پدر در کارنامه",
}
VERBATIM = frozenset({"address"})
OPTIONAL = frozenset({"letter_number", "tracking_code", "address", "subject", "comment", "reason"})

# event → language → (title in the site's inbox, text)
TEXTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "registered": {
        "fa": (
            "درخواست شما ثبت شد",
            "درخواست شما ثبت شد.\nشماره نامه: {letter_number}\nکد رهگیری: {tracking_code}\nپیگیری: {address}",
        ),
        "en": (
            "Your request is registered",
            "Your request is registered.\nLetter number: {letter_number}\nTracking code: {tracking_code}\nFollow it: {address}",
        ),
        "ar": (
            "تم تسجيل طلبكم",
            "تم تسجيل طلبكم.\nرقم الرسالة: {letter_number}\nرمز التتبع: {tracking_code}\nالمتابعة: {address}",
        ),
    },
    "defect": {
        "fa": (
            "درخواست شما نقص دارد",
            "نامه {letter_number} نقص مدرک دارد. تا {deadline} در {address} تکمیل کنید؛ در غیر این صورت مختومه می‌شود.",
        ),
        "en": (
            "Your request is incomplete",
            "Letter {letter_number} is incomplete. Complete it by {deadline} at {address}; otherwise it will be closed.",
        ),
        "ar": (
            "طلبكم ناقص",
            "الرسالة {letter_number} ناقصة. أكملوها حتى {deadline} في {address}؛ وإلا تُغلق.",
        ),
    },
    "completed": {
        "fa": ("تکمیل درخواست رسید", "تکمیل نامه {letter_number} رسید و بررسی از سر گرفته شد."),
        "en": (
            "Received",
            "What you added to letter {letter_number} has arrived; its examination goes on.",
        ),
        "ar": ("تم الاستلام", "وصلت تكملة الرسالة {letter_number} واستؤنفت دراستها."),
    },
    "forwarded": {
        "fa": (
            "درخواست شما به سازمان دیگری رفت",
            "نامه {letter_number} برای رسیدگی به {organisation} فرستاده شد.",
        ),
        "en": (
            "Your request was forwarded",
            "Letter {letter_number} was forwarded to {organisation}.",
        ),
        "ar": ("أُحيل طلبكم", "أُحيلت الرسالة {letter_number} إلى {organisation}."),
    },
    "rejected": {
        "fa": (
            "درخواست شما پذیرفته نشد",
            "نامه {letter_number} پذیرفته نشد. دلیل و راه اعتراض: {address}",
        ),
        "en": (
            "Your request was refused",
            "Letter {letter_number} was refused. Reason and objection: {address}",
        ),
        "ar": ("لم يُقبل طلبكم", "لم تُقبل الرسالة {letter_number}. السبب وطريق الاعتراض: {address}"),
    },
    "answered": {
        "fa": (
            "پاسخ آماده است",
            "پاسخ نامه {letter_number} آماده است. با کد رهگیری خود در {address} ببینید.",
        ),
        "en": (
            "The answer is ready",
            "The answer to letter {letter_number} is ready. See it with your tracking code at {address}.",
        ),
        "ar": (
            "الجواب جاهز",
            "جواب الرسالة {letter_number} جاهز. شاهدوه برمز التتبع في {address}.",
        ),
    },
    "reopened": {
        "fa": ("پرونده باز شد", "پروندهٔ نامه {letter_number} دوباره بررسی می‌شود."),
        "en": ("Reopened", "Letter {letter_number} is being examined again."),
        "ar": ("أُعيد فتح المعاملة", "تُدرس الرسالة {letter_number} من جديد."),
    },
    "closed": {
        "fa": ("پرونده بسته شد", "مهلت تکمیل نامه {letter_number} گذشت و پرونده مختومه شد."),
        "en": (
            "Closed",
            "The time to complete letter {letter_number} has passed and it was closed.",
        ),
        "ar": ("أُغلقت المعاملة", "انتهت مهلة تكملة الرسالة {letter_number} وأُغلقت معاملتها."),
    },
    "remind": {
        "fa": (
            "یادآوری",
            "نامه {letter_number} چشم‌به‌راه شماست؛ تا {deadline} در {address} تکمیل کنید.",
        ),
        "en": (
            "Reminder",
            "Letter {letter_number} waits for you; complete it by {deadline} at {address}.",
        ),
        "ar": (
            "تذكير",
            "الرسالة {letter_number} في انتظاركم؛ أكملوها حتى {deadline} في {address}.",
        ),
    },
}

# What the applicant has just done is confirmed at any hour of the day; the rest can wait for it.
IMPORTANCE = {"registered": Importance.ESSENTIAL, "remind": Importance.OPTIONAL}
# How the request stands: each word of it makes an earlier one needless that has not left yet.
STANDING = frozenset(f"e_request.{event}" for event in TEXTS) - {"e_request.registered"}

MESSAGES = tuple(
    MessageTemplate(
        event=f"e_request.{event}",
        channel=channel,
        language=language,
        title=title if channel is not Channel.SMS else "",
        text=text,
        optional=OPTIONAL,
        verbatim=VERBATIM,
        samples=SAMPLES,
        importance=IMPORTANCE.get(event, Importance.ORDINARY),
        overtakes=frozenset() if event == "registered" else STANDING,
    )
    for event, languages in TEXTS.items()
    for language, (title, text) in languages.items()
    for channel in (Channel.SMS, Channel.EMAIL, Channel.INBOX)
)

"""What we say, on which event, by which channel, in each language."""

from collections.abc import Mapping

from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel, Importance
from pishkhan.services.degree_confirmation.terms import CODE


SAMPLES = {
    "letter_number": "172429/4",
    "tracking_code": "48201773905",
    "address": "http://localhost:8000/track/",
    "deadline": "۵ آذر",
    "subject": "مهندسی عمران",
}
VERBATIM = frozenset({"address"})
OPTIONAL = frozenset({"letter_number", "tracking_code", "address", "subject", "comment", "reason"})

# event → language → (title, text)
TEXTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "registered": {
        "fa": (
            "درخواست کد صحت ثبت شد",
            "درخواست کد صحت شما ثبت شد.\nشماره نامه: {letter_number}\nکد رهگیری: {tracking_code}\nپیگیری: {address}",
        ),
        "en": (
            "Your request is registered",
            "Your request for an authenticity code is registered.\nLetter number: {letter_number}\nTracking code: {tracking_code}\nFollow it: {address}",
        ),
        "ar": (
            "تم تسجيل طلبكم",
            "تم تسجيل طلبكم لرمز الصحة.\nرقم الرسالة: {letter_number}\nرمز التتبع: {tracking_code}\nالمتابعة: {address}",
        ),
    },
    "issued": {
        "fa": (
            "کد صحت مدرک شما صادر شد",
            "کد صحت مدرک شما (نامه {letter_number}) صادر شد. آن را در {address} ببینید.",
        ),
        "en": (
            "Your authenticity code is issued",
            "The authenticity code of your document (letter {letter_number}) is issued. See it at {address}.",
        ),
        "ar": (
            "صدر رمز صحة وثيقتكم",
            "صدر رمز صحة وثيقتكم (الرسالة {letter_number}). شاهدوه في {address}.",
        ),
    },
    "defect": {
        "fa": (
            "درخواست شما نقص دارد",
            "درخواست کد صحت {letter_number} نقص دارد. تا {deadline} در {address} تکمیل کنید؛ در غیر این صورت مختومه می‌شود.",
        ),
        "en": (
            "Your request is incomplete",
            "Request {letter_number} is incomplete. Complete it by {deadline} at {address}; otherwise it will be closed.",
        ),
        "ar": (
            "طلبكم ناقص",
            "الطلب {letter_number} ناقص. أكملوه حتى {deadline} في {address}؛ وإلا يُغلق.",
        ),
    },
    "completed": {
        "fa": ("تکمیل درخواست رسید", "تکمیل درخواست {letter_number} رسید و بررسی از سر گرفته شد."),
        "en": (
            "Received",
            "What you added to {letter_number} has arrived; its examination goes on.",
        ),
        "ar": ("تم الاستلام", "وصلت تكملة الطلب {letter_number} واستؤنفت دراسته."),
    },
    "rejected": {
        "fa": (
            "درخواست شما پذیرفته نشد",
            "دانشگاه درخواست {letter_number} را نپذیرفت. دلیل آن و راه اعتراض تا {deadline}: {address}",
        ),
        "en": (
            "Your request was refused",
            "The university refused request {letter_number}. Its reason, and how to object until {deadline}: {address}",
        ),
        "ar": (
            "لم يُقبل طلبكم",
            "لم تقبل الجامعة الطلب {letter_number}. السبب وطريق الاعتراض حتى {deadline}: {address}",
        ),
    },
    "objected": {
        "fa": (
            "اعتراض شما رسید",
            "اعتراض به رد {letter_number} رسید و اداره کل امور دانش‌آموختگان به آن رسیدگی می‌کند.",
        ),
        "en": (
            "Your objection arrived",
            "Your objection about {letter_number} has arrived; the General Directorate of Graduates examines it.",
        ),
        "ar": (
            "وصل اعتراضكم",
            "وصل اعتراضكم على {letter_number} وتدرسه الإدارة العامة لشؤون الخريجين.",
        ),
    },
    "reopened": {
        "fa": ("اعتراض شما وارد بود", "دانشگاه درخواست {letter_number} را دوباره بررسی می‌کند."),
        "en": (
            "Your objection was right",
            "The university examines request {letter_number} again.",
        ),
        "ar": ("قُبل اعتراضكم", "تدرس الجامعة الطلب {letter_number} من جديد."),
    },
    "upheld": {
        "fa": (
            "اعتراض شما پذیرفته نشد",
            "اعتراض به رد {letter_number} پذیرفته نشد. دلیل: {address}",
        ),
        "en": (
            "Your objection was refused",
            "Request {letter_number} remains refused. Reason: {address}",
        ),
        "ar": ("لم يُقبل اعتراضكم", "بقي الطلب {letter_number} مرفوضًا. السبب: {address}"),
    },
    "closed": {
        "fa": ("درخواست بسته شد", "مهلت تکمیل درخواست {letter_number} گذشت و مختومه شد."),
        "en": ("Closed", "The time to complete {letter_number} has passed and it was closed."),
        "ar": ("أُغلق الطلب", "انتهت مهلة تكملة الطلب {letter_number} وأُغلق."),
    },
    "remind": {
        "fa": (
            "یادآوری",
            "درخواست {letter_number} چشم‌به‌راه شماست؛ تا {deadline} در {address} تکمیل کنید.",
        ),
        "en": (
            "Reminder",
            "Request {letter_number} waits for you; complete it by {deadline} at {address}.",
        ),
        "ar": (
            "تذكير",
            "الطلب {letter_number} في انتظاركم؛ أكملوه حتى {deadline} في {address}.",
        ),
    },
}
IMPORTANCE = {
    "completed": Importance.ORDINARY,
    "objected": Importance.ORDINARY,
    "remind": Importance.OPTIONAL,
}
MESSAGES = tuple(
    MessageTemplate(
        event=f"{CODE}.{event}",
        channel=channel,
        language=language,
        title=title if channel is not Channel.SMS else "",
        text=text,
        optional=OPTIONAL,
        verbatim=VERBATIM,
        samples=SAMPLES,
        importance=IMPORTANCE.get(event, Importance.ESSENTIAL),
    )
    for event, languages in TEXTS.items()
    for language, (title, text) in languages.items()
    for channel in (Channel.SMS, Channel.EMAIL, Channel.INBOX)
)

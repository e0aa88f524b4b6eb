"""What the platform itself tells an applicant about a request, whatever the service."""

from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel


FILE_SET_ASIDE = "catalogue.file_set_aside"
SAMPLES = {
    "letter_number": "4/1404/00017",
    "title": "نامهٔ درخواست",
    "address": "https://pishkhan.example/my/",
}
TEXTS = {
    "fa": (
        "یک فایل نامهٔ {letter_number} ناسالم است",
        (
            "فایل «{title}» از نامهٔ {letter_number} ناسالم بود و کنار گذاشته شد. "
            "لطفاً فایل دیگری بفرستید: {address}"
        ),
    ),
    "en": (
        "A file of letter {letter_number} is unsound",
        (
            "The file “{title}” of letter {letter_number} was unsound and was set aside. "
            "Please send another: {address}"
        ),
    ),
    "ar": (
        "أحد ملفات الرسالة {letter_number} غير سليم",
        (
            "الملف «{title}» من الرسالة {letter_number} غير سليم وقد نُحّي جانباً. "
            "يرجى إرسال ملف آخر: {address}"
        ),
    ),
}
TEMPLATES = tuple(
    MessageTemplate(
        event=FILE_SET_ASIDE,
        channel=channel,
        language=language,
        title=title if channel is not Channel.SMS else "",
        text=text,
        verbatim=frozenset({"letter_number", "address"}),
        samples=SAMPLES,
    )
    for channel in (Channel.SMS, Channel.EMAIL, Channel.INBOX)
    for language, (title, text) in TEXTS.items()
)

"""The message by which a person shows that an e-mail address is theirs."""

from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel


EVENT = "notifications.email_confirm"
SAMPLES = {"address": "http://localhost:8000/email/x/"}
TEXTS = {
    "fa": (
        "تأیید نشانی رایانامه",
        (
            "کسی خواسته است خبرهای پیشخوان به این نشانی بیاید. اگر خودتان بوده‌اید، تا دو روز دیگر "
            "این پیوند را باز کنید و تأیید کنید:\n{address}\n"
            "اگر نخواسته‌اید، کاری نکنید؛ دیگر چیزی نمی‌آید."
        ),
    ),
    "en": (
        "Confirm your e-mail address",
        (
            "Somebody asked for news from Pishkhan at this address. If it was you, open this link "
            "within two days and confirm:\n{address}\nIf it was not, do nothing; nothing more will come."
        ),
    ),
    "ar": (
        "تأكيد عنوان البريد الإلكتروني",
        (
            "طلب أحدهم أن تصل أخبار بيشخوان إلى هذا العنوان. إن كنت أنت، فافتح هذا الرابط خلال يومين "
            "وأكّد:\n{address}\nوإن لم تطلب فلا تفعل شيئاً، فلن يصلك المزيد."
        ),
    ),
}
TEMPLATES = tuple(
    MessageTemplate(
        event=EVENT,
        channel=Channel.EMAIL,
        language=language,
        title=title,
        text=text,
        verbatim=frozenset({"address"}),
        samples=SAMPLES,
    )
    for language, (title, text) in TEXTS.items()
)

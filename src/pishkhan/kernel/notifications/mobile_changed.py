"""The message to both numbers of a person whose mobile was changed (domain.md X-05)."""

from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel


EVENT = "identity.mobile_changed"
# The last digits of the new number: its owner knows it again, and nobody else learns it.
SAMPLES = {"ending": "0009"}
TEXTS = {
    "fa": (
        "شمارهٔ تلفن همراه شما در پیشخوان به شماره‌ای با پایان {ending} تغییر کرد. "
        "اگر نخواسته‌اید، به دبیرخانه خبر دهید."
    ),
    "en": "Your mobile number in Pishkhan is now the one ending in {ending}. "
    "If you did not ask for this, tell the secretariat.",
    "ar": (
        "أصبح رقم هاتفك في بيشخوان الرقم المنتهي بـ {ending}. إن لم تطلب ذلك فأخبر ديوان المراسلات."
    ),
}
TITLES = {
    "fa": "شمارهٔ تلفن همراه شما عوض شد",
    "en": "Your mobile number was changed",
    "ar": "تم تغيير رقم هاتفك",
}
TEMPLATES = tuple(
    MessageTemplate(
        event=EVENT,
        channel=channel,
        language=language,
        title=TITLES[language] if channel is Channel.EMAIL else "",
        text=text,
        samples=SAMPLES,
    )
    for language, text in TEXTS.items()
    for channel in (Channel.SMS, Channel.EMAIL)
)

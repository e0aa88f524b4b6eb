"""The message that carries a one-time code (domain.md 1.A.10)."""

from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel


EVENT = "identity.one_time_code"
# The code stays in Latin digits: the phone offers to fill it in only then.
VERBATIM = frozenset({"code"})
SAMPLES = {"code": "482017"}
TEXTS = {
    "fa": "کد تأیید پیشخوان: {code}\nتا ۲ دقیقه معتبر است. به کسی ندهید.",
    "en": "Pishkhan code: {code}\nValid for 2 minutes. Give it to nobody.",
    "ar": "رمز التحقق من بيشخوان: {code}\nصالح لدقيقتين. لا تعطه لأحد.",
}
TEMPLATES = tuple(
    MessageTemplate(
        event=EVENT,
        channel=Channel.SMS,
        language=language,
        text=text,
        verbatim=VERBATIM,
        samples=SAMPLES,
    )
    for language, text in TEXTS.items()
)

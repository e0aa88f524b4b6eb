"""What holders are told of their documents, and inquirers of what was withdrawn."""

from collections.abc import Mapping

from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel


ISSUED, CHANGED, WITHDRAWN = "verification.issued", "verification.changed", "verification.withdrawn"
VERBATIM = frozenset({"address"})
SAMPLES = {
    "kind": "دانشنامه",
    "institution": "دانشگاه نمونه",
    "what": "اصلاح",
    "state": "باطل",
    "number": "482017739015",
    "address": "https://pishkhan.example/my/codes/",
}
TITLES: Mapping[str, Mapping[str, str]] = {
    ISSUED: {
        "fa": "مدرکی به نام شما ثبت شد",
        "en": "A document in your name",
        "ar": "سُجِّلت وثيقة باسمك",
    },
    CHANGED: {
        "fa": "مدرک شما تغییر کرد",
        "en": "Your document changed",
        "ar": "تغيّرت وثيقتك",
    },
    WITHDRAWN: {
        "fa": "مدرکی که استعلام کرده بودید",
        "en": "A document that you inquired about",
        "ar": "وثيقة استعلمت عنها",
    },
}
TEXTS: Mapping[str, Mapping[str, str]] = {
    ISSUED: {
        "fa": "{kind} از {institution} به نام شما ثبت شد. اگر از شما نیست، همین حالا خبر دهید: {address}",
        "en": "{kind} of {institution} was recorded in your name. If it is not yours, tell us now: {address}",
        "ar": "سُجِّلت {kind} من {institution} باسمك. إن لم تكن لك فأخبرنا الآن: {address}",
    },
    CHANGED: {
        "fa": "{kind} شما از {institution}: {what}. {address}",
        "en": "Your {kind} of {institution}: {what}. {address}",
        "ar": "{kind} لك من {institution}: {what}. {address}",
    },
    WITHDRAWN: {
        "fa": "مدرکی که استعلام کرده بودید (رسید {number}) اکنون «{state}» است. دوباره استعلام کنید: {address}",
        "en": "A document that you inquired about (receipt {number}) is now “{state}”. Inquire again: {address}",
        "ar": "وثيقة استعلمت عنها (إيصال {number}) أصبحت الآن «{state}». استعلم ثانية: {address}",
    },
}
CHANNELS: Mapping[str, tuple[Channel, ...]] = {
    ISSUED: (Channel.SMS, Channel.INBOX, Channel.EMAIL),
    CHANGED: (Channel.SMS, Channel.INBOX, Channel.EMAIL),
    WITHDRAWN: (Channel.INBOX, Channel.EMAIL),
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

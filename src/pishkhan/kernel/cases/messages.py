"""What a superior is told when a deadline has passed."""

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel, Importance


TOLD, MOVED = "cases.told_late", "cases.moved_late"
SAMPLES = {"reference": "172429/4", "place": "بررسی کارشناس · دانشگاه نمونه"}
TITLE = {"fa": "مهلت گذشته است", "en": "A deadline has passed", "ar": "انقضى الأجل"}
TEXTS = {
    TOLD: {
        "fa": "مهلت پروندهٔ {reference} نزد {place} گذشت. پرونده برای آگاهی در کارتابل شماست.",
        "en": "The deadline of case {reference} with {place} has passed. It is in your inbox for information.",
        "ar": "انقضى أجل الملف {reference} لدى {place}. وهو في صندوقكم للاطلاع.",
    },
    MOVED: {
        "fa": "مهلت پروندهٔ {reference} نزد {place} گذشت. اکنون کار به کارتابل شما آمده است.",
        "en": "The deadline of case {reference} with {place} has passed. The task is now in your inbox.",
        "ar": "انقضى أجل الملف {reference} لدى {place}. وانتقل العمل الآن إلى صندوقكم.",
    },
}
TEMPLATES = tuple(
    MessageTemplate(
        event=event,
        channel=channel,
        language=language,
        title="" if channel is Channel.SMS else TITLE[language],
        text=text,
        samples=SAMPLES,
        importance=Importance.ALARM,
        overtakes=frozenset(TEXTS) if event == MOVED else frozenset(),
    )
    for event, languages in TEXTS.items()
    for language, text in languages.items()
    for channel in (Channel.SMS, Channel.EMAIL, Channel.INBOX)
)
BY_TIMER = _("مهلت این کار گذشته است؛ برای آگاهی شما.")
BY_APPLICANT = _("متقاضی پس از پایان مهلت، سطح بالاتر را خواسته است.")
CAME_UP = _("مهلت گذشت و کار به سطح بالاتر آمد.")

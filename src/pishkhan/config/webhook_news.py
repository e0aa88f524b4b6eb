"""Telling the administrators of an organisation that a receiver of theirs was switched off."""

import structlog

from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.webhooks.spec import EndpointView


EVENT = "webhooks.switched_off"
SAMPLES = {"title": "سامانهٔ آموزش", "organisation": "دانشگاه نمونه"}
TITLES = {
    "fa": "گیرندهٔ رویداد خاموش شد",
    "en": "A receiver of events was switched off",
    "ar": "أُوقف مستقبِل الأحداث",
}
TEXTS = {
    "fa": (
        "گیرندهٔ «{title}» از آنِ {organisation} پاسخ نمی‌داد و خاموش شد. "
        "آن را درست کنید و از صفحهٔ «خبر به برنامه‌ها» دوباره روشن کنید."
    ),
    "en": (
        "The receiver “{title}” of {organisation} did not answer and was switched off. "
        "Repair it and switch it on again on the page of webhooks."
    ),
    "ar": (
        "لم يُجب المستقبِل «{title}» التابع لـ {organisation} فأُوقف. "
        "أصلحه ثم شغّله من جديد من صفحة إخبار البرامج."
    ),
}
TEMPLATES = tuple(
    MessageTemplate(
        event=EVENT,
        channel=Channel.INBOX,
        language=language,
        title=TITLES[language],
        text=text,
        samples=SAMPLES,
    )
    for language, text in TEXTS.items()
)
log = structlog.get_logger(__name__)


def tell_switched_off(endpoint: EndpointView) -> None:
    """Write to the in-site inbox of the nearest administrators, in the caller's transaction.

    An account of which nobody said who holds it has no inbox; then the page alone tells.
    """
    place = organisations.organisation(endpoint.organisation_id)
    told = notifications.staff(_administrators(endpoint.organisation_id))
    for recipient in told.values():
        notifications.send(
            EVENT,
            to=recipient,
            data={"title": endpoint.title, "organisation": place.name if place else ""},
            key=f"webhook-off:{endpoint.id}:{recipient.person_id}:{endpoint.failing_since}",
        )
    log.warning("webhook_switched_off", endpoint=endpoint.id, why=endpoint.off, told=len(told))


def _administrators(organisation_id: int) -> list[int]:
    """Accounts that administer the organisation, or else the next one above that has any."""
    for place in reversed(organisations.ancestors(organisation_id)):
        holders = organisations.holders(place.id, Role.ADMINISTRATOR, "")
        if holders:
            return sorted({one.account_id for one in holders})
    return []

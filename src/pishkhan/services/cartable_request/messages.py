"""What liaisons, the organisation above and new holders are told."""

from collections.abc import Mapping

from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel, Importance


SAMPLES = {
    "role": "معاون دانشجویی",
    "service": "کمیسیون موارد خاص",
    "organisation": "دانشگاه نمونه",
    "day": "۵ آذر",
    "days": "۳۰",
    "address": "http://localhost:8000/x/cartable-request/",
    "username": "u1-4821",
    "password": "1234-5678-9012-3456-7890",
    "name": "پریسا نیک‌اندیش",
}
TEXTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "asked": {
        "fa": ("دارندهٔ «{role}» را معرفی کنید", "{organisation} برای «{service}» به «{role}» نیاز دارد. معرفی: {address}"),
        "en": ("Introduce the {role}", "{organisation} needs a {role} for “{service}”. Introduce them: {address}"),
        "ar": ("قدّموا شاغل دور «{role}»", "تحتاج {organisation} إلى «{role}» في «{service}». التقديم: {address}"),
    },
    "remind": {
        "fa": ("معرفی «{role}» مانده است", "معرفی «{role}» برای «{service}» در {organisation} مانده است؛ پس از مهلت به سازمان بالاتر می‌رود. {address}"),
        "en": ("The {role} is still to be introduced", "{organisation} has not introduced its {role} for “{service}”; after the deadline the organisation above will. {address}"),
        "ar": ("لم يُقدَّم «{role}» بعد", "لم تقدّم {organisation} «{role}» في «{service}»؛ بعد المهلة تتولاه الجهة الأعلى. {address}"),
    },
    "late": {
        "fa": ("معرفی به سازمان بالاتر رفت", "مهلت معرفی «{role}» گذشت و کار به سازمان بالاتر رفت."),
        "en": ("The organisation above introduces", "The time to introduce the {role} has passed; the organisation above now does."),
        "ar": ("انتقل التقديم إلى الجهة الأعلى", "انقضت مهلة تقديم «{role}» وانتقل الأمر إلى الجهة الأعلى."),
    },
    "unled": {
        "fa": ("{organisation} معرف ندارد", "{organisation} برای «{role}» در «{service}» کسی را معرفی نکرد یا رابط ندارد. شما معرفی کنید: {address}"),
        "en": ("{organisation} has nobody who introduces", "{organisation} has no liaison, or introduced no {role} for “{service}”. Please do: {address}"),
        "ar": ("لا منسّق لدى {organisation}", "لا منسّق لدى {organisation} أو لم تقدّم «{role}» في «{service}». قدّموه أنتم: {address}"),
    },
    "returned": {
        "fa": ("معرفی «{role}» برگشت", "معرفی «{role}» در {organisation} برای تکمیل برگشت. {address}"),
        "en": ("Returned for completion", "The introduction of the {role} at {organisation} was returned. {address}"),
        "ar": ("أُعيد التقديم", "أُعيد تقديم «{role}» في {organisation} لاستكماله. {address}"),
    },
    "approved": {
        "fa": ("کارتابل «{role}» ساخته شد", "کارتابل «{role}» برای «{service}» در {organisation} ساخته شد."),
        "en": ("The cartable is made", "The cartable of the {role} for “{service}” at {organisation} is made."),
        "ar": ("أُنشئت الحافظة", "أُنشئت حافظة «{role}» في «{service}» لدى {organisation}."),
    },
    "rejected": {
        "fa": ("معرفی «{role}» پذیرفته نشد", "معرفی «{role}» در {organisation} پذیرفته نشد. {address}"),
        "en": ("The introduction was refused", "The introduction of the {role} at {organisation} was refused. {address}"),
        "ar": ("رُفض التقديم", "رُفض تقديم «{role}» في {organisation}. {address}"),
    },
    "account": {
        "fa": ("", "{name}\nنام کاربری: {username}\nگذرواژهٔ نخست: {password}\n{address}"),
        "en": ("", "{name}\nUser name: {username}\nFirst password: {password}\n{address}"),
        "ar": ("", "{name}\nاسم المستخدم: {username}\nكلمة المرور الأولى: {password}\n{address}"),
    },
    "term_ends": {
        "fa": ("دورهٔ «{role}» رو به پایان است", "دورهٔ «{role}» در {organisation} {day} ({days} روز دیگر) پایان می‌یابد. جانشین را معرفی کنید: {address}"),
        "en": ("A term is about to end", "The term of the {role} at {organisation} ends on {day} (in {days} days). Introduce who follows: {address}"),
        "ar": ("مدة توشك أن تنتهي", "تنتهي مدة «{role}» لدى {organisation} في {day} (بعد {days} يوماً). قدّموا من يخلفه: {address}"),
    },
}  # fmt: skip
# Whoever must introduce somebody is alarmed on working mornings only.
ALARMS = frozenset({"asked", "remind", "late", "unled", "term_ends"})
# What has no point any more once somebody was introduced, or nobody is wanted.
WANTING = tuple(f"cartable_request.{event}" for event in ("asked", "remind", "late", "unled"))
BY_SMS_ALONE = frozenset({"account"})
OPTIONAL = frozenset(SAMPLES) - {"username", "password"}
MESSAGES = tuple(
    MessageTemplate(
        event=f"cartable_request.{event}",
        channel=channel,
        language=language,
        title=title if channel is not Channel.SMS else "",
        text=text,
        optional=OPTIONAL,
        verbatim=frozenset({"address", "username", "password"}),
        samples=SAMPLES,
        importance=Importance.ALARM if event in ALARMS else Importance.ORDINARY,
    )
    for event, languages in TEXTS.items()
    for language, (title, text) in languages.items()
    for channel in (Channel.SMS, Channel.EMAIL, Channel.INBOX)
    if channel is Channel.SMS or event not in BY_SMS_ALONE
)

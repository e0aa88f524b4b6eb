"""What we say, on which event, by which channel, in Persian, English and Arabic."""

from collections.abc import Mapping

from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel, Importance
from pishkhan.services.international_commission.terms import CODE


SAMPLES = {
    "letter_number": "172429/4",
    "tracking_code": "48201773905",
    "address": "http://localhost:8000/track/",
    "deadline": "۵ آذر",
    "subject": "سه نیم‌سال مشروطی یا بیشتر",
    "commission": "کمیسیون دانشگاه",
    "organisation": "دانشگاه نمونه",
    "at": "شنبه ۳۰ آبان ۱۴۰۵، ساعت ۱۰:۰۰",
    "place": "ساختمان مرکزی",
    "verdict": "موافقت",
    "paper": "گذرنامه",
    "number": "•••••0019",
    "days": "60",
    "day": "۳۰ آبان ۱۴۰۵",
    "missing": "معاونت دانشجویی دانشگاه",
    "why": "دانشگاه شما هنوز «معاونت دانشجویی دانشگاه» را معرفی نکرده است.",
    "asked": "دانشگاه نمونه",
    "amount": "130,000",
    "toman": "13,000",
}
VERBATIM = frozenset({"address", "number"})
OPTIONAL = frozenset({"letter_number", "tracking_code", "address", "subject", "comment", "reason"})

# event → language → (title, text)
TEXTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "registered": {
        "fa": (
            "درخواست شما ثبت شد",
            "درخواست شما به کمیسیون موارد خاص ثبت شد.\nشماره نامه: {letter_number}\nکد رهگیری: {tracking_code}\nپیگیری: {address}",
        ),
        "en": (
            "Your request is registered",
            "Your request to the special cases commission is registered.\nLetter number: {letter_number}\nTracking code: {tracking_code}\nFollow it: {address}",
        ),
        "ar": (
            "تم تسجيل طلبكم",
            "تم تسجيل طلبكم إلى لجنة الحالات الخاصة.\nرقم الرسالة: {letter_number}\nرمز التتبع: {tracking_code}\nالمتابعة: {address}",
        ),
    },
    "suspended": {
        "fa": (
            "درخواست شما در انتظار دانشگاه است",
            "{why} در {day} از {asked} خواستیم کسی را معرفی کند؛ همین که مسئولی آماده باشد، نامه {letter_number} خودبه‌خود ادامه می‌یابد.",
        ),
        "en": (
            "Your request waits for your university",
            "{why} We asked {asked} on {day} to appoint somebody; letter {letter_number} goes on by itself as soon as somebody is there.",
        ),
        "ar": (
            "طلبكم في انتظار الجامعة",
            "{why} طلبنا من {asked} في {day} تعيين من يتولى ذلك، وتتابع الرسالة {letter_number} تلقائيًا فور توفره.",
        ),
    },
    "resumed": {
        "fa": ("بررسی آغاز شد", "بررسی نامه {letter_number} در دانشگاه آغاز شد."),
        "en": ("Examination began", "The university began to examine letter {letter_number}."),
        "ar": ("بدأت الدراسة", "بدأت الجامعة دراسة الرسالة {letter_number}."),
    },
    "accepted": {
        "fa": (
            "درخواست به کمیسیون رفت",
            "معاونت دانشجویی با طرح نامه {letter_number} در کمیسیون دانشگاه موافقت کرد.",
        ),
        "en": (
            "Your request goes to the commission",
            "Student affairs agreed to bring letter {letter_number} before the university commission.",
        ),
        "ar": (
            "أُحيل طلبكم إلى اللجنة",
            "وافقت شؤون الطلاب على عرض الرسالة {letter_number} على لجنة الجامعة.",
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
        "en": ("Received", "What you added to letter {letter_number} has arrived; its examination goes on."),
        "ar": ("تم الاستلام", "وصلت تكملة الرسالة {letter_number} واستؤنفت دراستها."),
    },
    "rejected": {
        "fa": (
            "درخواست شما پذیرفته نشد",
            "معاونت دانشجویی نامه {letter_number} را نپذیرفت. دلیل و راه اعتراض به کمیسیون مرکزی تا {deadline}: {address}",
        ),
        "en": (
            "Your request was refused",
            "Student affairs refused letter {letter_number}. Reason and objection to the central commission until {deadline}: {address}",
        ),
        "ar": (
            "لم يُقبل طلبكم",
            "لم تقبل شؤون الطلاب الرسالة {letter_number}. السبب والاعتراض لدى اللجنة المركزية حتى {deadline}: {address}",
        ),
    },
    "scheduled": {
        "fa": (
            "درخواست شما در دستور جلسه است",
            "نامه {letter_number} در دستور جلسهٔ {commission} در {at} است.",
        ),
        "en": (
            "Your case is on the agenda",
            "Letter {letter_number} is on the agenda of the {commission}, {at}.",
        ),
        "ar": (
            "طلبكم على جدول الأعمال",
            "الرسالة {letter_number} على جدول أعمال {commission}: {at}.",
        ),
    },
    "decided": {
        "fa": (
            "رأی کمیسیون صادر شد",
            "رأی کمیسیون دربارهٔ نامه {letter_number}: {verdict}. متن رأی: {address}\nمهلت اعتراض تا {deadline}.",
        ),
        "en": (
            "The commission has decided",
            "Decision on letter {letter_number}: {verdict}. Its text: {address}\nYou may object until {deadline}.",
        ),
        "ar": (
            "صدر قرار اللجنة",
            "قرار اللجنة بشأن الرسالة {letter_number}: {verdict}. نص القرار: {address}\nمهلة الاعتراض حتى {deadline}.",
        ),
    },
    "referred": {
        "fa": (
            "درخواست به کمیسیون مرکزی رفت",
            "کمیسیون دانشگاه نامه {letter_number} را به کمیسیون مرکزی ارجاع داد.",
        ),
        "en": (
            "Referred to the central commission",
            "The university commission referred letter {letter_number} to the central commission.",
        ),
        "ar": (
            "أُحيل إلى اللجنة المركزية",
            "أحالت لجنة الجامعة الرسالة {letter_number} إلى اللجنة المركزية.",
        ),
    },
    "objected": {
        "fa": (
            "اعتراض شما ثبت شد",
            "اعتراض شما دربارهٔ نامه {letter_number} رسید؛ کمیسیون مرکزی با اعضای دیگر رسیدگی می‌کند.",
        ),
        "en": (
            "Your objection is registered",
            "Your objection about letter {letter_number} has arrived; the central commission, with other members, hears it.",
        ),
        "ar": (
            "سُجّل اعتراضكم",
            "وصل اعتراضكم بشأن الرسالة {letter_number}؛ تنظر فيه اللجنة المركزية بأعضاء آخرين.",
        ),
    },
    "final": {
        "fa": (
            "رأی نهایی صادر شد",
            "رأی نهایی کمیسیون مرکزی دربارهٔ نامه {letter_number}: {verdict}. متن رأی: {address}",
        ),
        "en": (
            "The final decision",
            "Final decision of the central commission on letter {letter_number}: {verdict}. Its text: {address}",
        ),
        "ar": (
            "صدر القرار النهائي",
            "القرار النهائي للجنة المركزية بشأن الرسالة {letter_number}: {verdict}. نص القرار: {address}",
        ),
    },
    "closed": {
        "fa": ("پرونده بسته شد", "مهلت نامه {letter_number} گذشت و پرونده مختومه شد."),
        "en": ("Closed", "The time given for letter {letter_number} has passed and it was closed."),
        "ar": ("أُغلقت المعاملة", "انتهت مهلة الرسالة {letter_number} وأُغلقت معاملتها."),
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
        "ar": ("تذكير", "الرسالة {letter_number} في انتظاركم؛ أكملوها حتى {deadline} في {address}."),
    },
    "remind_objection": {
        "fa": ("مهلت اعتراض", "مهلت اعتراض به رأی نامه {letter_number} {deadline} پایان می‌یابد."),
        "en": ("Time to object", "You may object to the decision on letter {letter_number} until {deadline}."),
        "ar": ("مهلة الاعتراض", "تنتهي مهلة الاعتراض على قرار الرسالة {letter_number} في {deadline}."),
    },
    "fee": {
        "fa": (
            "هزینهٔ رسیدگی را بپردازید",
            "برای ادامهٔ رسیدگی به نامه {letter_number} تا {deadline} {amount} ریال ({toman} تومان) بپردازید: {address}",
        ),
        "en": (
            "A fee is due",
            "For letter {letter_number} to go on, pay {amount} rials ({toman} tomans) by {deadline}: {address}",
        ),
        "ar": (
            "رسم مستحق",
            "لمتابعة الرسالة {letter_number} ادفعوا {amount} ريالًا ({toman} تومان) حتى {deadline}: {address}",
        ),
    },
    "remind_fee": {
        "fa": (
            "مهلت پرداخت رو به پایان است",
            "هزینهٔ رسیدگی به نامه {letter_number} ({amount} ریال) پرداخت نشده است؛ پس از {deadline} پرونده بسته می‌شود: {address}",
        ),
        "en": (
            "Time to pay is running out",
            "The fee of letter {letter_number} ({amount} rials) is not paid; after {deadline} the case is closed: {address}",
        ),
        "ar": (
            "مهلة الدفع توشك على الانتهاء",
            "رسم الرسالة {letter_number} ({amount} ريال) لم يُدفع؛ بعد {deadline} تُغلق المعاملة: {address}",
        ),
    },
    "invited": {
        "fa": (
            "دعوت به جلسهٔ کمیسیون",
            "جلسهٔ {commission} ({organisation}): {at}، {place}. دستور جلسه: {address}",
        ),
        "en": (
            "Session of the commission",
            "Session of the {commission} ({organisation}): {at}, {place}. Agenda: {address}",
        ),
        "ar": (
            "دعوة إلى جلسة اللجنة",
            "جلسة {commission} ({organisation}): {at}، {place}. جدول الأعمال: {address}",
        ),
    },
    "paper_expiring": {
        "fa": (
            "اعتبار مدرک رو به پایان است",
            "اعتبار {paper} {number} شما {day} پایان می‌یابد ({days} روز). مدرک تازه را در {address} بگذارید.",
        ),
        "en": (
            "A paper of yours is about to expire",
            "Your {paper} {number} expires on {day} ({days} days). Put the new one at {address}.",
        ),
        "ar": (
            "وثيقة توشك على الانتهاء",
            "تنتهي صلاحية {paper} {number} في {day} ({days} يومًا). ضعوا الوثيقة الجديدة في {address}.",
        ),
    },
}  # fmt: skip

# Why nobody at the university has a case that waits, by the code of what is lacking there.
WHY: Mapping[str, Mapping[str, str]] = {
    "cartable_suspended": {
        "fa": "کارتابل «{missing}» در دانشگاه شما اکنون معلق است.",
        "en": "At your university this office is suspended for now: {missing}.",
        "ar": "هذه الجهة في جامعتكم معلّقة حاليًا: {missing}.",
    },
    "cartable_closed": {
        "fa": "کارتابل «{missing}» در دانشگاه شما بسته شده است.",
        "en": "At your university this office was closed: {missing}.",
        "ar": "أُغلقت هذه الجهة في جامعتكم: {missing}.",
    },
    "term_over": {
        "fa": "دورهٔ «{missing}» در دانشگاه شما به پایان رسیده است.",
        "en": "At your university the term of office has ended: {missing}.",
        "ar": "انتهت في جامعتكم مدة: {missing}.",
    },
    "holder_gone": {
        "fa": "دارندهٔ سمت «{missing}» در دانشگاه شما رفته است.",
        "en": "At your university whoever held this office has left: {missing}.",
        "ar": "غادر شاغل هذا المنصب في جامعتكم: {missing}.",
    },
    "": {
        "fa": "دانشگاه شما هنوز «{missing}» را معرفی نکرده است.",
        "en": "Your university has not yet appointed: {missing}.",
        "ar": "لم تعيّن جامعتكم بعد: {missing}.",
    },
}  # fmt: skip

# What the applicant has just done is confirmed at any hour of the day; the rest can wait for it.
IMPORTANCE = {
    "registered": Importance.ESSENTIAL,
    "remind_fee": Importance.ALARM,
    "paper_expiring": Importance.ALARM,
    "remind": Importance.OPTIONAL,
    "remind_objection": Importance.OPTIONAL,
}
# Each word of a group makes an earlier one of it needless that has not left yet: whether the case
# waits for somebody, what is to be paid, and how it stands.
WAITING, FEE = frozenset({"suspended", "resumed"}), frozenset({"fee", "remind_fee"})
ALONE = frozenset({"registered", "invited", "paper_expiring"})
STANDING = frozenset(TEXTS) - WAITING - FEE - ALONE
NOT_OF_A_REQUEST = frozenset({"invited", "paper_expiring"})

MESSAGES = tuple(
    MessageTemplate(
        event=f"{CODE}.{event}",
        channel=channel,
        language=language,
        title=title if channel is not Channel.SMS else "",
        text=text,
        optional=frozenset() if event in NOT_OF_A_REQUEST else OPTIONAL,
        verbatim=VERBATIM,
        samples=SAMPLES,
        importance=IMPORTANCE.get(event, Importance.ORDINARY),
        overtakes=frozenset(
            f"{CODE}.{one}"
            for group in (WAITING, FEE, STANDING)
            if event in group
            for one in (group | WAITING if group is STANDING else group)
        ),
    )
    for event, languages in TEXTS.items()
    for language, (title, text) in languages.items()
    for channel in (Channel.SMS, Channel.EMAIL, Channel.INBOX)
)

"""The identity card of confirming a degree."""

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.catalogue.spec import DeskFacts, Duplicates, ServiceDefinition
from pishkhan.kernel.catalogue.terms import Audience
from pishkhan.kernel.forms.spec import Choice
from pishkhan.kernel.identity.terms import OwnershipPolicy
from pishkhan.services.degree_confirmation import effects, messages, questions
from pishkhan.services.degree_confirmation.actions import confirming
from pishkhan.services.degree_confirmation.terms import CODE, FORGED


SERVICE = ServiceDefinition(
    code=CODE,
    title=_("تأییدیهٔ تحصیلی و کد صحت"),
    summary=_("کد بیست‌رقمی مدرک دانشگاهی خود را بگیرید؛ اگر سابقهٔ شما کامل باشد همین حالا."),
    legal_ground=_(
        "پاسخ کتبی به استعلام مدرک از ۱۴۰۲/۰۵/۰۱ ممکن نیست و خارج از سامانه فاقد وجاهت قانونی است"
    ),
    audiences=(Audience.GRADUATE, Audience.STUDENT),
    pages=questions.PAGES,
    attachments=questions.ATTACHMENTS,
    effects=effects.EFFECTS,
    guards=effects.GUARDS,
    decisions=effects.DECISIONS,
    messages=messages.MESSAGES,
    letter_subject="degree.field",
    latin_name=("person.latin_first_name", "person.latin_last_name"),
    places={"university": "study.university"},
    declaration=_("این مدرک از آن خود من است و می‌دانم که دادن مدرک جعلی پیگرد دارد."),
    has_already=confirming.show_code,
    result=effects.result,
    staff_titles={
        "study": _("دانشگاه"),
        "person": _("مشخصات متقاضی"),
        "degree": _("مدرک، چنان‌که متقاضی نوشته است"),
    },
    done_at=effects.DONE_AT,
    desk_facts=DeskFacts(
        working_days=5,
        stages=(
            _("تطبیق خودکار با بانک سوابق؛ اگر یکی باشد کد همان دم صادر می‌شود"),
            _("مقایسه با سوابق دانشگاه"),
            _("تأیید نفر دوم"),
            _("صدور کد صحت"),
        ),
    ),
    duplicates=Duplicates(keys=("study.university", "degree.level", "degree.field"), days=60),
    mobile_ownership=OwnershipPolicy.CLERK_CHECKS,
    sample=questions.SAMPLE,
    reasons={
        "REJECTION": (
            Choice(value="not_ours", label=_("دانش‌آموختهٔ این دانشگاه نیست")),
            Choice(value="name", label=_("نام با سوابق نمی‌خواند")),
            Choice(value="dates", label=_("تاریخ‌ها با سوابق نمی‌خواند")),
            Choice(value="unreadable", label=_("تصویر مدرک خوانا نیست")),
            Choice(value=FORGED, label=_("مدرک جعلی است")),
        ),
    },
)

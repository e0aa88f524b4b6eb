"""A documented request: the applicant sends a letter with papers, the office answers it signed."""

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.catalogue.spec import DeskFacts, Duplicates, ServiceDefinition
from pishkhan.kernel.catalogue.terms import Audience
from pishkhan.kernel.forms.spec import Choice
from pishkhan.services.e_request import effects, messages, questions


SERVICE = ServiceDefinition(
    code="e_request",
    title=_("ارسال درخواست مستند"),
    summary=_("نامهٔ دست‌نویس و مدارک را بارگذاری کنید؛ شمارهٔ نامه و کد رهگیری بگیرید."),
    legal_ground=_("اطلاعیهٔ سامانهٔ ارسال درخواست الکترونیک، جایگزین مراجعهٔ حضوری و مکاتبهٔ کاغذی"),
    audiences=(Audience.EVERYONE,),
    pages=questions.PAGES,
    attachments=questions.ATTACHMENTS,
    process="process.yaml",
    effects=effects.EFFECTS,
    guards=effects.GUARDS,
    messages=messages.MESSAGES,
    letters=(effects.ANSWER_LETTER,),
    letter_subject="request.subject",
    declaration=_(
        "ثبت درخواست التزامی برای قبول درخواست ایجاد نمی‌کند و نیازمند بررسی و اظهار نظر است."
    ),
    desk_facts=DeskFacts(
        working_days=15,
        stages=(
            _("بررسی کامل بودن درخواست در دبیرخانه"),
            _("بررسی و اظهار نظر کارشناس"),
            _("امضای پاسخ"),
            _("اعلام نتیجه با پیامک"),
        ),
    ),
    duplicates=Duplicates(keys=("request.topic", "request.exam", "request.year"), days=30),
    sample=questions.SAMPLE,
    action_pages={
        "secretariat.refer": questions.SHEET,
        "expert.propose": questions.ANSWER,
    },
    reasons={
        "REJECTION": (
            Choice(value="not_in_remit", label=_("در صلاحیت این سازمان نیست")),
            Choice(value="not_entitled", label=_("شرایط مقرر را ندارد")),
            Choice(value="no_evidence", label=_("مدرک کافی نیست")),
            Choice(value="out_of_time", label=_("مهلت آن گذشته است")),
            Choice(value="repeated", label=_("تکراری است و پیش‌تر پاسخ داده شده")),
        ),
    },
)

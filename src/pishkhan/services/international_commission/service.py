"""Special cases of international students: asked for at their university, decided by a commission."""

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import DeskFacts, Duplicates, ServiceDefinition
from pishkhan.kernel.catalogue.terms import Audience
from pishkhan.kernel.forms.spec import Choice
from pishkhan.kernel.identity.terms import OwnershipPolicy
from pishkhan.services.international_commission import effects, messages, questions
from pishkhan.services.international_commission.terms import CODE


SERVICE = ServiceDefinition(
    code=CODE,
    title=_("کمیسیون موارد خاص دانشجویان بین‌الملل"),
    summary=_(
        "برای مشروطی، پایان سنوات، بازگشت به تحصیل و شرایط خاص دیگر؛ به فارسی، انگلیسی یا عربی."
    ),
    legal_ground=_("آیین‌نامهٔ آموزشی دانشجویان بین‌الملل و شیوه‌نامهٔ کمیسیون موارد خاص"),
    audiences=(Audience.STUDENT,),
    pages=questions.PAGES,
    attachments=questions.ATTACHMENTS,
    process="process.yaml",
    effects=effects.EFFECTS,
    guards=effects.GUARDS,
    decisions=effects.DECISIONS,
    messages=messages.MESSAGES,
    letters=(effects.ORDER, effects.CENTRAL_ORDER),
    letter_subject="ground.kind",
    latin_name=("person.latin_first_name", "person.latin_last_name"),
    places={"university": "study.university"},
    declaration=_("اطلاعات و مدارک را درست نوشته‌ام و می‌دانم که رأی را کمیسیون پس از رسیدگی می‌دهد."),
    on_covered=catalogue.go_on(effects.SETTLED),
    staff_titles={
        "study": _("دانشگاه متقاضی"),
        "person": _("مشخصات متقاضی"),
        "degree": _("تحصیل متقاضی"),
    },
    done_at=effects.DONE_AT,
    desk_facts=DeskFacts(
        fee=effects.UNIVERSITY_FEE,
        working_days=45,
        stages=(
            _("بررسی در معاونت دانشجویی دانشگاه"),
            _("پرداخت هزینهٔ رسیدگی"),
            _("نوبت دستور جلسهٔ کمیسیون"),
            _("جلسه و رأی کمیسیون"),
            _("اعلام رأی و مهلت اعتراض"),
        ),
    ),
    duplicates=Duplicates(keys=("ground.kind", "study.university"), days=60),
    mobile_ownership=OwnershipPolicy.OFF,
    sample=questions.SAMPLE,
    reasons={
        "REJECTION": (
            Choice(value="not_entitled", label=_("شرایط طرح در کمیسیون را ندارد")),
            Choice(value="no_evidence", label=_("مدرک شرایط خاص کافی نیست")),
            Choice(value="not_ours", label=_("دانشجوی این دانشگاه نیست")),
            Choice(value="repeated", label=_("تکراری است و پیش‌تر رأی صادر شده")),
        ),
    },
)

"""The identity card of issuing degrees."""

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.catalogue.spec import DeskFacts, ServiceDefinition
from pishkhan.kernel.catalogue.terms import Audience
from pishkhan.kernel.identity.spec import Actor
from pishkhan.services.degree_issuance import effects, questions
from pishkhan.services.degree_issuance.terms import CODE, Deed


def open_sample(organisation_id: int, by: Actor) -> int:
    """A temporary certificate of this university, written down and not yet sent on."""
    from pishkhan.services.degree_issuance.actions import proposing  # noqa: PLC0415 - needs the card

    typed = {key.partition(".")[2]: text for key, text in questions.SAMPLE.items()}
    return proposing.open_one(university_id=organisation_id, deed=Deed.ISSUE, typed=typed, by=by)


SERVICE = ServiceDefinition(
    code=CODE,
    title=_("صدور و تغییر مدرک تحصیلی"),
    summary=_(
        "دانشگاه مدرک را با کد صحت صادر می‌کند؛ هر تغییر آن کار دو نفر است و برای استعلام‌کننده پیداست."
    ),
    legal_ground=_("نظارت بر صدور گواهینامهٔ موقت و دانشنامه و تکمیل بانک دانش‌آموختگان کشور"),
    audiences=(Audience.UNIVERSITY,),
    pages=questions.PAGES,
    effects=effects.EFFECTS,
    guards=effects.GUARDS,
    letter_subject="deed.deed",
    office_slot="university",
    declaration=_("درستی سابقه با دانشگاه است و مسئولیت آن با رئیس مؤسسه."),
    desk_facts=DeskFacts(working_days=5, stages=(_("پیشنهاد کارشناس"), _("تأیید نفر دوم"))),
    sample=questions.SAMPLE,
    opens=open_sample,
)

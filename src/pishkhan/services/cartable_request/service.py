"""The identity card of introducing holders of cartables."""

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.catalogue.spec import DeskFacts, ServiceDefinition
from pishkhan.kernel.catalogue.terms import Audience
from pishkhan.kernel.forms.spec import Choice
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.cartable_request import effects, messages, questions
from pishkhan.services.cartable_request.terms import CODE


def open_sample(organisation_id: int, by: Actor) -> int:
    """A request for the liaison of this organisation, filled in and not yet sent on."""
    from pishkhan.services.cartable_request.actions import requesting  # noqa: PLC0415 - needs the card

    case_id = requesting.request(
        organisation_id=organisation_id, role=Role.LIAISON.value, service=CODE, by=by
    )
    typed = {key.partition(".")[2]: text for key, text in questions.SAMPLE.items()}
    requesting.fill(case_id, typed, by=by)
    return case_id


SERVICE = ServiceDefinition(
    code=CODE,
    title=_("معرفی دارندهٔ کارتابل"),
    summary=_("سازمان دارندهٔ هر نقش را معرفی می‌کند تا هیچ درخواستی بی‌مسئول نماند."),
    legal_ground=_("راهنمای سامانهٔ امور دانشجویان بین‌الملل، ساخت کارتابل نقش‌ها"),
    audiences=(Audience.UNIVERSITY,),
    pages=questions.PAGES,
    attachments=(questions.LETTER,),
    effects=effects.EFFECTS,
    guards=effects.GUARDS,
    decisions=effects.DECISIONS,
    messages=messages.MESSAGES,
    letter_subject="place.role",
    office_slot="above",
    declaration=_("معرفی با امضای سازمان اعتبار دارد و مسئولیت درستی آن با سازمان است."),
    desk_facts=DeskFacts(
        working_days=10, stages=(_("معرفی از سوی سازمان"), _("تأیید سازمان بالاتر"))
    ),
    sample=questions.SAMPLE,
    opens=open_sample,
    reasons={
        "REJECTION": (
            Choice(value="not_entitled", label=_("این شخص حکم این سمت را ندارد")),
            Choice(value="bad_letter", label=_("معرفی‌نامه اعتبار ندارد")),
            Choice(value="not_needed", label=_("سازمان به این کارتابل نیاز ندارد")),
        ),
    },
)

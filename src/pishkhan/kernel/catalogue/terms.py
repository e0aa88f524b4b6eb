"""The words of the catalogue: for whom a service is."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class Audience(Terms):
    """Who a service is offered to; the portal groups its tiles by it."""

    EVERYONE = "everyone", _("همه")
    APPLICANT = "applicant", _("داوطلب آزمون")
    STUDENT = "student", _("دانشجو")
    GRADUATE = "graduate", _("دانش‌آموخته")
    PUPIL = "pupil", _("دانش‌آموز و خانواده")
    UNIVERSITY = "university", _("دانشگاه")
    SCHOOL = "school", _("مدرسه")


# Whoever asks on behalf of an organisation does so from the desk, not from the portal.
ORGANISATIONS = frozenset({Audience.UNIVERSITY, Audience.SCHOOL})


# Between who signs and in whose place, as a letter keeps them.
IN_PLACE_OF = " به جانشینی "


class LetterKind(Terms):
    """What a service issues."""

    ANSWER = "answer", _("پاسخ")
    CERTIFICATE = "certificate", _("گواهی")
    INTRODUCTION = "introduction", _("معرفی‌نامه")

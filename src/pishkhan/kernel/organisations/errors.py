"""Every way in which organisations refuse."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NotAllowed(DomainError):
    """The actor's posts do not reach so far; data: `act`, its Persian label."""

    code = "not_allowed"
    message = _("اجازهٔ این کار را ندارید: %(act)s")
    hint = _("اگر این کار از وظایف شماست، از راهبر سامانه سمت آن را بخواهید.")


class CodeTaken(DomainError):
    """Another organisation has this code."""

    code = "organisation_code_taken"
    message = _("این کد از آنِ سازمان دیگری است.")


class IntoItself(DomainError):
    """An organisation cannot stand under itself."""

    code = "organisation_into_itself"
    message = _("سازمان را نمی‌توان زیر خودش یا زیرمجموعهٔ خودش برد.")


class OrganisationClosed(DomainError):
    """A closed organisation takes no children, posts or holders."""

    code = "organisation_closed"
    message = _("این سازمان بسته شده است.")


class HasOpenChildren(DomainError):
    """Organisations under it are still open; data: `count`."""

    code = "organisation_has_open_children"
    message = _("زیر این سازمان هنوز %(count)s سازمان باز است.")
    hint = _("نخست آن‌ها را ببندید یا جابه‌جا کنید.")


class PostTaken(DomainError):
    """The organisation has this post already."""

    code = "post_taken"
    message = _("این سازمان همین سمت را دارد.")


class BadPeriod(DomainError):
    """It ends before it begins."""

    code = "bad_period"
    message = _("پایان دوره باید پس از آغاز آن باشد.")


class HoldingOverlaps(DomainError):
    """The same person holds the same post in that time."""

    code = "holding_overlaps"
    message = _("این کارمند در همین زمان همین سمت را دارد.")


class DelegationNeedsEnd(DomainError):
    """Standing in for somebody is for a time."""

    code = "delegation_needs_end"
    message = _("برای جانشین تاریخ پایان بنویسید.")


class DelegatorNotHolder(DomainError):
    """Nobody can stand in for somebody who does not hold the post in all that time."""

    code = "delegator_not_holder"
    message = _("کسی که به جای او گماشته می‌شود در همهٔ این زمان این سمت را ندارد.")


class StandInOverlaps(DomainError):
    """Somebody else stands in at that post in that time."""

    code = "stand_in_overlaps"
    message = _("در همین زمان برای همین سمت جانشین دیگری گماشته شده است.")
    hint = _("نخست جانشینی پیشین را پایان دهید یا زمان دیگری برگزینید.")


class CircularStandIns(DomainError):
    """Whoever stands in has, in that time, named somebody who leads back to the absent one."""

    code = "circular_stand_ins"
    message = _("این شخص در همین زمان خود جانشین دارد و جانشینی به شما بازمی‌گردد.")
    hint = _("کسی را برگزینید که در این زمان سر کار است.")


class NothingLent(DomainError):
    """A stand-in takes over something."""

    code = "nothing_lent"
    message = _("دست‌کم یکی از سمت‌های خود را برگزینید.")


class NotAColleague(DomainError):
    """A stand-in does work of the same organisation."""

    code = "not_a_colleague"
    message = _("جانشین را از همکاران همین سازمان برگزینید که خود کاری از کارهای آن را دارند.")
    hint = _(
        "بازرس و راهبر و همکاران سازمان‌های دیگر جانشین نمی‌شوند؛ گماشتن از بیرون با مدیریت است."
    )


class StandInPassed(DomainError):
    """A time that begins before today."""

    code = "stand_in_passed"
    message = _("آغاز جانشینی نمی‌تواند روزی باشد که گذشته است.")
    hint = _("امروز یا روزی را بنویسید که هنوز نیامده است.")


class StandInTooLong(DomainError):
    """A time so long that somebody else should hold the post."""

    code = "stand_in_too_long"
    message = _("جانشینی بیش از %(most)s روز نیست.")
    hint = _("برای غیبت درازتر، سازمان دارندهٔ دیگری معرفی می‌کند.")


class NoSuchStandIn(DomainError):
    """There is no such stand-in of the actor."""

    code = "no_such_stand_in"
    message = _("چنین جانشینی‌ای نیست.")


class HoldingOver(DomainError):
    """It has ended already."""

    code = "holding_over"
    message = _("این دوره پیش‌تر پایان یافته است.")

"""Refusals of the commission."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NoSuchSession(DomainError):
    """There is no such session, or not for this person."""

    code = "international_commission.no_such_case"
    message = _("چنین جلسه‌ای نیست.")


class NoSuchItem(DomainError):
    """There is no such item, or not for this person."""

    code = "international_commission.no_such_case"
    message = _("چنین موردی در دستور جلسه نیست.")


class NotOfThisCommission(DomainError):
    """Somebody without that seat in this commission."""

    code = "international_commission.not_yours"
    message = _("این کار با %(role)s این کمیسیون است.")


class DoneInTheCommission(DomainError):
    """A button of the desk that only a session can press."""

    code = "international_commission.done_in_the_commission"
    message = _("این کار در صفحهٔ کمیسیون انجام می‌شود.")
    hint = _("«کمیسیون موارد خاص» را از بالای صفحه باز کنید.")


class SessionIsOver(DomainError):
    """Minutes were written; nothing of the session changes any more."""

    code = "international_commission.session_is_over"
    message = _("صورت‌جلسه نوشته شده است و چیزی در این جلسه تغییر نمی‌کند.")


class SessionNotHeld(DomainError):
    """The session has not begun."""

    code = "international_commission.session_not_held"
    message = _("جلسه هنوز آغاز نشده است.")


class MomentPassed(DomainError):
    """A session is called for a moment that is over; the moment is Tehran's."""

    code = "international_commission.moment_passed"
    message = _("%(at)s گذشته است؛ جلسه برای زمانی که گذشته فراخوانده نمی‌شود.")
    hint = _("روز و ساعتی را بنویسید که هنوز نیامده است.")


class NoDayOfWork(DomainError):
    """A session is called for a day on which the organisation is closed."""

    code = "international_commission.no_day_of_work"
    message = _("%(day)s در این سازمان روز کاری نیست.")
    hint = _("روز دیگری بنویسید یا بگویید که جلسه با آگاهی در روز تعطیل برگزار می‌شود.")


class BeforeItsDay(DomainError):
    """A session is opened before the day it was called for; the day is Tehran's."""

    code = "international_commission.before_its_day"
    message = _("این جلسه برای %(day)s فراخوانده شده است و پیش از آن روز آغاز نمی‌شود.")
    hint = _("اگر باید زودتر برگزار شود، جلسهٔ تازه‌ای با روز درست فرا بخوانید.")


class NotWaitingForAgenda(DomainError):
    """The case does not stand where it could be put on this agenda."""

    code = "international_commission.not_waiting"
    message = _("این پرونده در نوبت دستور جلسهٔ این کمیسیون نیست.")


class NoQuorum(DomainError):
    """Too few who may vote are present."""

    code = "international_commission.no_quorum"
    message = _("حد نصاب نیست: %(present)s نفر حاضر و دارای حق رأی‌اند و %(needed)s نفر لازم است.")
    hint = _("تا رسیدن به حد نصاب تصمیمی گرفته نمی‌شود.")


class VotesMissing(DomainError):
    """Somebody who is present has not voted."""

    code = "international_commission.votes_missing"
    message = _("%(missing)s رأی کم است: همهٔ حاضران دارای حق رأی هنوز رأی نداده‌اند.")
    hint = _("هر کس نظری ندارد رأی ممتنع می‌دهد؛ هر کس رفته است دبیر او را غایب می‌نویسد.")


class VotingClosed(DomainError):
    """A vote that came when none was taken."""

    code = "international_commission.voting_closed"
    message = _("رأی‌گیری این مورد باز نیست؛ رأی شما ثبت نشد.")


class NotSeated(DomainError):
    """Somebody who does not sit in this session votes."""

    code = "international_commission.not_yours"
    message = _("در این جلسه جایی به نام شما یا کسی که جانشین او هستید حاضر نوشته نشده است.")


class HasInterest(DomainError):
    """Somebody with an interest votes."""

    code = "international_commission.not_yours"
    message = _("در این پرونده ذی‌نفع هستید یا پیش‌تر دربارهٔ آن رأی داده‌اید و رأی نمی‌دهید.")


class NothingAbove(DomainError):
    """The central commission refers to nobody."""

    code = "international_commission.nothing_above"
    message = _("کمیسیون مرکزی به جای دیگری ارجاع نمی‌دهد.")


class ReasonMissing(DomainError):
    """A decision without its reasons."""

    code = "international_commission.reason_missing"
    message = _("دلیل رأی را بنویسید؛ برای موافقت مشروط، شرط‌ها را هم.")


class Undecided(DomainError):
    """The votes decide nothing."""

    code = "international_commission.undecided"
    message = _("آرا به نتیجه نرسیده است: هیچ نظری بیش از نیمی از آرا را ندارد.")
    hint = _("اعضا تا بسته شدن رأی‌گیری می‌توانند رأی خود را عوض کنند، یا مورد به جلسهٔ بعد برود.")


class VotingGoesOn(DomainError):
    """An item is still being voted on."""

    code = "international_commission.voting_goes_on"
    message = _("رأی‌گیری یک مورد هنوز باز است.")


class AlreadySigned(DomainError):
    """A second signature of one seat."""

    code = "international_commission.already_signed"
    message = _("این صورت‌جلسه را پیش‌تر امضا کرده‌اید.")


class NoCaseForThePaper(DomainError):
    """A scan needs a request of the person to lie with."""

    code = "international_commission.no_such_file"
    message = _("برای این مدرک پروندهٔ بازی نیست که تصویر تازه به آن پیوست شود.")


class BadPaper(DomainError):
    """A renewed paper that ends before the old one."""

    code = "international_commission.bad_paper"
    message = _("تاریخ پایان مدرک تازه باید پس از امروز و پس از تاریخ صدور آن باشد.")

"""The words of the commission: its levels, what a session and a vote are, which papers expire."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


CODE = "international_commission"
PAGE = _("کمیسیون موارد خاص")


class Level(Terms):
    """Which instance hears the case."""

    UNIVERSITY = "university", _("کمیسیون دانشگاه")
    CENTRAL = "central", _("کمیسیون مرکزی")


class SessionState(Terms):
    """How far a session has come."""

    CALLED = "called", _("فراخوانده‌شده")
    HELD = "held", _("برگزار می‌شود")
    MINUTED = "minuted", _("صورت‌جلسه شد")


class ItemState(Terms):
    """Whether votes are taken on an item of the agenda."""

    WAITING = "waiting", _("در نوبت")
    OPEN = "open", _("در حال رأی‌گیری")
    CLOSED = "closed", _("رأی صادر شد")
    CARRIED = "carried", _("به جلسهٔ بعد رفت")


class Presence(Terms):
    """Whether a seat is taken."""

    PRESENT = "present", _("حاضر")
    ABSENT = "absent", _("غایب")
    STAND_IN = "stand_in", _("جانشین حاضر است")


class Ballot(Terms):
    """What a member says on an item."""

    AGREE = "agree", _("موافق")
    CONDITIONS = "conditions", _("موافق با شرط")
    REFUSE = "refuse", _("مخالف")
    REFER = "refer", _("ارجاع به کمیسیون مرکزی")
    ABSTAIN = "abstain", _("ممتنع")


class Verdict(Terms):
    """What the commission decided; each is also the name of the action that moves the case."""

    AGREE = "agree", _("موافقت")
    CONDITIONS = "conditions", _("موافقت مشروط")
    REFUSE = "refuse", _("مخالفت")
    REFER = "refer", _("ارجاع به کمیسیون مرکزی")


class PaperKind(Terms):
    """The papers of a foreign national that end on a day, or carry a number."""

    PASSPORT = "passport", _("گذرنامه")
    RESIDENCE = "residence", _("پروانهٔ اقامت")
    VISA = "visa", _("روادید")
    INSURANCE = "insurance", _("بیمه")


VERBS = {
    f"{CODE}.session_called": _("جلسهٔ کمیسیون را فراخواند"),
    f"{CODE}.members_invited": _("اعضای کمیسیون را دعوت کرد"),
    f"{CODE}.agenda_changed": _("دستور جلسه را تغییر داد"),
    f"{CODE}.session_opened": _("جلسه را آغاز کرد"),
    f"{CODE}.attendance_taken": _("حضور و غیاب را نوشت"),
    f"{CODE}.voting_opened": _("رأی‌گیری را آغاز کرد"),
    f"{CODE}.voted": _("رأی داد"),
    f"{CODE}.recused": _("از رأی دادن کنار رفت"),
    f"{CODE}.item_decided": _("رأی کمیسیون را اعلام کرد"),
    f"{CODE}.adjourned": _("رأی‌گیری را بی‌نتیجه پایان داد و مورد را به جلسهٔ بعد برد"),
    f"{CODE}.minuted": _("جلسه را پایان داد و صورت‌جلسه را نوشت"),
    f"{CODE}.minutes_signed": _("صورت‌جلسه را امضا کرد"),
    f"{CODE}.paper_renewed": _("مدرک تازه‌ای به جای مدرک پیشین گذاشت"),
}

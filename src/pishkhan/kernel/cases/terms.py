"""The words of cases, with their Persian labels."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class StateKind(Terms):
    """What happens in a state; the set is closed, a sixth needs a written decision."""

    HUMAN = "human", _("اقدام انسانی")
    DECISION = "decision", _("قاعده")
    SERVICE = "service", _("کار سامانه")
    WAIT = "wait", _("انتظار")
    END = "end", _("پایان")


# The service in which cartables are asked for and kept; a name, because the kernel knows no service.
KEEPING = "cartable_request"
# The kind of a task that is no state of the process: a referral lies beside the case's own task.
REFERRAL = "referral"


class CaseStatus(Terms):
    """Whether a case goes on."""

    OPEN = "open", _("در جریان")
    SUSPENDED = "suspended", _("معلق")
    CLOSED = "closed", _("مختومه")


class EventKind(Terms):
    """What an event of a case says."""

    STARTED = "started", _("آغاز")
    ENTERED = "entered", _("ورود به مرحله")
    ACTION = "action", _("اقدام")
    DECISION = "decision", _("تصمیم قاعده")
    TIMER = "timer", _("مهلت")
    SUSPENDED = "suspended", _("تعلیق")
    RESUMED = "resumed", _("ازسرگیری")
    CLAIMED = "claimed", _("برداشتن از کارتابل")
    RELEASED = "released", _("بازگرداندن به کارتابل")
    REASSIGNED = "reassigned", _("سپردن به دیگری")
    TAKEN_BACK = "taken_back", _("بازپس‌گیری")
    REOPENED = "reopened", _("بازگشایی")
    DEFECTS_ANSWERED = "defects_answered", _("رفع نقص")
    RECOUNTED = "recounted", _("شمارش دوبارهٔ مهلت")
    ESCALATED = "escalated", _("درخواست سطح بالاتر از سوی متقاضی")
    MIGRATED = "migrated", _("انتقال به نسخهٔ دیگر فرایند")
    REFERRED = "referred", _("ارجاع")
    REFERRAL_ENDED = "referral_ended", _("پایان ارجاع")
    UNBLOCKED = "unblocked", _("برداشتن شرط نظر")
    CONFIDENTIALITY = "confidentiality", _("تعیین محرمانگی")


class DefectKind(Terms):
    """What is wrong with an answer or a file."""

    INCOMPLETE = "incomplete", _("ناقص")
    INCORRECT = "incorrect", _("نادرست")


class Emphasis(Terms):
    """How the button of an action looks."""

    PRIMARY = "primary", _("اصلی")
    QUIET = "quiet", _("فرعی")
    DANGER = "danger", _("با احتیاط")


class CommentRule(Terms):
    """Whether an action wants a text (پاراف)."""

    NONE = "none", _("بدون متن")
    OPTIONAL = "optional", _("اختیاری")
    REQUIRED = "required", _("الزامی")


class TimerMoment(Terms):
    """When a timer goes off, seen from the task it belongs to."""

    AT_DUE = "at_due", _("سر مهلت")
    BEFORE_DUE = "before_due", _("پیش از مهلت")
    AFTER_DUE = "after_due", _("پس از مهلت")
    AFTER = "after", _("پس از آغاز مرحله")


class TimerDeed(Terms):
    """What a timer does."""

    REMIND = "remind", _("یادآوری")
    ESCALATE = "escalate", _("ارجاع به مقام بالاتر")
    TAKE = "take", _("انجام اقدام از سوی سامانه")


class Silence(Terms):
    """What it means when the staff do not answer in time; only where the law says so."""

    ACCEPTED = "accepted", _("پذیرفته‌شده به شمار می‌آید")
    LAPSED = "lapsed", _("منتفی به شمار می‌آید")


class VoteRule(Terms):
    """When several assignees have decided."""

    ALL = "all", _("همه")
    ANY = "any", _("یکی")
    MAJORITY = "majority", _("اکثریت")


class ReferralKind(Terms):
    """What is asked of whom a case is referred to; the case itself stays where it is."""

    ACTION = "action", _("اقدام")
    OPINION = "opinion", _("اظهار نظر")
    SIGNATURE = "signature", _("امضا")
    FOLLOW_UP = "follow_up", _("پیگیری")
    INFORMATION = "information", _("اطلاع")
    COPY = "copy", _("رونوشت")


class ReferralOutcome(Terms):
    """How a referral ended."""

    ANSWERED = "answered", _("پاسخ داده شد")
    NOTED = "noted", _("دیده شد")
    RETURNED = "returned", _("عودت داده شد")
    TAKEN_BACK = "taken_back", _("بازپس گرفته شد")
    CASE_CLOSED = "case_closed", _("پرونده پایان یافت")


class CartableStatus(Terms):
    """Whether tasks may be laid into a cartable."""

    LIVE = "live", _("فعال")
    SUSPENDED = "suspended", _("معلق")
    CLOSED = "closed", _("بسته")


class Lack(Terms):
    """Why nobody can take a task at a place."""

    NO_CARTABLE = "no_cartable", _("کارتابل این نقش ساخته نشده است")
    SUSPENDED = "cartable_suspended", _("کارتابل این نقش معلق است")
    CLOSED = "cartable_closed", _("کارتابل این نقش بسته است")
    NO_HOLDER = "no_holder", _("کسی دارندهٔ این سمت نیست")
    TERM_OVER = "term_over", _("دورهٔ دارندهٔ این سمت به پایان رسیده است")
    HOLDER_GONE = "holder_gone", _("دارندهٔ این سمت رفته است")
    TOO_FEW = "too_few", _("دارندگان این سمت کمتر از حد نصاب‌اند")


class DraftStatus(Terms):
    """How far a proposal has come that two people must agree on."""

    DRAFT = "draft", _("پیش‌نویس")
    PROPOSED = "proposed", _("پیشنهادشده")
    IN_FORCE = "in_force", _("معتبر")
    REFUSED = "refused", _("پذیرفته نشد")


class Approval(Terms):
    """Who answers for a version of a process that is in force."""

    PERSON = "person", _("نفر دوم")
    RELEASE = "release", _("همراه نرم‌افزار")
    DEVELOPMENT = "development", _("سامانهٔ آزمایشی")


class MoveStatus(Terms):
    """How far the running cases of a version have been moved to another."""

    RUNNING = "running", _("در حال انتقال")
    DONE = "done", _("انجام شد")
    ROLLING_BACK = "rolling_back", _("در حال بازگرداندن")
    ROLLED_BACK = "rolled_back", _("بازگردانده شد")


class View(Terms):
    """The views of an inbox."""

    ALL = "all", _("همهٔ کارتابل‌ها")
    MINE = "mine", _("برداشته‌های من")
    OVERDUE = "overdue", _("دیرکرده")
    DUE_TODAY = "due_today", _("امروز سررسید")
    RETURNED = "returned", _("برگشته از متقاضی")
    DONE = "done", _("انجام‌شده به دست من")
    SUSPENDED = "suspended", _("معلق")
    SIGNATURE = "signature", _("برای امضا")
    REFERRED = "referred", _("ارجاع‌شده به من")


class Sort(Terms):
    """In which order an inbox lists open tasks."""

    DEADLINE = "deadline", _("نزدیک‌ترین مهلت")
    NEWEST = "newest", _("تازه‌رسیده")
    OLDEST = "oldest", _("دیرمانده")


class LabelColour(Terms):
    """The colours of labels; the name is always written beside."""

    TEAL = "teal", _("سبزآبی")
    BLUE = "blue", _("آبی")
    GREEN = "green", _("سبز")
    AMBER = "amber", _("کهربایی")
    RED = "red", _("قرمز")
    GREY = "grey", _("خاکستری")


class BulkDeed(Terms):
    """What is done to many tasks at once."""

    PRESS = "press", _("اقدام گروهی")
    DISTRIBUTE = "distribute", _("تقسیم کارها")
    CLAIM = "claim", _("برداشتن")
    RELEASE = "release", _("بازگرداندن به کارتابل")
    REFER = "refer", _("ارجاع")
    NOTE = "note", _("دیدن آنچه برای اطلاع است")
    LABEL = "label", _("برچسب زدن")


class BulkStatus(Terms):
    """How far a run over many tasks has come."""

    RUNNING = "running", _("در حال انجام")
    DONE = "done", _("پایان یافت")
    UNDOING = "undoing", _("در حال بازپس‌گیری")
    UNDONE = "undone", _("بازپس گرفته شد")


class ItemStatus(Terms):
    """What became of one task of a run."""

    WAITING = "waiting", _("در نوبت")
    DONE = "done", _("شد")
    REFUSED = "refused", _("نشد")
    UNDONE = "undone", _("بازپس گرفته شد")
    KEPT = "kept", _("بازپس گرفته نشد")


class Tense(Terms):
    """Where a moment of the timeline stands."""

    PAST = "past", _("گذشته")
    NOW = "now", _("اکنون")
    NEXT = "next", _("پیش رو")


VERBS = {
    "cases.published": _("فرایند را منتشر کرد"),
    "cases.definition_drafted": _("پیش‌نویس فرایند را نوشت"),
    "cases.definition_proposed": _("نسخهٔ فرایند را پیشنهاد کرد"),
    "cases.definition_refused": _("نسخهٔ فرایند را نپذیرفت"),
    "cases.table_proposed": _("جدول تصمیم را پیشنهاد کرد"),
    "cases.table_approved": _("جدول تصمیم را تأیید کرد"),
    "cases.table_refused": _("جدول تصمیم را نپذیرفت"),
    "cases.cartable_created": _("کارتابل را ساخت"),
    "cases.cartable_suspended": _("کارتابل را معلق کرد"),
    "cases.cartable_lifted": _("تعلیق کارتابل را برداشت"),
    "cases.cartable_closed": _("کارتابل را بست"),
    "cases.asked": _("از سازمان خواست کسی را برای نقش معرفی کند"),
    "cases.ask_closed": _("درخواست معرفی را بست"),
    "cases.version_move_refused": _("پرونده در انتقال به نسخهٔ دیگر جا ماند"),
    "cases.version_moved": _("پرونده‌های جاری را به نسخهٔ دیگر برد"),
    "cases.version_move_rolled_back": _("پرونده‌های برده‌شده را به نسخهٔ پیشین بازگرداند"),
}

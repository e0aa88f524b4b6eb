"""The ways of being refused by a case."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class BadDefinition(DomainError):
    """The process file cannot be published; `faults` says why, one a line."""

    code = "bad_definition"
    message = _("تعریف فرایند «%(service)s» پذیرفته نشد: %(faults)s")


class UnreadableDraft(DomainError):
    """The text of a draft cannot be read at all."""

    code = "unreadable_draft"
    message = _("این متن فرایند نیست.")
    hint = _("باید با سطرهایی مانند «service: …» و «states:» آغاز شود.")


class NotYaml(UnreadableDraft):
    """Reading stopped; data: `line` and `column`, from 1."""

    code = "not_yaml"
    message = _("در سطر %(line)s، ستون %(column)s، این متن دیگر YAML درستی نیست.")
    hint = _("تورفتگی، گیومه‌ها و کلید تکراری را در همین سطر و سطر پیش از آن بررسی کنید.")


class DraftTooLong(UnreadableDraft):
    """More than a process has; data: `most`."""

    code = "draft_too_long"
    message = _("این متن از %(most)s نویسه بلندتر است.")
    hint = _("توضیح‌ها را کوتاه کنید یا فرایند را دو فرایند کنید.")


class DraftHasAlias(UnreadableDraft):
    """It refers to a part of itself; data: `line`."""

    code = "draft_has_alias"
    message = _("سطر %(line)s به جای دیگری از همین متن ارجاع می‌دهد (*)، که پذیرفته نیست.")
    hint = _("آن بخش را دوباره بنویسید.")


class DefinitionChanged(DomainError):
    """The text of a published version was changed."""

    code = "definition_changed"
    message = _("نسخهٔ %(version)s فرایند «%(service)s» منتشر شده است و تغییر نمی‌کند.")
    hint = _("شمارهٔ نسخه را بالا ببرید.")


class UnknownProcess(DomainError):
    """No process is registered or published for the service."""

    code = "unknown_process"
    message = _("برای خدمت «%(service)s» فرایندی منتشر نشده است.")


class NoSuchCase(DomainError):
    """There is no case of this identifier."""

    code = "no_such_case"
    message = _("چنین پرونده‌ای نیست.")


class NoSuchTask(DomainError):
    """There is no task of this identifier."""

    code = "no_such_task"
    message = _("چنین کاری در کارتابل نیست.")


class Stale(DomainError):
    """Somebody was quicker: `by_name`, `account_id` (None: no staff) and `at` (aware, or None)."""

    code = "stale"
    message = _("این کار پیش از شما به دست %(by_name)s انجام شد.")
    hint = _("صفحه را تازه کنید.")


class TooEarly(DomainError):
    """What a guard or an effect waits for is not there yet: a timer looks again, and does not fail."""

    code = "too_early"
    message = _("هنوز زود است؛ کمی بعد دوباره بیازمایید.")


class NotWaiting(DomainError):
    """The case does not wait for that event, or not any more."""

    code = "not_waiting"
    message = _("پرونده منتظر «%(event)s» نیست.")


class NotEnded(DomainError):
    """Only a case that ended, in a state that allows it, is reopened."""

    code = "not_ended"
    message = _("این پرونده بازگشایی ندارد.")


class NotYours(DomainError):
    """The task lies in a cartable of others, or somebody has claimed it."""

    code = "not_yours"
    message = _("این کار در کارتابل شما نیست.")


class OwnCase(DomainError):
    """Nobody decides on a request of their own."""

    code = "own_case"
    message = _("هیچ‌کس نمی‌تواند دربارهٔ درخواست خودش اقدام کند.")


class SameActor(DomainError):
    """The step before was done by the same person (separation of duties)."""

    code = "same_actor"
    message = _("این مرحله را باید کسی جز اقدام‌کنندهٔ مرحلهٔ «%(state)s» انجام دهد.")


class NoSuchAction(DomainError):
    """The state has no such action, or it is not offered to this actor."""

    code = "no_such_action"
    message = _("این اقدام در این مرحله ممکن نیست.")


class CommentRequired(DomainError):
    """The action wants a text."""

    code = "comment_required"
    message = _("متن توضیح را بنویسید.")


class ReasonRequired(DomainError):
    """The action wants a reason from its list."""

    code = "reason_required"
    message = _("دلیل را از فهرست برگزینید.")


class DefectsRequired(DomainError):
    """The action wants at least one defect."""

    code = "defects_required"
    message = _("دست‌کم یک نقص را مشخص کنید.")


class ParamRequired(DomainError):
    """The action wants a parameter."""

    code = "param_required"
    message = _("مقدار «%(name)s» لازم است.")


class NoSuchOrganisation(DomainError):
    """The case cannot be sent to an organisation that does not exist or is closed."""

    code = "no_such_organisation"
    message = _("چنین سازمانی نیست یا فعال نیست.")


class Blocked(DomainError):
    """Defects are open: nothing is decided until they are answered."""

    code = "blocked"
    message = _("تا رفع %(open)s نقص، تصمیمی گرفته نمی‌شود.")


class OpinionPending(DomainError):
    """An opinion was asked for that must be in before anybody decides."""

    code = "opinion_pending"
    message = _("تا نظر «%(place)s» نرسد، تصمیمی گرفته نمی‌شود.")
    hint = _("پرسنده می‌تواند ارجاع را پس بگیرد یا شرط نظر را بردارد.")


class NotCleared(DomainError):
    """Nobody there may read a case as confidential as this."""

    code = "not_cleared"
    message = _("در «%(place)s» کسی اجازهٔ دیدن پرونده با این محرمانگی را ندارد.")


class LabelExists(DomainError):
    """The owner has a label of this name."""

    code = "label_exists"
    message = _("برچسبی با این نام هست.")


class NoSuchLabel(DomainError):
    """There is no such label for this actor."""

    code = "no_such_label"
    message = _("چنین برچسبی نیست.")


class NameRequired(DomainError):
    """A label, or a saved view, has a name."""

    code = "name_required"
    message = _("نامی بنویسید (حداکثر ۶۰ نویسه).")


class NoSuchView(DomainError):
    """There is no such saved view for this actor."""

    code = "no_such_view"
    message = _("چنین نمایی نیست.")


class NoSuchRun(DomainError):
    """There is no such run over many tasks, or it is another's."""

    code = "no_such_run"
    message = _("چنین اقدام گروهی‌ای نیست.")


class RunGoesOn(DomainError):
    """It is undone after it ended, once, and within its window."""

    code = "run_goes_on"
    message = _("این اقدام گروهی هنوز پایان نیافته یا مهلت بازپس‌گیری آن گذشته است.")


class NothingToDistribute(DomainError):
    """No task, or nobody to give it to."""

    code = "nothing_to_distribute"
    message = _("دست‌کم یک کار و یک همکار را برگزینید.")


class CaseIsSuspended(DomainError):
    """Nobody holds the post the case waits for."""

    code = "case_suspended"
    message = _("پرونده معلق است تا مسئولی آمادهٔ کار باشد.")


class TooLateToTakeBack(DomainError):
    """What was sent has been seen, or cannot be undone."""

    code = "too_late_to_take_back"
    message = _("گیرنده کار را دیده است یا اثر آن بازگشت‌پذیر نیست؛ بازپس‌گیری ممکن نیست.")


class NotLate(DomainError):
    """The staff still have time: the next level is asked for after the deadline."""

    code = "not_late"
    message = _("مهلت رسیدگی هنوز نگذشته است.")


class AlreadyAsked(DomainError):
    """The level above was asked for, and has time of its own until `until` (a day)."""

    code = "already_asked"
    message = _("سطح بالاتر را خواسته‌اید؛ او تا %(until)s فرصت دارد.")


class NoHigherLevel(DomainError):
    """Nobody above holds a post that could decide."""

    code = "no_higher_level"
    message = _("بالاتر از این سطح کسی نیست که پرونده به او برسد.")


class CaseIsClosed(DomainError):
    """A case that ended is still read and copied; nothing more is asked of anybody about it."""

    code = "case_is_closed"
    message = _("پرونده پایان یافته است؛ آن را فقط می‌توان برای اطلاع فرستاد.")


class WindowClosed(DomainError):
    """The window in which the case could be reopened is over."""

    code = "window_closed"
    message = _("مهلت بازگشایی گذشته است.")


class NotAHolder(DomainError):
    """The task can be handed only to a holder of the same cartable."""

    code = "not_a_holder"
    message = _("این شخص عضو کارتابل نیست.")


class TooMany(DomainError):
    """More tasks at once than one request carries."""

    code = "too_many"
    message = _("در هر بار حداکثر %(most)s کار را می‌توان با هم انجام داد.")


class UnsoundMove(DomainError):
    """Running cases cannot be moved to that version like this."""

    code = "unsound_move"
    message = _("پرونده‌ها را نمی‌توان این‌گونه انتقال داد:\n%(faults)s")


class MoveIsRunning(DomainError):
    """Cases of the service are being moved already, or the move is not done yet."""

    code = "move_is_running"
    message = _("انتقال پرونده‌های این خدمت هنوز در جریان است.")


class NoSuchMove(DomainError):
    """There is no such move of cases, or it was rolled back."""

    code = "no_such_move"
    message = _("چنین انتقالی نیست یا بازگردانده شده است.")


class NoAddressee(DomainError):
    """A referral goes to somebody."""

    code = "no_addressee"
    message = _("گیرندهٔ ارجاع را برگزینید.")


class TooManyAddressees(DomainError):
    """More addressees at once than a referral carries."""

    code = "too_many_addressees"
    message = _("هر بار به حداکثر %(most)s گیرنده می‌توان ارجاع داد.")


class NobodyThere(DomainError):
    """Nobody holds the post that a case is referred to."""

    code = "nobody_there"
    message = _("در «%(place)s» کسی این سمت را ندارد.")


class ToOneself(DomainError):
    """A referral comes back to who sends it; data: `organisation_id` and `role` of that addressee."""

    code = "to_oneself"
    message = _("این سمتِ خود شماست؛ پرونده همین حالا نزد شماست.")
    hint = _("همکاری را که همین سمت را دارد به نام برگزینید، یا سمت دیگری.")


class OutOfLine(DomainError):
    """A referral goes up, down or beside in the tree; further away only by a manager."""

    code = "out_of_line"
    message = _("ارجاع به «%(place)s» از این سمت ممکن نیست.")
    hint = _("به بالادست، زیرمجموعه و هم‌ترازها می‌توان ارجاع داد؛ دورتر را مدیر اداره ارجاع می‌دهد.")


class AnswerRequired(DomainError):
    """What was asked wants a text."""

    code = "answer_required"
    message = _("متن پاسخ را بنویسید.")


class NoSuchReferral(DomainError):
    """There is no such open referral, or not for this actor."""

    code = "no_such_referral"
    message = _("چنین ارجاعی نیست یا پایان یافته است.")


class NotOnlyToRead(DomainError):
    """What asks for an answer is not noted with many others at once."""

    code = "not_only_to_read"
    message = _("این کار فقط برای اطلاع نیست؛ آن را باز کنید و پاسخ دهید.")


class AlreadyYours(DomainError):
    """The actor has claimed the task before."""

    code = "already_yours"
    message = _("این کار از پیش نزد شماست.")


class NoSuchCartable(DomainError):
    """There is no cartable with this id."""

    code = "no_such_cartable"
    message = _("چنین کارتابلی نیست.")


class CartableClosed(DomainError):
    """A closed cartable is opened by a new request only."""

    code = "cartable_closed"
    message = _("کارتابل بسته است؛ برای گشودن آن درخواست تازه لازم است.")


class NotAsked(DomainError):
    """The process does not work with this role."""

    code = "not_asked"
    message = _("این فرایند نقش «%(role)s» را نمی‌خواهد.")


class FactMissing(DomainError):
    """A decision table was not given what it asks."""

    code = "fact_missing"
    message = _("«%(fact)s» داده نشده است.")


class FactUnreadable(DomainError):
    """A decision table was given something that it does not know."""

    code = "fact_unreadable"
    message = _("«%(fact)s» خوانده نشد: %(value)s")


class BadTable(DomainError):
    """A decision table with a hole or a contradiction is not saved."""

    code = "bad_table"
    message = _("جدول تصمیم درست نیست:\n%(faults)s")


class NoSuchTable(DomainError):
    """There is no such decision table, or none is in force on the day."""

    code = "no_such_table"
    message = _("جدول تصمیم «%(name)s» در این تاریخ نیست.")


class SecondPersonNeeded(DomainError):
    """Who proposed does not approve."""

    code = "second_person_needed"
    message = _("پیشنهاددهنده نمی‌تواند تأیید کند؛ نفر دوم باید آن را بپذیرد.")


class NoSuchProposal(DomainError):
    """There is no such version of a process, or it was decided meanwhile."""

    code = "no_such_proposal"
    message = _("چنین نسخه‌ای نیست یا پیش از این دربارهٔ آن تصمیم گرفته شده است.")


class OlderVersion(DomainError):
    """A version with a higher number is in force, proposed or was."""

    code = "older_version"
    message = _("شمارهٔ نسخه باید از %(newest)s بیشتر باشد.")


class UnreadableDrawing(DomainError):
    """A BPMN file that cannot become a draft; `faults` has a refusal for each thing to mend."""

    code = "unreadable_drawing"
    message = _("این نقشهٔ BPMN خوانده نشد.")
    hint = _("خطاها را در برنامهٔ نقشه‌کشی برطرف کنید و فایل را دوباره بفرستید.")

    def __init__(self, *faults: DomainError) -> None:
        super().__init__()
        self.faults = faults

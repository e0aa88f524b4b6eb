"""Every way in which the register refuses."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NoSuchRecord(DomainError):
    """There is no such person, award, document, roll or batch, or not for this actor."""

    code = "records.no_such_record"
    message = _("چنین سابقه‌ای نیست.")


class NotTheSamePerson(DomainError):
    """The number is known, with another name or birth date; data: `findings`."""

    code = "records.not_the_same_person"
    message = _("این شناسه در بانک سوابق با نام یا تاریخ تولد دیگری ثبت است.")
    hint = _("دو کارشناس باید آن را با شناسنامه مقایسه کنند.")


class Implausible(DomainError):
    """What was to be recorded cannot be; data: `findings`, codes with commas between."""

    code = "records.implausible"
    message = _("این سابقه پذیرفته نشد: %(findings)s")


class RollOpenAlready(DomainError):
    """The institution has a roll of that year."""

    code = "records.roll_open_already"
    message = _("فهرست دانش‌آموختگان این سال پیش‌تر گشوده شده است.")


class RollNotYet(DomainError):
    """A year that has not begun has no graduates."""

    code = "records.roll_not_yet"
    message = _("این سال هنوز آغاز نشده است.")


class RollClosed(DomainError):
    """Nothing is added to a closed roll, except late, by two people."""

    code = "records.roll_closed"
    message = _("فهرست دانش‌آموختگان این سال بسته است.")
    hint = _("سند دیررسیده را با دلیل و تأیید دو نفر ثبت کنید؛ دیررسیدن آن برای همه پیداست.")


class RollNotOpen(DomainError):
    """There is no roll of that year."""

    code = "records.roll_not_open"
    message = _("فهرست دانش‌آموختگان این سال گشوده نشده است.")


class RollUnsigned(DomainError):
    """Closing needs the first signature before it."""

    code = "records.roll_unsigned"
    message = _("این فهرست هنوز امضای نخست را ندارد.")


class RollChanged(DomainError):
    """What the second is asked to sign is no longer what the first signed."""

    code = "records.roll_changed"
    message = _("پس از امضای نخست، چیزی در این فهرست عوض شده است.")
    hint = _("نفر نخست باید دوباره ببیند و امضا کند.")


class TwoPeople(DomainError):
    """The same account cannot be both."""

    code = "records.two_people"
    message = _("این کار دو نفر می‌خواهد؛ نفر دوم باید کس دیگری باشد.")


class BecauseNeeded(DomainError):
    """It is done for a reason that is kept."""

    code = "records.because_needed"
    message = _("دلیل آن را بنویسید.")


class DoorClosed(DomainError):
    """The institution, or the role, has no access by this way today."""

    code = "records.door_closed"
    message = _("زمان دسترسی شما به این بخش به پایان رسیده یا هنوز نرسیده است.")
    hint = _("زمان دسترسی هر نقش را ستاد اعلام می‌کند.")


class BatchDiffers(DomainError):
    """The same key, with other content."""

    code = "records.batch_differs"
    message = _("با همین کلید پیش‌تر دستهٔ دیگری فرستاده شده است.")
    hint = _("برای دستهٔ تازه کلید تازه‌ای بسازید.")


class BatchCommitted(DomainError):
    """It takes no more parts."""

    code = "records.batch_committed"
    message = _("این دسته کامل شده است و بخش تازه‌ای نمی‌گیرد.")


class BatchIncomplete(DomainError):
    """Parts are missing, or what arrived is not what was said; data: `missing`."""

    code = "records.batch_incomplete"
    message = _("آنچه رسیده با آنچه گفته‌اید یکی نیست؛ بخش‌های نرسیده: %(missing)s")
    hint = _("بخش‌های نرسیده را بفرستید و دوباره پایان دسته را اعلام کنید.")


class BatchTooLarge(DomainError):
    """More than is taken at a time; data: `limit`."""

    code = "records.batch_too_large"
    message = _("هر دسته یا بخش بیش از %(limit)s نمی‌گیرد.")
    hint = _("آن را به چند دسته یا بخش کوچک‌تر بشکنید.")


class SignatureWrong(DomainError):
    """No live key of the institution made it over this batch."""

    code = "records.signature_wrong"
    message = _("امضای دسته با هیچ کلید معتبر مؤسسه نمی‌خواند.")
    hint = _("متنی که امضا می‌شود در راهنمای رابط آمده است؛ کلید تازه پس از ۷۲ ساعت به کار می‌آید.")


class BadKey(DomainError):
    """Not a public key of Ed25519, or one that is known already."""

    code = "records.bad_key"
    message = _("این کلید عمومی Ed25519 نیست یا پیش‌تر ثبت شده است.")


class UnreadableFile(DomainError):
    """No CSV in UTF-8 and no XLSX, or without the columns of the template; data: `why`."""

    code = "records.unreadable_file"
    message = _("این فایل خوانده نشد: %(why)s")
    hint = _("الگو را بگیرید و همان را پر کنید.")


class Settled(DomainError):
    """Somebody decided on it already."""

    code = "records.settled"
    message = _("دربارهٔ این رکورد پیش‌تر تصمیم گرفته شده است.")


class CodeExists(DomainError):
    """A document with an authenticity code is changed by correction only."""

    code = "records.code_exists"
    message = _("این سند کد صحت دارد؛ تغییر آن با اصلاح دونفره است.")


class ProposedAlready(DomainError):
    """A colleague has proposed something about this record; that is decided first."""

    code = "records.proposed_already"
    message = _("همکار دیگری دربارهٔ این رکورد پیشنهاد داده است.")
    hint = _("امضاکننده آن را تأیید می‌کند یا برمی‌گرداند.")


class NothingProposed(DomainError):
    """There is no open proposal to decide on."""

    code = "records.nothing_proposed"
    message = _("دربارهٔ این رکورد پیشنهادی در انتظار نیست.")


class ProposerLeft(DomainError):
    """Who proposed it has the post no more, so that it would stand on one person alone."""

    code = "records.proposer_left"
    message = _("کسی که این را پیشنهاد داده دیگر در این سمت نیست.")
    hint = _("پیشنهاد را برگردانید تا کارشناس کنونی بررسی کند.")


class NumberOfAnother(DomainError):
    """No new person is made of a number that somebody of the register has."""

    code = "records.number_of_another"
    message = _("این شناسه در بانک سوابق از آنِ کسی است؛ با آن شخص تازه ساخته نمی‌شود.")
    hint = _("رکورد را به همان شخص پیوند دهید، یا آن را نپذیرید تا با شناسهٔ درست برسد.")


class PaperThere(DomainError):
    """The person has this paper, or the number of it is another's: it is not let in once more."""

    code = "records.paper_there"
    message = _("همین سند، یا سند دیگری با همین شماره، پیش‌تر در بانک سوابق است.")
    hint = _(
        "اگر المثنی است با شمارهٔ نسخه فرستاده شود؛ اگر همان است، آن را با «پیش‌تر ثبت شده» نپذیرید."
    )


class OwnRecord(DomainError):
    """Nobody decides about a record of their own."""

    code = "records.own_record"
    message = _("این رکورد از آنِ خود شماست؛ دیگری باید دربارهٔ آن تصمیم بگیرد.")


class RefusalNeeded(DomainError):
    """A record is refused with a reason of the list."""

    code = "records.refusal_needed"
    message = _("سبب نپذیرفتن را برگزینید.")


class PersonNeeded(DomainError):
    """A record is let in of somebody: of a person of the register, or of a new one."""

    code = "records.person_needed"
    message = _("برگزینید که رکورد از آنِ کدام شخص است، یا شخص تازه.")


class KeyDecided(DomainError):
    """A key that was confirmed or retired is not decided on again."""

    code = "records.key_decided"
    message = _("دربارهٔ این کلید پیش‌تر تصمیم گرفته شده است.")


class KeyWithoutTitle(DomainError):
    """A key has a name by which people know it again."""

    code = "records.key_without_title"
    message = _("نامی برای کلید بنویسید.")


class PermitChanged(DomainError):
    """The permit was ended or corrected meanwhile."""

    code = "records.permit_changed"
    message = _("این اجازه پیش‌تر عوض شده است؛ نسخهٔ تازهٔ آن را ببینید.")


class BackwardPeriod(DomainError):
    """A period ends before it begins."""

    code = "records.backward_period"
    message = _("پایان پیش از آغاز است.")


class WindowEnded(DomainError):
    """A window that is over is not changed: what was open then is a fact."""

    code = "records.window_ended"
    message = _("این زمان گذشته است و عوض نمی‌شود.")
    hint = _("برای روزهای آینده زمان تازه‌ای بگذارید.")

"""Every way in which identity refuses."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class TooManyCodes(DomainError):
    """Too many codes asked for by this number or this address; data: `retry_at`."""

    code = "too_many_codes"
    message = _("امروز بیش از اندازه کد خواسته شده است.")
    hint = _("بعداً دوباره تلاش کنید.")


class WaitBeforeResend(DomainError):
    """The timer has not run out; data: `seconds`."""

    code = "wait_before_resend"
    message = _("برای فرستادن دوبارهٔ کد %(seconds)s ثانیه صبر کنید.")
    hint = _("شاید پیامک در راه باشد.")


class ProofNeeded(DomainError):
    """Codes asked for from here, or for such numbers, are hardly ever used: is it a machine?"""

    code = "proof_needed"
    message = _("برای فرستادن کد، این بار باید نشان دهید که انسان هستید.")
    hint = _("بررسی زیر را انجام دهید و دوباره بخواهید.")


class CodeWrong(DomainError):
    """Not the code that was sent; data: `left`, tries that remain."""

    code = "code_wrong"
    message = _("کد درست نیست. %(left)s بار دیگر می‌توانید تلاش کنید.")
    hint = _("کد آخرین پیامک را وارد کنید.")


class CodeMalformed(DomainError):
    """Left empty, too short, or not of digits: nothing was tried."""

    code = "code_malformed"
    message = _("کد تأیید شش رقم است.")
    hint = _("همهٔ رقم‌های کد آخرین پیامک را وارد کنید.")


class CodeReplaced(DomainError):
    """The code of an earlier message, after a newer one was sent."""

    code = "code_replaced"
    message = _("این کد پیامک پیشین است و پس از آن کد تازه‌ای فرستاده شده است.")
    hint = _("کد آخرین پیامک را وارد کنید.")


class CodeExpired(DomainError):
    """Its time ran out, or none was sent."""

    code = "code_expired"
    message = _("زمان این کد گذشته است.")
    hint = _("کد تازه بخواهید.")


class CodeUsed(DomainError):
    """Somebody, perhaps the other tab, has used it."""

    code = "code_used"
    message = _("این کد پیش‌تر به کار رفته است.")
    hint = _("اگر در برگهٔ دیگری وارد شده‌اید، همان را ادامه دهید؛ وگرنه کد تازه بخواهید.")


class TooManyTries(DomainError):
    """This code is closed after wrong tries."""

    code = "too_many_tries"
    message = _("چند بار کد نادرست وارد شد و این کد دیگر پذیرفته نیست.")
    hint = _("کد تازه بخواهید.")


class NumberLocked(TooManyTries):
    """Wrong tries over several codes: the number rests."""

    code = "number_locked"
    message = _("با این شماره بیش از اندازه کد نادرست وارد شده است.")
    hint = _("فردا دوباره تلاش کنید.")


class BadIdentifier(DomainError):
    """Does not fit the pattern of its kind; data: `label`."""

    code = "bad_identifier"
    message = _("%(label)s درست نیست.")
    hint = _("رقم‌ها و حرف‌ها را همان‌گونه که در سند آمده است بنویسید.")


class IdentifiersDisagree(DomainError):
    """The numbers given belong to different persons."""

    code = "identifiers_disagree"
    message = _("شناسه‌هایی که نوشته‌اید از آنِ یک شخص نیست.")


class MobileDiffers(DomainError):
    """The person is known with another mobile number."""

    code = "mobile_differs"
    message = _("برای این شناسه شمارهٔ تلفن همراه دیگری ثبت شده است.")
    hint = _("با همان شماره وارد شوید یا درخواست تغییر شماره بدهید.")


class MobileNotOwned(DomainError):
    """The number is registered to somebody else and the service insists."""

    code = "mobile_not_owned"
    message = _("این شمارهٔ تلفن همراه به نام صاحب این کد ملی نیست.")
    hint = _("شماره‌ای را بنویسید که به نام خودتان است.")


class MobileChangedLately(DomainError):
    """A number changes only once in a while; data: `days`."""

    code = "mobile_changed_lately"
    message = _("شمارهٔ تلفن همراه هر %(days)s روز تنها یک بار عوض می‌شود.")


class EvidenceNeeded(DomainError):
    """Nothing was noted about what proves the change."""

    code = "evidence_needed"
    message = _("بنویسید چه سندی این تغییر را ثابت می‌کند.")


class NoSuchPerson(DomainError):
    """Nobody has this identifier."""

    code = "no_such_person"
    message = _("چنین شخصی ثبت نشده است.")


class UsernameTaken(DomainError):
    """Another account has this user name."""

    code = "username_taken"
    message = _("این نام کاربری را کس دیگری دارد.")


class BadIdentifierPattern(DomainError):
    """The pattern is not a regular expression."""

    code = "identity.bad_pattern"
    message = _("این الگو خوانده نشد.")
    hint = _("الگو یک عبارت باقاعده است، مانند [A-Z][0-9]{8}.")


class ExampleDoesNotFit(DomainError):
    """The example given with a pattern is refused by it."""

    code = "identity.example_does_not_fit"
    message = _("این نمونه با الگو نمی‌خواند.")
    hint = _("نمونه‌ای بنویسید که پذیرفته شود، یا الگو را درست کنید.")

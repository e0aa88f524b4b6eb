"""Why a call is refused before anything of the platform is asked."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class KeyMissing(DomainError):
    """No Authorization header, or not of the kind we read."""

    code = "api.key_missing"
    message = _("این نشانی فقط با کلید برنامه باز می‌شود.")
    hint = _("کلید را در سرآیند بفرستید: Authorization: Bearer …")


class NoSuchAddress(DomainError):
    """Nothing is at this address."""

    code = "api.no_such_address"
    message = _("در این نشانی چیزی نیست.")
    hint = _("نشانی‌ها در توصیف رابط آمده است: /api/v1/openapi.json")


class NoSuchMethod(DomainError):
    """The address exists, the method does not."""

    code = "api.no_such_method"
    message = _("این نشانی این روش را نمی‌شناسد.")


class BadCall(DomainError):
    """The call cannot be taken at all: a host that is not ours, a header without sense."""

    code = "api.bad_call"
    message = _("این فراخوان پذیرفتنی نیست.")


class Crowded(DomainError):
    """More calls from one address than are taken; data: `seconds`."""

    code = "api.too_many_calls"
    message = _("از این نشانی فراخوان‌های زیادی می‌آید.")
    hint = _("%(seconds)s ثانیه صبر کنید.")


class TooLarge(DomainError):
    """The body is larger than any of ours; it was not read. Data: `limit` in bytes."""

    code = "api.too_large"
    message = _("بدنهٔ فراخوان از %(limit)s بایت بزرگ‌تر است.")
    hint = _("فایل‌های بزرگ را تکه‌تکه بفرستید.")


class WrongType(DomainError):
    """The body is of a kind that is not read here; data: `wanted`."""

    code = "api.wrong_type"
    message = _("بدنهٔ فراخوان باید از نوع %(wanted)s باشد.")


class NotJson(DomainError):
    """The body is no JSON, or not in UTF-8."""

    code = "api.not_json"
    message = _("بدنهٔ فراخوان JSON درستی نیست.")
    hint = _("JSON را با UTF-8 بفرستید.")


class RepeatedName(DomainError):
    """One object has the same name twice; nobody can tell which of the two was meant."""

    code = "api.repeated_name"
    message = _("در یک شیء JSON نامی دو بار آمده است.")


class NotANumber(DomainError):
    """NaN, an infinity, or a number beyond what can be kept."""

    code = "api.not_a_number"
    message = _("NaN، بی‌نهایت و عددهای بیش از اندازه بزرگ JSON نیستند.")


class TooDeep(DomainError):
    """Brackets within brackets without end; data: `limit`."""

    code = "api.too_deep"
    message = _("تودرتویی JSON از %(limit)s بیشتر است.")


class BadText(DomainError):
    """Text that no database keeps: NUL, or half of a pair of surrogates."""

    code = "api.bad_text"
    message = _("متن نویسه‌ای دارد که نگه‌داشتنی نیست.")


class Invalid(DomainError):
    """Some fields are not as the description says."""

    code = "api.invalid"
    message = _("فراخوان با توصیف رابط نمی‌خواند.")
    hint = _("خانه‌های نام‌برده را درست کنید.")


class FieldMissing(DomainError):
    """A field that must be there."""

    code = "api.field_missing"
    message = _("این خانه لازم است.")


class FieldUnknown(DomainError):
    """A field that nobody asked for."""

    code = "api.field_unknown"
    message = _("چنین خانه‌ای نیست.")


class FieldWrong(DomainError):
    """A field of another type or form than described."""

    code = "api.field_wrong"
    message = _("مقدار این خانه از نوع یا اندازهٔ درست نیست.")


class NoSuchKind(DomainError):
    """The service asks for no such document."""

    code = "api.no_such_kind"
    message = _("این خدمت چنین مدرکی نمی‌خواهد.")


class TooManyTries(DomainError):
    """So many wrong pairs of numbers; data: `seconds`."""

    code = "api.too_many_tries"
    message = _("با شماره‌های نادرست زیاد تلاش کرده‌اید.")
    hint = _("%(seconds)s ثانیه صبر کنید.")


class CodesDisagree(DomainError):
    """No letter has this number and this tracking code; which of the two is wrong is not said."""

    code = "api.no_such_letter"
    message = _("نامه‌ای با این شماره و این کد رهگیری پیدا نشد.")


class NoLetterYet(DomainError):
    """No letter of this number was issued in answer to the request."""

    code = "api.no_letter_issued"
    message = _("به این درخواست هنوز چنین نامه‌ای صادر نشده است.")


class ChecksumMismatch(DomainError):
    """The bytes are not what their checksum says; nothing of them was kept."""

    code = "api.checksum_mismatch"
    message = _("این تکه در راه آسیب دیده است.")
    hint = _("همین تکه را دوباره بفرستید.")


class DatabaseAway(DomainError):
    """The database does not answer; data: `seconds`."""

    code = "api.unavailable"
    message = _("سامانه برای چند دقیقه در دسترس نیست.")
    hint = _("با همان Idempotency-Key دوباره بفرستید؛ هیچ کاری دو بار انجام نمی‌شود.")


class OurFault(DomainError):
    """A bug of ours; the log has the same reference."""

    code = "api.our_fault"
    message = _("خطایی از سوی ما رخ داد.")
    hint = _("این شماره را به پشتیبانی بگویید: reference")

"""Every way in which clients refuse."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class KeyUnknown(DomainError):
    """There is no key of this secret, or what was sent is no secret of ours."""

    code = "clients.key_unknown"
    message = _("این کلید شناخته نیست.")
    hint = _("کلید را همان‌گونه که هنگام صدور نشان داده شد بفرستید: Authorization: Bearer …")


class KeyExpired(DomainError):
    """Its time is over; data: `at`."""

    code = "clients.key_expired"
    message = _("مهلت این کلید در %(at)s به پایان رسیده است.")
    hint = _("از راهبر سازمان خود کلید تازه‌ای بخواهید.")


class KeyRevoked(DomainError):
    """Somebody took it back, or its organisation was closed."""

    code = "clients.key_revoked"
    message = _("این کلید باطل شده است.")
    hint = _("از راهبر سازمان خود کلید تازه‌ای بخواهید.")


class ScopeMissing(DomainError):
    """The key is good, but not for this; data: `scope`, its Persian label."""

    code = "clients.scope_missing"
    message = _("این کلید برای این کار صادر نشده است: %(scope)s")
    hint = _("از راهبر سازمان خود کلیدی با این دامنه بخواهید.")


class QuotaExhausted(DomainError):
    """More calls than the key may make; data: `limit`, `seconds` until the next may come."""

    code = "clients.quota_exhausted"
    message = _("این کلید بیش از %(limit)s بار فراخوانده شده است.")
    hint = _("%(seconds)s ثانیه صبر کنید و دوباره بفرستید.")


class AnswerUnderWay(DomainError):
    """The same call is being answered at this moment; data: `seconds`."""

    code = "clients.answer_under_way"
    message = _("همین فراخوان هم‌اکنون در حال انجام است.")
    hint = _("%(seconds)s ثانیهٔ دیگر با همان Idempotency-Key دوباره بفرستید.")


class KeyReused(DomainError):
    """The Idempotency-Key was used for another call."""

    code = "clients.idempotency_key_reused"
    message = _("این Idempotency-Key پیش‌تر برای فراخوان دیگری به کار رفته است.")
    hint = _("برای هر کار تازه Idempotency-Key تازه‌ای بسازید.")


class NoScopes(DomainError):
    """A key that is good for nothing, or for something unknown."""

    code = "clients.no_scopes"
    message = _("دست‌کم یک دامنهٔ شناخته برای کلید برگزینید.")


class TitleMissing(DomainError):
    """Whoever reads the list later must know which program it is."""

    code = "clients.title_missing"
    message = _("نام برنامه را بنویسید.")


class AccountNeeded(DomainError):
    """Whoever acts on tasks is always a person with a name."""

    code = "clients.account_needed"
    message = _("کلیدی که کارهای کارتابل را می‌بیند یا انجام می‌دهد باید به نام یک کارمند باشد.")
    hint = _("کارمندی را برگزینید که در این سازمان یا زیرمجموعهٔ آن سمت دارد.")


class AccountElsewhere(DomainError):
    """The account holds no live post in the organisation of the key, nor below it."""

    code = "clients.account_elsewhere"
    message = _("این کارمند اکنون در این سازمان و زیرمجموعهٔ آن سمتی ندارد.")


class BadQuota(DomainError):
    """The quota is not a positive number of calls, or more than we would ever give."""

    code = "clients.bad_quota"
    message = _("سهمیهٔ کلید باید عددی میان ۱ و %(limit)s باشد.")


class BadExpiry(DomainError):
    """The key would be over before it begins."""

    code = "clients.bad_expiry"
    message = _("پایان اعتبار کلید باید در آینده باشد.")


class BecauseNeeded(DomainError):
    """A key is taken back for a reason."""

    code = "clients.because_needed"
    message = _("دلیل باطل کردن کلید را بنویسید.")


class NoSuchKey(DomainError):
    """There is no key of this identifier."""

    code = "clients.no_such_key"
    message = _("چنین کلیدی نیست.")


class NoSuchOrganisation(DomainError):
    """The organisation does not exist or is closed."""

    code = "clients.no_such_organisation"
    message = _("چنین سازمانی نیست یا فعال نیست.")


class StaffGone(DomainError):
    """The account the key stands for has no live post any more."""

    code = "clients.staff_not_allowed"
    message = _("کارمندی که این کلید به نام اوست دیگر در این سازمان سمتی ندارد.")
    hint = _("از راهبر سازمان خود کلیدی به نام کارمند کنونی بخواهید.")

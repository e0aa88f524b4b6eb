"""What the managing pages refuse by themselves; the rest is refused by the kernel."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NoSuchOrganisation(DomainError):
    """Neither a code nor a name of an organisation."""

    code = "manage.no_such_organisation"
    message = _("سازمانی با این نام یا کد پیدا نشد.")
    hint = _("کد سازمان را از صفحهٔ آن بردارید یا نام کامل را بنویسید.")


class OnePlace(DomainError):
    """A closure is of a province or of one organisation, not of both."""

    code = "manage.one_place"
    message = _("هم استان و هم سازمان نوشته شده است.")
    hint = _("یکی از آن دو را خالی بگذارید؛ برای هر کدام یک تعطیلی اعلام کنید.")


class SeveralOrganisations(DomainError):
    """More than one organisation fits; data: `names`."""

    code = "manage.several_organisations"
    message = _("چند سازمان با این نوشته می‌خوانند: %(names)s.")
    hint = _("کد سازمان را بنویسید.")


class NoSuchAccount(DomainError):
    """Neither a user name nor a name of a member of staff."""

    code = "manage.no_such_account"
    message = _("کارمندی با این نام یا نام کاربری پیدا نشد.")
    hint = _("اگر هنوز حساب ندارد، نخست در «کارکنان» حسابش را بسازید.")


class SeveralAccounts(DomainError):
    """More than one member of staff fits; data: `names`."""

    code = "manage.several_accounts"
    message = _("چند کارمند با این نوشته می‌خوانند: %(names)s.")
    hint = _("نام کاربری را بنویسید.")


class ClosedAccount(DomainError):
    """A closed account is given no post."""

    code = "manage.closed_account"
    message = _("حساب این کارمند بسته است.")
    hint = _("نخست حساب را باز کنید یا کس دیگری را بگمارید.")


class BadCode(DomainError):
    """A code of an organisation or a user name has other letters than it may have."""

    code = "manage.bad_code"
    message = _("فقط حرف لاتین، رقم، نقطه، خط تیره و زیرخط بنویسید؛ بی‌فاصله.")


class OwnAccount(DomainError):
    """Nobody closes or resets their own account."""

    code = "manage.own_account"
    message = _("این کار را برای حساب خودتان نمی‌توانید بکنید.")
    hint = _("گذرواژهٔ خود را از صفحهٔ حساب عوض کنید؛ بستن حساب شما با راهبر دیگری است.")


class TooFarBack(DomainError):
    """A period cannot begin in the past: what was done then was done without the post."""

    code = "manage.too_far_back"
    message = _("این تاریخ گذشته است.")
    hint = _("از امروز یا روزی پس از آن بنویسید.")


class NothingOfThatNumber(DomainError):
    """Neither a person's number nor a letter number."""

    code = "manage.nothing_of_that_number"
    message = _("شخصی با این شناسه یا پرونده‌ای با این شمارهٔ نامه پیدا نشد.")
    hint = _("کد ملی، شناسهٔ دیگر شخص یا شمارهٔ نامه را کامل بنویسید.")


class SeveralLetters(DomainError):
    """Letters of several cases have this number."""

    code = "manage.several_letters"
    message = _("چند پرونده نامه‌ای با این شماره دارند.")
    hint = _("شماره را کامل، با واحد و سال، بنویسید.")


class UnreadableSheet(DomainError):
    """A CSV file that is too large, no UTF-8, or not of the columns that were exported."""

    code = "manage.unreadable_sheet"
    message = _("فایل CSV خوانده نشد؛ UTF-8 و با همان ستون‌های خروجی باشد.")


class UnreadableCell(DomainError):
    """A condition of a decision table that is no condition."""

    code = "manage.unreadable_cell"
    message = _("ردیف %(row)s، «%(fact)s»: «%(cell)s» خوانده نشد.")
    hint = _("مانند: ≥ 13 ، < 20 یا یک عدد؛ خالی یعنی هر مقدار.")

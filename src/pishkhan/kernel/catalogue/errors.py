"""Why a request cannot be registered, or a service not offered."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases.errors import TooEarly


class NoSuchService(DomainError):
    """There is no folder of this name in `services/`."""

    code = "catalogue.no_such_service"
    message = _("چنین خدمتی ارائه نمی‌شود.")


class ServiceOff(DomainError):
    """The service is switched off for now."""

    code = "catalogue.service_off"
    message = _("پذیرش درخواست تازه برای «%(title)s» فعلاً بسته است.")
    hint = _("پیش‌نویس شما محفوظ است؛ پس از باز شدن خدمت می‌توانید آن را بفرستید.")


class NothingToAsk(DomainError):
    """What is asked for is there already; a service says so in a class of its own."""

    code = "catalogue.nothing_to_ask"
    message = _("آنچه می‌خواهید پیش‌تر به شما داده شده است.")


class NoOffice(DomainError):
    """No office was set to receive the requests of this service."""

    code = "catalogue.no_office"
    message = _("برای «%(title)s» هنوز دفتر پذیرنده‌ای تعیین نشده است.")
    hint = _("پیش‌نویس شما محفوظ است؛ لطفاً بعداً دوباره تلاش کنید.")


class AttachmentMissing(DomainError):
    """A required document was not uploaded."""

    code = "catalogue.attachment_missing"
    message = _("«%(label)s» را بارگذاری کنید؛ بدون آن ثبت درخواست ممکن نیست.")


class NotACorrection(DomainError):
    """The draft is not one that corrects this case."""

    code = "catalogue.not_a_correction"
    message = _("این پیش‌نویس برای رفع نقص این پرونده نیست.")


class NothingToCorrect(DomainError):
    """The case does not wait for its applicant."""

    code = "catalogue.nothing_to_correct"
    message = _("این پرونده اکنون در انتظار اصلاح شما نیست.")


class DefectNotAnswered(DomainError):
    """Something that was returned is still as it was."""

    code = "catalogue.defect_not_answered"
    message = _("این مورد هنوز همان است که برگشت داده شد؛ آن را درست کنید.")


class NoReceipt(DomainError):
    """No receipt was issued for this case."""

    code = "catalogue.no_receipt"
    message = _("برای این پرونده رسیدی صادر نشده است.")


class BadService(DomainError):
    """A service folder cannot be registered: a bug of its author, found at start."""

    code = "catalogue.bad_service"
    message = _("خدمت «%(service)s» ثبت نشد: %(fault)s")


class PlaceStays(DomainError):
    """A correction names another organisation, and the process does not let the case go there."""

    code = "catalogue.place_stays"
    message = _("این درخواست در همان سازمانی می‌ماند که در آن ثبت شده است.")
    hint = _("سازمان پیشین را دوباره انتخاب کنید، یا درخواست تازه‌ای ثبت کنید.")


class PaymentUnderWay(TooEarly):
    """Somebody began to pay in time, and the bank has not answered yet."""

    code = "catalogue.payment_under_way"
    message = _("پرداختی در راه است؛ تا پاسخ بانک صبر می‌کنیم.")


class BadFees(DomainError):
    """The file of fees of a service cannot be read: a bug of its author, found at set-up."""

    code = "catalogue.bad_fees"
    message = _("تعرفه‌های خدمت «%(service)s» خوانده نشد: %(fault)s")

"""Why a human check is not accepted."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class HumanCheckFailed(DomainError):
    """No proof came, or it is not right."""

    code = "human_check_failed"
    message = _("بررسی «ربات نبودن» انجام نشد.")
    hint = _("دوباره بفرستید؛ اگر باز هم نشد، کد تصویری را وارد کنید.")


class ImageCodeWrong(HumanCheckFailed):
    """The typed digits are not those of the image."""

    code = "image_code_wrong"
    message = _("کد تصویری درست نیست.")
    hint = _("کد تصویر تازه را وارد کنید.")


class HumanCheckExpired(HumanCheckFailed):
    """The page stood open for too long."""

    code = "human_check_expired"
    message = _("زمان بررسی «ربات نبودن» گذشت.")
    hint = _("دوباره بفرستید؛ آنچه نوشته‌اید مانده است.")


class HumanCheckReplayed(HumanCheckFailed):
    """This proof has been used before."""

    code = "human_check_replayed"
    message = _("این بررسی پیش‌تر به کار رفته است.")
    hint = _("دوباره بفرستید؛ آنچه نوشته‌اید مانده است.")

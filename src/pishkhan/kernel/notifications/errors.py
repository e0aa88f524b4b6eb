"""Refusals of notifications."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NoSuchTemplate(DomainError):
    """No message was declared for this event, channel and language."""

    code = "notifications.no_such_template"
    message = _("برای رویداد «%(event)s» متنی تعریف نشده است.")


class UnknownPlaceholder(DomainError):
    """The new text has a placeholder that the event does not fill."""

    code = "notifications.unknown_placeholder"
    message = _("جای‌نگهدار %(names)s در این پیام شناخته نیست.")
    hint = _("فقط جای‌نگهدارهای متن اصلی را به کار ببرید.")


class PlaceholderMissing(DomainError):
    """The new text lost a placeholder without which the message is of no use."""

    code = "notifications.placeholder_missing"
    message = _("جای‌نگهدار %(names)s باید در متن بماند.")


class BrokenPlaceholder(DomainError):
    """A brace of the new text opens or closes nothing."""

    code = "notifications.broken_placeholder"
    message = _("آکولادهای متن جفت نیستند؛ جای‌نگهدار را به شکل {name} بنویسید.")


class TextTooLong(DomainError):
    """The new text would cost more parts than a message may have."""

    code = "notifications.text_too_long"
    message = _("این متن %(parts)s پیامک می‌شود؛ بیشینه %(most)s است.")
    hint = _("متن را کوتاه‌تر کنید.")


class EmptyText(DomainError):
    """A message must say something."""

    code = "notifications.empty_text"
    message = _("متن پیام را بنویسید.")


class BadEmail(DomainError):
    """Not the form of an e-mail address."""

    code = "notifications.bad_email"
    message = _("این نشانی رایانامه درست نیست.")
    hint = _("مانند name@example.ir و با حروف لاتین بنویسید.")


class TooManyEmails(DomainError):
    """Confirmation was asked for too often, by this person or of this address."""

    code = "notifications.too_many_emails"
    message = _("امروز بیش از اندازه برای تأیید نشانی پیام فرستاده‌ایم.")
    hint = _("پوشهٔ هرزنامه را هم ببینید؛ فردا دوباره می‌توانید بخواهید.")


class BadEmailLink(DomainError):
    """The link is too old, was cut, or is of an address that was changed since."""

    code = "notifications.bad_email_link"
    message = _("این پیوند دیگر کار نمی‌کند.")
    hint = _("از صفحهٔ «تنظیمات من» پیوند تازه بخواهید.")


class InboxStays(DomainError):
    """The in-site inbox is the record of what was said; it cannot be declined."""

    code = "notifications.inbox_stays"
    message = _("صندوق پیام همیشه می‌ماند و بستنی نیست.")

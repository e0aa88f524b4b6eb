"""Why a guide is refused; each says how to put it right."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NoSuchGuide(DomainError):
    """There is no such guide or version, or it is not published."""

    code = "guides.no_such_guide"
    message = _("این راهنما پیدا نشد.")
    hint = _("فهرست راهنماها را ببینید یا واژه‌ای از آن را بجویید.")


class GuideThere(DomainError):
    """A guide of this service, reader, address and language exists already."""

    code = "guides.there_already"
    message = _("راهنمایی با همین خدمت، خواننده، نشانی و زبان هست؛ همان را ویرایش کنید.")


class BadSlug(DomainError):
    """The last part of the address is not of Latin letters, digits and hyphens."""

    code = "guides.bad_slug"
    message = _("نشانی را با حروف کوچک لاتین، رقم و خط تیره بنویسید؛ مانند prepare-sheet.")


class EmptyGuide(DomainError):
    """No title or no text."""

    code = "guides.empty"
    message = _("راهنما عنوان و متن می‌خواهد.")


class GuideTooLong(DomainError):
    """Data: `limit`, in characters."""

    code = "guides.too_long"
    message = _("متن راهنما بیش از %(limit)s نویسه است؛ آن را به چند راهنما بخش کنید.")


class PictureWithoutWords(DomainError):
    """Data: `name`."""

    code = "guides.picture_without_words"
    message = _("تصویر «%(name)s» توضیح ندارد.")
    hint = _("آنچه در تصویر دیده می‌شود را میان [ ] بنویسید، برای کسی که آن را نمی‌بیند.")


class NoSuchPicture(DomainError):
    """Data: `name`."""

    code = "guides.no_such_picture"
    message = _("تصویری با نام «%(name)s» برای این راهنما فرستاده نشده است.")
    hint = _("نخست تصویر را بفرستید، سپس آن را در متن بیاورید.")


class OutsideLink(DomainError):
    """Data: `address`."""

    code = "guides.outside_link"
    message = _("پیوند «%(address)s» به صفحه‌ای از همین سامانه نمی‌رود.")
    hint = _("نشانی پیوند باید با / آغاز شود.")


class SameAnchorTwice(DomainError):
    """Data: `anchor`."""

    code = "guides.same_anchor_twice"
    message = _("نشان {#%(anchor)s} دو بار آمده است.")


class AnchorTaken(DomainError):
    """Another published guide for the same readers explains this place. Data: `anchor`, `title`."""

    code = "guides.anchor_taken"
    message = _("نشان «%(anchor)s» را راهنمای «%(title)s» دارد.")
    hint = _("یک جا را یک راهنما توضیح دهد؛ نشان را از یکی بردارید.")


class BadPictureName(DomainError):
    """The name of a picture is not of Latin letters, digits and hyphens, or is taken."""

    code = "guides.bad_picture_name"
    message = _("نام تصویر از حروف کوچک لاتین، رقم و خط تیره است و در هر راهنما یک بار می‌آید.")


class TooManyPictures(DomainError):
    """Data: `limit`."""

    code = "guides.too_many_pictures"
    message = _("هر راهنما دست‌بالا %(limit)s تصویر دارد.")


class NotADraft(DomainError):
    """Only a draft can be published."""

    code = "guides.not_a_draft"
    message = _("این نسخه پیش‌نویس نیست؛ نخست آن را بازآورید.")


class NotPublished(DomainError):
    """Nothing is published that could be withdrawn."""

    code = "guides.not_published"
    message = _("این راهنما منتشر نیست.")


class ReviewPast(DomainError):
    """The day of the next review lies behind us."""

    code = "guides.review_past"
    message = _("روز بازبینی باید پس از امروز باشد.")


class EmptyContact(DomainError):
    """A contact names nobody."""

    code = "guides.empty_contact"
    message = _("واحد مسئول و راه تماس را بنویسید.")


class TooManyVotes(DomainError):
    """One address voted too often."""

    code = "guides.too_many_votes"
    message = _("از این نشانی اینترنتی رأی‌های زیادی رسیده است.")
    hint = _("ساعتی دیگر دوباره بنویسید.")

"""Ways in which a file is refused; each sentence says how to put it right."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class EmptyFile(DomainError):
    """The file has no bytes."""

    code = "attachments.empty_file"
    message = _("این فایل خالی است (صفر بایت).")
    hint = _("فایل را در دستگاه خود باز کنید تا مطمئن شوید سالم است، سپس دوباره بفرستید.")


class TooLarge(DomainError):
    """Data: `limit_mb`."""

    code = "attachments.too_large"
    message = _("حجم این فایل بیشتر از %(limit_mb)s مگابایت است.")
    hint = _("با وضوح کمتر عکس بگیرید یا اسکن کنید و دوباره بفرستید.")


class WrongType(DomainError):
    """The content is of no accepted type, whatever the name says. Data: `allowed`."""

    code = "attachments.wrong_type"
    message = _("محتوای این فایل پذیرفته نیست. نوع‌های مجاز: %(allowed)s.")
    hint = _(
        "از مدرک عکس بگیرید، یا فایل را به یکی از نوع‌های مجاز تبدیل کنید؛ تغییر نام کافی نیست."
    )


class BrokenImage(DomainError):
    """The picture cannot be decoded to its end."""

    code = "attachments.broken_image"
    message = _("این عکس ناقص یا خراب است و باز نمی‌شود.")
    hint = _("دوباره عکس بگیرید، یا عکس را در دستگاه خود باز و از نو ذخیره کنید.")


class TooManyPixels(DomainError):
    """The picture would be too large once decoded. Data: `limit_mp`, in megapixels."""

    code = "attachments.too_many_pixels"
    message = _("ابعاد این عکس بیشتر از %(limit_mp)s مگاپیکسل است.")
    hint = _("عکس را با ابعاد کمتر بگیرید یا کوچک کنید و دوباره بفرستید.")


class AnimatedImage(DomainError):
    """The picture has several frames."""

    code = "attachments.animated_image"
    message = _("این عکس متحرک است.")
    hint = _("یک عکس ثابت بفرستید؛ برای چند صفحه، چند عکس یا یک PDF بفرستید.")


class BrokenPdf(DomainError):
    """The document's structure cannot be read."""

    code = "attachments.broken_pdf"
    message = _("این فایل PDF ناقص یا خراب است و باز نمی‌شود.")
    hint = _("فایل را دوباره بسازید یا بارگیری کنید، یا از صفحه‌ها عکس بگیرید.")


class EncryptedPdf(DomainError):
    """The document asks for a password."""

    code = "attachments.encrypted_pdf"
    message = _("این فایل PDF رمز دارد.")
    hint = _("رمز را بردارید (مثلاً با «چاپ در PDF») و دوباره بفرستید.")


class TooManyPages(DomainError):
    """Data: `limit`."""

    code = "attachments.too_many_pages"
    message = _("این فایل PDF بیشتر از %(limit)s صفحه دارد.")
    hint = _("فقط صفحه‌های لازم را جدا کنید و بفرستید.")


class ActiveContent(DomainError):
    """The document runs something, or carries other files inside."""

    code = "attachments.active_content"
    message = _("این فایل PDF برنامه، فرم فعال یا فایل دیگری در خود دارد.")
    hint = _("آن را با «چاپ در PDF» از نو بسازید، یا از صفحه‌ها عکس بگیرید.")


class TooManyFiles(DomainError):
    """Data: `limit`."""

    code = "attachments.too_many_files"
    message = _("برای این مدرک حداکثر %(limit)s فایل پذیرفته می‌شود.")
    hint = _("اول یکی از فایل‌های قبلی را حذف کنید.")


class DraftClosed(DomainError):
    """The draft was registered before all of the file was here; its case takes no more by it."""

    code = "attachments.draft_closed"
    message = _("این درخواست پیش از رسیدن این فایل ثبت شد و فایل جزو آن نیست.")
    hint = _("اگر این مدرک لازم باشد، کارشناس آن را از شما می‌خواهد.")


class AlreadySent(DomainError):
    """The same content was sent for the same document. Data: `name`."""

    code = "attachments.already_sent"
    message = _("این فایل را پیش‌تر با نام «%(name)s» فرستاده‌اید.")
    hint = _("لازم نیست دوباره بفرستید؛ اگر منظورتان صفحهٔ دیگری است، فایل آن را انتخاب کنید.")


class TooManyUploads(DomainError):
    """More files in an hour than anyone needs."""

    code = "attachments.too_many_uploads"
    message = _("در یک ساعت گذشته فایل‌های زیادی فرستاده‌اید.")
    hint = _("یک ساعت دیگر ادامه دهید؛ آنچه فرستاده‌اید محفوظ است.")


class NoSuchFile(DomainError):
    """There is no such file here, or it was removed."""

    code = "attachments.no_such_file"
    message = _("این فایل پیدا نشد یا حذف شده است.")
    hint = _("صفحه را تازه کنید.")


class Infected(DomainError):
    """A scanner found malware; the file was not kept."""

    code = "attachments.infected"
    message = _("در این فایل بدافزار پیدا شد و نگه داشته نشد.")
    hint = _("دستگاه خود را بررسی کنید و از خود مدرک دوباره عکس بگیرید.")


class NotCheckedYet(DomainError):
    """No scanner has looked at the file yet, so nobody sees it."""

    code = "attachments.not_checked_yet"
    message = _("این فایل هنوز از نظر بدافزار بررسی نشده است.")
    hint = _("چند دقیقهٔ دیگر صفحه را تازه کنید.")


class Quarantined(DomainError):
    """The file was set aside after it was received: malware, or broken beyond its first look."""

    code = "attachments.quarantined"
    message = _("این فایل ناسالم است و کنار گذاشته شد.")
    hint = _("فایل دیگری از همین مدرک بفرستید.")


class CannotKeep(DomainError):
    """The disk is full, or the object store is out of reach."""

    code = "attachments.cannot_keep"
    message = _("سامانه اکنون جایی برای نگه‌داشتن این فایل ندارد.")
    hint = _("چند دقیقهٔ دیگر دوباره بفرستید؛ آنچه پیش از این رسیده محفوظ است.")


class DamagedFile(DomainError):
    """What lies in the store is not what was kept, or its key is gone."""

    code = "attachments.damaged_file"
    message = _("این فایل در انبار آسیب دیده است و باز نمی‌شود.")
    hint = _("موضوع را به پشتیبانی سامانه بگویید.")


class NoSuchUpload(DomainError):
    """No such upload, or it is somebody else's: the answer is the same."""

    code = "attachments.no_such_upload"
    message = _("این بارگذاری پیدا نشد.")
    hint = _("فایل را دوباره انتخاب کنید.")


class UploadOver(DomainError):
    """The upload waited too long, or was given up."""

    code = "attachments.upload_over"
    message = _("مهلت ادامهٔ این بارگذاری گذشته است.")
    hint = _("فایل را دوباره انتخاب کنید.")


class WrongOffset(DomainError):
    """The next bytes do not begin where the last ones ended. Data: `offset`."""

    code = "attachments.wrong_offset"
    message = _("این تکه از فایل ادامهٔ آنچه رسیده نیست (رسیده: %(offset)s بایت).")


class TooManyParts(DomainError):
    """The upload came in more pieces than any line needs."""

    code = "attachments.too_many_parts"
    message = _("این فایل در تکه‌های بیش از اندازه کوچک فرستاده شد.")
    hint = _("فایل را دوباره انتخاب کنید.")


class MixedUpload(DomainError):
    """The bytes are not those of the file with which the upload began."""

    code = "attachments.mixed_upload"
    message = _("آنچه رسید با فایلی که بارگذاری‌اش آغاز شد یکی نیست.")
    hint = _("فایل را دوباره انتخاب کنید تا از نو فرستاده شود.")


class NoteRequired(DomainError):
    """A file called unreadable needs the reason, for the applicant reads it."""

    code = "attachments.note_required"
    message = _("بنویسید چه چیزی در این فایل خوانا نیست.")


BY_CODE: dict[str, type[DomainError]] = {
    kind.code: kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, DomainError) and kind is not DomainError
}

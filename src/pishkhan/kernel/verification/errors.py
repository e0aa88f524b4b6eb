"""Every way in which verification refuses."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NoSuchDocument(DomainError):
    """No code names this document."""

    code = "verification.no_such_document"
    message = _("برای این مدرک کد صحت صادر نشده است.")


class CodeTaken(DomainError):
    """An imported code names another document already."""

    code = "verification.code_taken"
    message = _("این کد صحت پیش‌تر برای مدرک دیگری وارد شده است.")


class SecondPersonNeeded(DomainError):
    """Two members of staff change a document: who proposes and who approves are two."""

    code = "verification.second_person"
    message = _("این کار را دو کارمند با دو حساب جداگانه انجام می‌دهند.")
    hint = _("کسی که پیشنهاد داده است نمی‌تواند همان را تأیید کند.")


class NotFromThisState(DomainError):
    """The document's state does not allow it; data: `state`."""

    code = "verification.not_from_this_state"
    message = _("وضعیت این مدرک «%(state)s» است و این کار روی آن شدنی نیست.")


class OtherDocument(DomainError):
    """A correction or a substitute is of another person or another institution."""

    code = "verification.other_document"
    message = _("دارندهٔ این دو مدرک یکی نیست.")


class Mistyped(DomainError):
    """The check digits do not fit, and no older code is written so."""

    code = "verification.mistyped"
    message = _("این کد صحت درست نوشته نشده است.")
    hint = _("رقم‌ها را یکی‌یکی با مدرک مقایسه کنید؛ یک رقم یا جای دو رقم اشتباه است.")


class GroupsReversed(Mistyped):
    """The groups of four give a right code when read from the other end."""

    code = "verification.groups_reversed"
    message = _("انگار گروه‌های چهاررقمی را از راست به چپ نوشته‌اید.")
    hint = _("کد از چپ نوشته می‌شود: نخست گروهی که در سمت چپ است. از روی مدرک دوباره بنویسید.")


class OtherHost(DomainError):
    """The address that was pasted or scanned leads to another site; data: `host`, `ours`."""

    code = "verification.other_host"
    message = _("این نشانی از این سامانه نیست: %(host)s")
    hint = _(
        "نشانی درست روی مدرک %(ours)s است. تصویر مربع‌شکل جعلی به سایت دیگری می‌برد؛ کد را خودتان بنویسید."
    )


class StepUpNeeded(DomainError):
    """Too many codes without an answer came from here: a human check first."""

    code = "verification.step_up"
    message = _("از این نشانی اینترنتی کدهای بسیاری آمده که پاسخی نداشته‌اند.")
    hint = _("نشان دهید که ماشین نیستید و دوباره بپرسید.")


class TooManyWrongClaims(DomainError):
    """A document was compared wrongly too often; data: `hours`."""

    code = "verification.too_many_wrong_claims"
    message = _("این مدرک امروز چند بار با داده‌های نادرست سنجیده شده است.")
    hint = _("تا %(hours)s ساعت دیگر از دارنده بخواهید پیوند اشتراکی بسازد و به شما بدهد.")


class ClaimMissing(DomainError):
    """Family name and the last four digits are the least; data: `label`."""

    code = "verification.claim_missing"
    message = _("«%(label)s» را از روی مدرک بنویسید.")


class NotFourDigits(DomainError):
    """The last four digits are four digits."""

    code = "verification.not_four_digits"
    message = _("چهار رقم آخر را بنویسید.")


class NoAnswer(DomainError):
    """There is no such code, or its holder closed it: the anonymous are told the same."""

    code = "verification.no_answer"
    message = _("پاسخی برای این کد نیست.")
    hint = _("کد را با مدرک مقایسه کنید. اگر درست است، از دارنده پیوند اشتراکی بخواهید.")


class ShareOver(DomainError):
    """No such share link, or it expired, was used up, or was ended."""

    code = "verification.share_over"
    message = _("این پیوند اشتراکی دیگر کار نمی‌کند.")
    hint = _("مهلت آن گذشته، به شمار تعیین‌شده باز شده یا دارنده آن را بسته است.")


class WrongPin(DomainError):
    """The PIN of a share link is another one."""

    code = "verification.wrong_pin"
    message = _("رمز پیوند درست نیست.")
    hint = _("رمز را دارندهٔ مدرک جداگانه به شما می‌دهد.")


class TooManyPins(DomainError):
    """PINs were tried too often; data: `hours`."""

    code = "verification.too_many_pins"
    message = _("رمز این پیوند چند بار نادرست وارد شده است.")
    hint = _("تا %(hours)s ساعت دیگر باز نمی‌شود.")


class NotYours(DomainError):
    """The document is somebody else's, or there is none of this number."""

    code = "verification.none_of_yours"
    message = _("چنین مدرکی به نام شما نیست.")


class NoFieldsTicked(DomainError):
    """A share shows something."""

    code = "verification.no_fields"
    message = _("دست‌کم یک چیز را که باید دیده شود برگزینید.")


class BadShareLife(DomainError):
    """How long or how often is out of bounds; data: `days`, `times`."""

    code = "verification.bad_share_life"
    message = _("مهلت پیوند از ۱ تا %(days)s روز و شمار بازشدن آن از ۱ تا %(times)s بار است.")


class TooManyShares(DomainError):
    """As many open links as a document may have; data: `most`."""

    code = "verification.too_many_shares"
    message = _("هر مدرک دست‌بالا %(most)s پیوند باز دارد.")
    hint = _("پیوندی را که دیگر لازم نیست ببندید.")


class NoSuchReceipt(DomainError):
    """No inquiry has this number."""

    code = "verification.no_such_receipt"
    message = _("رسیدی با این شماره نیست.")


class PurposeMissing(DomainError):
    """An organisation says for what it asks."""

    code = "verification.purpose_missing"
    message = _("هدف قانونی استعلام و شمارهٔ رضایت یا پرونده را بنویسید.")

"""Refusals of the calendar."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class AlreadyClosed(DomainError):
    """The day is closed already."""

    code = "already_closed"
    message = _("روز %(day)s پیش از این تعطیل است: %(title)s.")


class NotClosed(DomainError):
    """The day is not closed by the calendar (though it may be a weekend)."""

    code = "not_closed"
    message = _("روز %(day)s در فهرست تعطیلات نیست.")


class NotEstimated(DomainError):
    """The day is certain already, or no longer closed: there is nothing to confirm."""

    code = "not_estimated"
    message = _("این روز برآوردی نیست یا دیگر تعطیل نیست.")


class BadPeriod(DomainError):
    """The last day is before the first, or the period is longer than a closure can be."""

    code = "bad_period"
    message = _("این بازه درست نیست.")
    hint = _("روز پایان نباید پیش از روز آغاز باشد و تعطیلی بیش از یک ماه پذیرفته نیست.")


class BadWeekend(DomainError):
    """A weekend names days of the week (0 Monday … 6 Sunday) and leaves days to work."""

    code = "bad_weekend"
    message = _("آخر هفته باید دست‌کم یک روز و دست‌بالا سه روز باشد.")


class NoWorkingDay(DomainError):
    """From a day on, nobody works for longer than any calendar can mean."""

    code = "no_working_day"
    message = _("پس از %(day)s روز کاری نمی‌ماند؛ تقویم کاری را بازبینی کنید.")
    hint = _("بیش از شصت روز پیوسته تعطیل پذیرفته نیست.")


class NotAProvince(DomainError):
    """A seat is in a province of the tree that is open, and not in oneself."""

    code = "not_a_province"
    message = _("این سازمان استان نیست.")
    hint = _("یکی از استان‌های درخت سازمان‌ها را برگزینید.")

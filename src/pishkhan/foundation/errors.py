"""The one root of refusals. Whatever is not a DomainError is a bug and is not caught."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from typing_extensions import override

from pishkhan.foundation.marking import gettext_noop as _


class DomainError(Exception):
    """A refusal that a person can understand; one subclass for each way of being refused.

    `message` and `hint` are Persian message ids with named placeholders that `data` fills.
    Whoever shows the error translates first and fills in after: `gettext(e.message) % e.data`.
    """

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = _("این کار شدنی نیست.")
    hint: ClassVar[str] = ""

    def __init__(self, **data: object) -> None:
        super().__init__()
        self.data: dict[str, object] = data

    @override
    def __str__(self) -> str:
        return self.message % self.data


class FieldErrors(DomainError):
    """Some fields were refused; `errors` has the refusals of each, in the order of the fields."""

    code = "field_errors"
    message = _("برخی از پاسخ‌ها درست نیست.")
    hint = _("پاسخ‌های نشان‌شده را درست کنید.")

    def __init__(self, errors: Mapping[str, Sequence[DomainError]]) -> None:
        super().__init__()
        self.errors: dict[str, list[DomainError]] = {
            field: list(refusals) for field, refusals in errors.items()
        }

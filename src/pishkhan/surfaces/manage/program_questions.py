"""The forms of the programs of organisations, declared as data."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.forms.spec import Facts, Page, Question
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.kernel.webhooks.terms import OF_CASES
from pishkhan.surfaces.manage.questions import BECAUSE, ask, day, text


TITLE = text(
    code="title",
    label=_("نام برنامه"),
    max_length=120,
    help=_("آنچه بعداً در فهرست می‌شناسید، مانند «سامانهٔ آموزش دانشگاه»."),
)


def _ticks(prefix: str, terms: tuple[Terms, ...]) -> tuple[Question, ...]:
    return tuple(
        ask(code=f"{prefix}_{number}", label=one.label, kind=QuestionKind.TICK, required=False)
        for number, one in enumerate(terms)
    )


def scopes_in(said: Facts) -> list[KeyScope]:
    """The scopes that were ticked."""
    return [one for number, one in enumerate(KeyScope) if said.ticked(f"scope_{number}")]


NEW_KEY = Page(
    code="key",
    title=_("کلید تازه"),
    intro=_(
        "کلید پس از ساختن فقط یک بار نشان داده می‌شود و جایی نگه داشته نمی‌شود. هر برنامه کلید خود را داشته باشد."
    ),
    questions=(
        TITLE,
        *_ticks("scope", tuple(KeyScope)),
        text(
            code="account",
            label=_("به نام کارمند"),
            required=False,
            help=_("نام کاربری یا نام؛ فقط برای کلیدی که کارهای کارتابل را می‌بیند یا انجام می‌دهد."),
        ),
        ask(
            code="per_minute",
            label=_("بیشینهٔ فراخوان در دقیقه"),
            kind=QuestionKind.NUMBER,
            minimum=1,
            maximum=10_000,
        ),
        ask(
            code="per_day",
            label=_("بیشینهٔ فراخوان در روز"),
            kind=QuestionKind.NUMBER,
            minimum=1,
            maximum=10_000_000,
        ),
        day(
            code="to",
            label=_("تا پایان روز"),
            required=False,
            help=_("خالی یعنی تا وقتی باطل شود."),
        ),
    ),
)
REVOKE_KEY = Page(
    code="key",
    title=_("باطل کردن کلید"),
    intro=_("برنامه‌ای که این کلید را دارد از همان دم پذیرفته نمی‌شود. کلید باطل زنده نمی‌شود."),
    questions=(BECAUSE,),
)
NEW_WEBHOOK = Page(
    code="webhook",
    title=_("گیرندهٔ تازه"),
    intro=_(
        "هر بار که پرونده‌ای از این سازمان، یا پرونده‌ای که برنامهٔ آن ثبت کرده، گامی برود، خبری بی‌نام "
        "به این نشانی فرستاده می‌شود؛ ده ثانیه پس از ساختن آغاز می‌شود."
    ),
    questions=(
        TITLE,
        text(
            code="url",
            label=_("نشانی"),
            max_length=500,
            help=_("با https:// و روی اینترنت؛ نشانی درون شبکه پذیرفته نیست."),
        ),
        *_ticks("topic", OF_CASES),
    ),
)
ROTATE = Page(
    code="webhook",
    title=_("رمز تازه"),
    intro=_(
        "رمز تازه فقط یک بار نشان داده می‌شود. تا یک روز هر خبر با هر دو رمز امضا می‌شود تا گیرنده فرصت داشته باشد."
    ),
)
SWITCH_OFF = Page(
    code="webhook",
    title=_("خاموش کردن گیرنده"),
    intro=_("خبری به آن فرستاده نمی‌شود؛ آنچه در انتظار است تا سه روز می‌ماند."),
    questions=(BECAUSE,),
)

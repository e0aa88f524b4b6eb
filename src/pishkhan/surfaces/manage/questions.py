"""The forms of manage, declared as data."""

from collections.abc import Iterable
from functools import partial

from pishkhan.foundation.jalali import WEEKDAYS
from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.forms.spec import Choice, Page, Question
from pishkhan.kernel.forms.terms import Privacy, QuestionKind
from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.organisations.terms import Confidentiality, OrganisationKind, Role


ask = partial(Question, privacy=Privacy.OPEN)
text = partial(ask, kind=QuestionKind.TEXT)
day = partial(ask, kind=QuestionKind.JALALI_DATE)
FROM_SATURDAY = (5, 6, 0, 1, 2, 3, 4)
LONGEST_CLOSURE_DAYS = 31

BECAUSE = text(
    code="because",
    label=_("دلیل"),
    max_length=500,
    help=_("در رد کارها می‌ماند."),
)
NAME = text(code="name", label=_("نام"))
NAME_EN = text(
    code="name_en",
    label=_("نام انگلیسی"),
    required=False,
    help=_("در صفحه‌ها، پیام‌ها و نامه‌های انگلیسی می‌آید؛ اگر ننویسید، نام فارسی می‌آید."),
)
NAME_AR = text(
    code="name_ar",
    label=_("نام عربی"),
    required=False,
    help=_("در صفحه‌ها، پیام‌ها و نامه‌های عربی می‌آید؛ اگر ننویسید، نام فارسی می‌آید."),
)
ACCOUNT = text(
    code="account",
    label=_("کارمند"),
    help=_("نام کاربری یا نام و نام خانوادگی"),
)
SINCE = day(code="from", label=_("از تاریخ"), required=False, help=_("خالی یعنی از همین حالا."))
PARENT = text(
    code="parent",
    label=_("سازمان بالادست"),
    help=_("کد یا نام سازمان"),
)


def options(terms: type[Terms]) -> tuple[Choice, ...]:
    """A closed list as choices."""
    return tuple(Choice(value=one.value, label=one.label) for one in terms)


def pairs(choices: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    """Values and labels as choices."""
    return tuple(Choice(value=value, label=label) for value, label in choices)


NEW_ORGANISATION = Page(
    code="organisation",
    title=_("سازمان تازه"),
    questions=(
        NAME,
        NAME_EN,
        NAME_AR,
        ask(
            code="kind",
            label=_("نوع"),
            kind=QuestionKind.SELECT,
            choices=options(OrganisationKind),
        ),
        text(
            code="code",
            label=_("کد"),
            max_length=40,
            help=_("حرف لاتین، رقم و خط تیره، مانند tehran-7؛ بعداً عوض نمی‌شود."),
        ),
    ),
)
RENAME = Page(
    code="organisation",
    title=_("تغییر نام سازمان"),
    intro=_("نامه‌هایی که پیش از این نوشته شده‌اند همان نام پیشین را دارند."),
    questions=(NAME, NAME_EN, NAME_AR, BECAUSE),
)
MOVE = Page(
    code="organisation",
    title=_("جابه‌جایی سازمان"),
    intro=_("هر چه زیر این سازمان است با آن جابه‌جا می‌شود."),
    questions=(PARENT, BECAUSE),
)
CLOSE = Page(
    code="organisation",
    title=_("بستن سازمان"),
    intro=_(
        "سمت‌های این سازمان دیگر به کسی اختیار نمی‌دهند و کارهای بازِ کارتابل‌هایش معلق می‌مانند. "
        "سازمانِ بسته باز نمی‌شود."
    ),
    questions=(BECAUSE,),
)
BOOK = Page(
    code="book",
    title=_("دفتر نامه‌ها"),
    intro=_("شماره‌هایی که پیش از این داده شده‌اند همان‌گونه می‌مانند."),
    questions=(
        text(
            code="unit",
            label=_("شمارهٔ واحد"),
            max_length=20,
            required=False,
            help=_("آنچه به‌جای {unit} می‌نشیند، مانند ۴."),
        ),
        text(
            code="pattern",
            label=_("الگوی شماره"),
            max_length=60,
            help=_("{seq} شمارهٔ ردیف سال، {unit} شمارهٔ واحد، {year} سال. نمونه: {seq}/{unit}"),
        ),
    ),
)


def new_post(services: Iterable[tuple[str, str]]) -> Page:
    """A post at an organisation."""
    return Page(
        code="post",
        title=_("سمت تازه"),
        questions=(
            ask(code="role", label=_("نقش"), kind=QuestionKind.SELECT, choices=options(Role)),
            ask(
                code="service",
                label=_("خدمت"),
                kind=QuestionKind.SELECT,
                required=False,
                choices=pairs(services),
                help=_("خالی یعنی برای همهٔ خدمت‌ها."),
            ),
            text(
                code="title",
                label=_("عنوان"),
                required=False,
                max_length=120,
                help=_("اگر ننویسید، نام نقش عنوان آن می‌شود."),
            ),
            text(
                code="title_en",
                label=_("عنوان انگلیسی"),
                required=False,
                max_length=120,
                help=_("اگر عنوانی از خود دارد؛ زیر نامه‌های انگلیسی می‌آید."),
            ),
            text(
                code="title_ar",
                label=_("عنوان عربی"),
                required=False,
                max_length=120,
                help=_("اگر عنوانی از خود دارد؛ زیر نامه‌های عربی می‌آید."),
            ),
        ),
    )


APPOINT = Page(
    code="holding",
    title=_("گماشتن در سمت"),
    intro=_("پرونده‌هایی که به سبب نبودن دارندهٔ این سمت مانده‌اند، با این کار به راه می‌افتند."),
    questions=(
        ACCOUNT,
        SINCE,
        day(
            code="to",
            label=_("تا پایان روز"),
            required=False,
            help=_("خالی یعنی تا وقتی پایان داده شود."),
        ),
    ),
)


def stand_in(holders: Iterable[tuple[str, str]]) -> Page:
    """Somebody in the place of a holder, for a time."""
    return Page(
        code="holding",
        title=_("گماشتن جانشین"),
        intro=_("هر کار جانشین با نام خود او و «به جای …» ثبت می‌شود."),
        questions=(
            ask(
                code="on_behalf_of",
                label=_("به جای"),
                kind=QuestionKind.SELECT,
                choices=pairs(holders),
            ),
            ACCOUNT,
            SINCE,
            day(code="to", label=_("تا پایان روز")),
        ),
    )


CLEARANCE = Page(
    code="clearance",
    title=_("ردهٔ دسترسی به پرونده‌های محرمانه"),
    intro=_("دارندگان این سمت پرونده‌های همین رده و پایین‌تر را می‌بینند."),
    questions=(
        ask(
            code="level",
            label=_("رده"),
            kind=QuestionKind.SELECT,
            choices=options(Confidentiality),
        ),
    ),
)
END = Page(
    code="holding",
    title=_("پایان دادن به دورهٔ سمت"),
    intro=_("جانشین‌های او در این سمت نیز پایان می‌یابند."),
    questions=(
        day(code="at", label=_("پایان"), required=False, help=_("خالی یعنی همین حالا.")),
        BECAUSE,
    ),
)
NEW_ACCOUNT = Page(
    code="account",
    title=_("حساب تازه"),
    intro=_(
        "گذرواژهٔ نخستین یک بار نشان داده می‌شود. کارمند در نخستین ورود باید رمزساز یا کلید عبور "
        "خود را بسازد؛ تا آن زمان هیچ صفحه‌ای برایش باز نیست."
    ),
    questions=(
        ask(
            code="name",
            label=_("نام و نام خانوادگی"),
            kind=QuestionKind.PERSIAN_NAME,
            max_length=120,
        ),
        text(
            code="code",
            label=_("نام کاربری"),
            min_length=3,
            max_length=60,
            help=_("حرف لاتین، رقم، نقطه و خط تیره"),
        ),
    ),
)
CLOSE_ACCOUNT = Page(
    code="account",
    title=_("بستن حساب"),
    intro=_("این کارمند دیگر وارد نمی‌شود و سمت‌هایش به او اختیاری نمی‌دهند."),
    questions=(BECAUSE,),
)
OPEN_ACCOUNT = Page(code="account", title=_("باز کردن حساب"), questions=(BECAUSE,))
LINK_PERSON = Page(
    code="account",
    title=_("دارندهٔ حساب"),
    intro=_("کسی دربارهٔ درخواست خودش تصمیم نمی‌گیرد؛ برای همین باید دانست دارندهٔ حساب کیست."),
    questions=(
        ask(
            code="national_id",
            label=_("کد ملی"),
            kind=QuestionKind.NATIONAL_ID,
            required=False,
            help=_("کد ملی کسی که درخواستی داده است. خالی یعنی معلوم نیست."),
        ),
    ),
)
RESET = Page(
    code="account",
    title=_("گذرواژهٔ تازه"),
    intro=_("گذرواژهٔ کنونی از کار می‌افتد و نشست‌های باز بسته می‌شوند."),
    questions=(
        ask(
            code="forget",
            label=_("رمزساز و کلید عبور او هم برداشته شود"),
            kind=QuestionKind.TICK,
            required=False,
            help=_("اگر گوشی یا کلید او گم شده است. در ورود بعدی باید دوباره بسازد."),
        ),
        BECAUSE,
    ),
)
HOLIDAY = Page(
    code="holiday",
    title=_("تعطیل رسمی تازه"),
    questions=(
        day(code="day", label=_("روز")),
        text(code="title", label=_("مناسبت"), max_length=300),
    ),
)
UNHOLIDAY = Page(
    code="holiday",
    title=_("برداشتن از تعطیلات"),
    intro=_("مهلت‌های باز دوباره شمرده می‌شوند."),
    questions=(BECAUSE,),
)
CLOSURE = Page(
    code="closure",
    title=_("اعلام تعطیلی اداره‌ها"),
    intro=_(
        "برای سرما، آلودگی هوا و مانند آن؛ دست‌بالا یک ماه. روزهایی که خود تعطیل‌اند همان می‌مانند."
    ),
    questions=(
        day(code="from", label=_("از روز")),
        day(code="to", label=_("تا روز"), required=False, help=_("خالی یعنی همان یک روز.")),
        text(code="title", label=_("سبب"), max_length=300),
        ask(
            code="province",
            label=_("استان"),
            kind=QuestionKind.ORGANISATION,
            of=OrganisationKind.PROVINCE,
            required=False,
            help=_("همهٔ اداره‌ها، دانشگاه‌ها و مدرسه‌های استان."),
        ),
        text(
            code="parent",
            label=_("یا تنها برای یک سازمان"),
            required=False,
            help=_("کد یا نام سازمان، با زیرمجموعه‌هایش. اگر هر دو خالی باشد، همهٔ اداره‌ها بسته‌اند."),
        ),
    ),
)
SEAT = Page(
    code="seat",
    title=_("استان یک سازمان"),
    intro=_("برای سازمانی که در درخت زیر استان خود نیست، مانند دانشگاه‌ها."),
    questions=(
        text(code="parent", label=_("سازمان"), help=_("کد یا نام سازمان؛ زیرمجموعه‌هایش با آن‌اند.")),
        ask(
            code="province",
            label=_("استان"),
            kind=QuestionKind.ORGANISATION,
            of=OrganisationKind.PROVINCE,
            required=False,
            help=_("خالی یعنی با هیچ استانی بسته نمی‌شود."),
        ),
    ),
)
WEEKEND = Page(
    code="weekend",
    title=_("روزهای آخر هفته"),
    intro=_("مهلت‌های باز دوباره شمرده می‌شوند."),
    questions=(
        day(code="from", label=_("از روز")),
        *(
            ask(
                code=f"day_{number}",
                label=WEEKDAYS[number],
                kind=QuestionKind.TICK,
                required=False,
            )
            for number in FROM_SATURDAY
        ),
    ),
)


def wording(template: MessageTemplate) -> Page:
    """The text of a message; those who read it by SMS see no title."""
    titled = (
        text(code="title", label=_("عنوان"), max_length=120)
        if template.channel is not Channel.SMS
        else None
    )
    body = ask(code="text", label=_("متن"), kind=QuestionKind.LONG_TEXT, max_length=2_000)
    return Page(
        code="wording",
        title=_("متن پیام"),
        questions=(titled, body) if titled else (body,),
    )


SWITCH_ON = Page(code="switch", title=_("باز کردن پذیرش"), questions=(BECAUSE,))
SWITCH_OFF = Page(
    code="switch",
    title=_("بستن پذیرش"),
    intro=_("درخواست تازه پذیرفته نمی‌شود؛ پرونده‌های در جریان و پیش‌نویس‌ها می‌مانند."),
    questions=(BECAUSE,),
)


def receiving_office(answers: Iterable[tuple[str, str]]) -> Page:
    """Who receives the requests of a service; `answers` if it depends on one."""
    depends = ask(
        code="answer",
        label=_("برای درخواست‌هایی با پاسخ"),
        kind=QuestionKind.SELECT,
        required=False,
        choices=pairs(answers),
        help=_("خالی یعنی همهٔ دیگر درخواست‌ها."),
    )
    office = text(code="parent", label=_("دفتر پذیرنده"), help=_("کد یا نام سازمان"))
    return Page(
        code="office",
        title=_("دفتر پذیرنده"),
        intro=_("درخواست‌های تازه به آن می‌روند؛ پرونده‌های در جریان جابه‌جا نمی‌شوند."),
        questions=(depends, office) if depends.choices else (office,),
    )


PATTERN = Page(
    code="identifier",
    title=_("الگوی شناسه"),
    intro=_("شماره پس از برداشتن فاصله و خط تیره، با رقم‌ها و حرف‌های بزرگ لاتین سنجیده می‌شود."),
    questions=(
        text(
            code="pattern",
            label=_("الگو"),
            max_length=120,
            help=_("عبارت باقاعده، مانند [0-9]{10}|[0-9]{12}"),
        ),
        text(
            code="example",
            label=_("نمونه"),
            max_length=40,
            help=_("شماره‌ای ساختگی که باید پذیرفته شود."),
        ),
    ),
)

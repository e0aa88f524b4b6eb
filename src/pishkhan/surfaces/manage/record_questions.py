"""The forms of education records: keys of senders, permits of institutions, windows of access."""

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.forms.spec import Facts, Page
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act, Role
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.terms import Door, Level
from pishkhan.surfaces.manage.questions import BECAUSE, ask, day, options, pairs, text


NEW_SENDER_KEY = Page(
    code="sender_key",
    title=_("کلید امضای تازه"),
    intro=_(
        "فقط کلید عمومی را بنویسید؛ کلید خصوصی از سامانهٔ مؤسسه بیرون نمی‌آید. امضاکنندهٔ مؤسسه آن را "
        "تأیید می‌کند و ۷۲ ساعت پس از آن به کار می‌افتد."
    ),
    questions=(
        text(
            code="title",
            label=_("نام کلید"),
            max_length=120,
            help=_("آنچه بعداً در فهرست می‌شناسید، مانند «سامانهٔ آموزش، ۱۴۰۵»."),
        ),
        text(
            code="public",
            label=_("کلید عمومی"),
            max_length=120,
            help=_("کلید عمومی Ed25519، ۶۴ رقم شانزده‌شانزدهی یا base64."),
        ),
    ),
)
RETIRE_SENDER_KEY = Page(
    code="sender_key",
    title=_("کنار گذاشتن کلید امضا"),
    intro=_("از همین دم دسته‌ای که با این کلید امضا شده باشد پذیرفته نمی‌شود. کلید برنمی‌گردد."),
    questions=(BECAUSE,),
)
DECREE = text(
    code="decree",
    label=_("مصوبه"),
    max_length=200,
    help=_("شماره و تاریخ مصوبه‌ای که اجازه را داده است."),
)
OF_PERMIT = (
    ask(code="level", label=_("مقطع"), kind=QuestionKind.SELECT, choices=options(Level)),
    text(
        code="field",
        label=_("رشته"),
        max_length=80,
        required=False,
        help=_("خالی یعنی همهٔ رشته‌های این مقطع."),
    ),
    day(code="from", label=_("از روز")),
    day(code="to", label=_("تا پایان روز"), required=False, help=_("خالی یعنی بی‌پایان.")),
    DECREE,
)
NEW_PERMIT = Page(
    code="permit",
    title=_("اجازهٔ تازه"),
    intro=_("اجازه در دفتر عمومی ثبت می‌شود و پاک نمی‌شود؛ اشتباه با اصلاح درست می‌شود."),
    questions=OF_PERMIT,
)
CORRECT_PERMIT = Page(
    code="permit",
    title=_("اصلاح اجازه"),
    intro=_("برای آنچه اشتباه ثبت شده است. نسخهٔ پیشین با دلیل در پیشینه می‌ماند."),
    questions=(*OF_PERMIT, BECAUSE),
)
END_PERMIT = Page(
    code="permit",
    title=_("پایان دادن به اجازه"),
    intro=_("مدرک‌هایی که تا این روز داده شده شناسایی‌شده می‌مانند؛ پس از آن نگه داشته می‌شوند."),
    questions=(day(code="on", label=_("آخرین روز اجازه")), BECAUSE),
)
DOORS = {
    Door.API: _("دسته‌هایی که سامانهٔ مؤسسه می‌فرستد"),
    Door.FILE: _("فایل CSV و XLSX در صفحهٔ سوابق تحصیلی"),
    Door.LATE: _("رکوردی که پس از بستن فهرست رسیده است"),
    Door.OFFICE: _("پذیرفتن رکوردهای در انتظار بررسی"),
}
ROLES = tuple(
    one
    for one in Role
    if one in organisations.roles_for(Act.KEEP_RECORDS) | organisations.roles_for(Act.SIGN_RECORDS)
)
DAYS = (
    day(code="from", label=_("از روز")),
    day(code="to", label=_("تا پایان روز"), required=False, help=_("خالی یعنی بی‌پایان.")),
)
NEW_WINDOW = Page(
    code="window",
    title=_("زمان دسترسی تازه"),
    intro=_(
        "تا راهی زمانی ندارد همیشه باز است. با نخستین زمان، برای هر کس که زمانی ندارد بسته می‌شود؛ "
        "برای باز ماندن آن برای دیگران زمان دیگری بی نقش و بی مؤسسه بگذارید."
    ),
    questions=(
        ask(
            code="door",
            label=_("راه ورود"),
            kind=QuestionKind.SELECT,
            choices=options(Door),
        ),
        ask(
            code="role",
            label=_("نقش"),
            kind=QuestionKind.SELECT,
            required=False,
            choices=pairs((one.value, one.label) for one in ROLES),
            help=_("خالی یعنی هر نقش، و برنامه‌های مؤسسه."),
        ),
        text(
            code="parent",
            label=_("مؤسسه"),
            required=False,
            help=_("کد یا نام سازمان؛ خالی یعنی همهٔ مؤسسه‌ها."),
        ),
        *DAYS,
        BECAUSE,
    ),
)
CHANGE_WINDOW = Page(
    code="window",
    title=_("تغییر زمان دسترسی"),
    intro=_("روزی که گذشته عوض نمی‌شود."),
    questions=(*DAYS, BECAUSE),
)
END_WINDOW = Page(
    code="window",
    title=_("پایان دادن به دسترسی"),
    intro=_("از همین دم از این زمان کسی وارد نمی‌شود."),
    questions=(BECAUSE,),
)


def permitted(said: Facts) -> records.Permitted:
    """What the form of a permit says."""
    first = said.on("from")
    if first is None:  # required: the form has refused it before
        raise LookupError("from")
    return records.Permitted(
        level=Level(said.text("level")),
        field=said.text("field"),
        valid_from=first,
        valid_to=said.on("to"),
        decree=said.text("decree"),
    )

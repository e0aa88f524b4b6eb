"""The forms of the finance desk, declared as data."""

from collections.abc import Iterable
from functools import partial

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.forms.spec import Choice, Page, Question
from pishkhan.kernel.forms.terms import Privacy, QuestionKind
from pishkhan.kernel.payments.terms import RefundGround


ask = partial(Question, privacy=Privacy.OPEN)
text = partial(ask, kind=QuestionKind.TEXT)
NOTE = partial(ask, code="note", kind=QuestionKind.LONG_TEXT, max_length=1000)
LARGEST = 10**13
# Beside which question a refusal of the kernel is said.
PLACES = {
    "payments.note_needed": "note",
    "payments.refund_too_much": "amount",
    "payments.refund_whole": "amount",
    "payments.bad_bank_reference": "reference",
    "payments.bank_reference_used": "reference",
    "payments.fee_overlaps": "from",
    "payments.fee_is_over": "at",
    "finance.too_far_back": "from at",
    "finance.bad_time": "time",
    "finance.bad_amount": "amount",
    "finance.bad_digits": "card",
    "finance.bad_exemption": "exemptions",
}

ASK_REFUND = Page(
    code="refund",
    title=_("درخواست بازگرداندن پول"),
    intro=_("پس از شما همکار دیگری باید آن را تأیید کند؛ تا آن زمان پولی جابه‌جا نمی‌شود."),
    questions=(
        ask(
            code="amount",
            label=_("مبلغ به ریال"),
            kind=QuestionKind.NUMBER,
            minimum=1,
            maximum=LARGEST,
            help=_("همهٔ مبلغ پرداخت یا بخشی از آن"),
        ),
        ask(
            code="ground",
            label=_("سبب"),
            kind=QuestionKind.SELECT,
            choices=tuple(Choice(value=one.value, label=one.label) for one in RefundGround),
        ),
        NOTE(label=_("توضیح"), help=_("همکارتان و بازرس آن را می‌خوانند.")),
    ),
)
REFUSE = Page(
    code="refuse",
    title=_("نپذیرفتن بازگشت پول"),
    intro=_("پولی برنمی‌گردد. برای همین پرداخت می‌توان دوباره درخواست کرد."),
    questions=(NOTE(label=_("دلیل"), help=_("در رد کارها می‌ماند.")),),
)
TAKE_AWAY = Page(
    code="take_away",
    title=_("گرفتن بازگشت از درگاه"),
    intro=_(
        "درگاه یک روز است پاسخ روشنی نداده است. پیش از این کار در پنل درگاه ببینید که پول را "
        "برنگردانده باشد؛ سپس همکار دیگری حواله می‌زند."
    ),
    questions=(NOTE(label=_("از کجا روشن شد"), help=_("در رد کارها می‌ماند.")),),
)
PAID_BACK = Page(
    code="transfer",
    title=_("ثبت حوالهٔ بازگشت"),
    intro=_("پس از آنکه پول را با حوالهٔ بانکی به کارت یا حساب پرداخت‌کننده برگرداندید."),
    questions=(
        text(
            code="reference",
            label=_("شمارهٔ پیگیری حواله"),
            min_length=4,
            max_length=40,
            help=_("حرف لاتین، رقم و خط تیره؛ برای هر حواله یک بازگشت ثبت می‌شود."),
        ),
    ),
)


def resolution(correction: str) -> Page:
    """How a difference is closed; `correction` says in words which transfer could be written."""
    tick = ask(
        code="correct",
        label=_("دفترها اصلاح شود"),
        kind=QuestionKind.TICK,
        required=False,
        help=correction,
    )
    note = NOTE(label=_("چه شد"), help=_("چه دیدید و چه کردید؛ در رد کارها می‌ماند."))
    return Page(
        code="resolution",
        title=_("بستن مغایرت"),
        questions=(note, tick) if correction else (note,),
    )


ORPHAN = Page(
    code="orphan",
    title=_("پول گم‌شده"),
    intro=_("از آنچه پرداخت‌کننده از پیامک بانک می‌داند: چهار رقم آخر کارت، مبلغ و زمان."),
    questions=(
        text(code="card", label=_("چهار رقم آخر کارت"), min_length=4, max_length=4),
        ask(
            code="amount",
            label=_("مبلغ به ریال"),
            kind=QuestionKind.NUMBER,
            minimum=1,
            maximum=LARGEST,
        ),
        ask(code="day", label=_("روز"), kind=QuestionKind.JALALI_DATE),
        text(code="time", label=_("ساعت"), max_length=5, help=_("مانند ۱۴:۲۵")),
        ask(
            code="within",
            label=_("تا چه اندازه پیش یا پس از آن"),
            kind=QuestionKind.SELECT,
            choices=(
                Choice(value="30", label=_("نیم ساعت")),
                Choice(value="180", label=_("سه ساعت")),
                Choice(value="1440", label=_("یک روز")),
            ),
        ),
    ),
)
CLAIM = Page(
    code="claim",
    title=_("رساندن پول به صورت‌حساب"),
    intro=_(
        "صورت‌حساب با این پول پرداخت و خدمتش داده می‌شود؛ اگر پیش‌تر پرداخت شده باشد، پول در صف بازگشت می‌رود."
    ),
    questions=(NOTE(label=_("از کجا دانستید"), help=_("در رد کارها می‌ماند.")),),
)


def new_fee(services: Iterable[tuple[str, str]]) -> Page:
    """A line of the fee schedule."""
    return Page(
        code="fee",
        title=_("ردیف تازهٔ تعرفه"),
        intro=_(
            "ردیف پیشین همین تعرفه و دوره، اگر پایانی ندارد، با آغاز این ردیف به پایان می‌رسد. "
            "صورت‌حساب‌هایی که صادر شده‌اند عوض نمی‌شوند."
        ),
        questions=(
            text(
                code="code",
                label=_("کد تعرفه"),
                max_length=80,
                help=_("همان کدی که خدمت با آن صورت‌حساب می‌سازد؛ با کد خدمت و نقطه آغاز می‌شود"),
            ),
            ask(
                code="service",
                label=_("خدمت"),
                kind=QuestionKind.SELECT,
                choices=tuple(Choice(value=code, label=title) for code, title in services),
            ),
            text(code="round", label=_("دوره"), required=False, max_length=60,
                 help=_("خالی یعنی همهٔ دوره‌ها.")),
            text(code="title_fa", label=_("عنوان"), max_length=120),
            text(code="title_en", label=_("عنوان انگلیسی"), required=False, max_length=120),
            text(code="title_ar", label=_("عنوان عربی"), required=False, max_length=120),
            ask(
                code="amount",
                label=_("مبلغ به ریال"),
                kind=QuestionKind.NUMBER,
                minimum=0,
                maximum=LARGEST,
                help=_("ده برابر تومان"),
            ),
            ask(
                code="exemptions",
                label=_("معافیت‌ها"),
                kind=QuestionKind.LONG_TEXT,
                required=False,
                max_length=2000,
                help=_(
                    "هر سطر یکی: نام داده = مقدار ؛ درصد ؛ دلیل. چند مقدار را با | جدا کنید؛ "
                    "نخستین سطری که بخواند به کار می‌رود. مانند: veteran = بله ؛ ۱۰۰ ؛ ایثارگران"
                ),
            ),
            ask(code="gives_pin", label=_("کد رمز دارد"), kind=QuestionKind.TICK, required=False,
                help=_("پرداخت‌کننده پس از پرداخت کد رمز می‌گیرد.")),
            text(code="purpose_id", label=_("شناسهٔ واریز"), required=False, max_length=40),
            ask(code="from", label=_("از تاریخ"), kind=QuestionKind.JALALI_DATE, required=False,
                help=_("خالی یعنی از همین حالا.")),
            ask(code="to", label=_("تا پایان روز"), kind=QuestionKind.JALALI_DATE, required=False,
                help=_("خالی یعنی تا وقتی ردیف تازه‌ای بیاید.")),
        ),
    )  # fmt: skip


END_FEE = Page(
    code="end",
    title=_("پایان دادن به ردیف تعرفه"),
    intro=_("پس از آن، تا ردیف تازه‌ای نیاید، برای این کار صورت‌حساب صادر نمی‌شود."),
    questions=(
        ask(code="at", label=_("پایان"), kind=QuestionKind.JALALI_DATE, required=False,
            help=_("خالی یعنی همین حالا.")),
    ),
)  # fmt: skip

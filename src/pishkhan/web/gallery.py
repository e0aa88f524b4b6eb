"""The gallery of components at /ui/, in development only: one screen a component."""

from datetime import timedelta
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pishkhan.foundation import clock
from pishkhan.foundation.identifiers import BadNationalId
from pishkhan.kernel.cases.spec import Moment, Span
from pishkhan.kernel.cases.terms import Tense
from pishkhan.kernel.forms.spec import Choice, Page, PageState, Question, When
from pishkhan.kernel.forms.terms import Privacy, QuestionKind
from pishkhan.web.form_pages import FormPage, drawn_fields
from pishkhan.web.human_check import api as human_check
from pishkhan.web.sentences import sentence


COMPONENTS = Path(__file__).parent / "components"


def names() -> list[str]:
    """The components that have an example."""
    return sorted(path.parent.name for path in COMPONENTS.glob("*/example.html"))


def index(request: HttpRequest) -> HttpResponse:
    """All components, on one page."""
    return render(request, "ui/gallery.html", {"names": names()})


def screen(request: HttpRequest, name: str) -> HttpResponse:
    """One component."""
    if name not in names():
        raise Http404
    if request.method == "POST":
        _answer(request)
    base = "ui/staff.html" if name == "desk" else "ui/base.html"
    context = {"name": name, "example": f"{name}/example.html", "base": base, **_material()}
    return render(request, "ui/gallery_screen.html", context)


def _answer(request: HttpRequest) -> None:
    try:
        human_check.verify(request)
    except human_check.HumanCheckFailed as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, "پذیرفته شد.")


def _material() -> dict[str, object]:
    now = clock.now()
    return {
        "form": _form(),
        "now": now,
        "before": now - timedelta(days=3, hours=2),
        "moments": _moments(),
    }


def _moments() -> list[Moment]:
    now = clock.now()
    before, today = now - timedelta(days=5), now - timedelta(days=1)
    return [
        Moment(tense=Tense.PAST, state="sent", title="ثبت درخواست", at=before),
        Moment(
            tense=Tense.NOW,
            state="defects",
            title="بازگشت برای تکمیل",
            at=today,
            with_applicant=True,
            comment="صفحهٔ دوم شناسنامه خوانا نیست.",
        ),
        Moment(tense=Tense.NEXT, state="expert", title="بررسی کارشناس", usual=Span(working_days=5)),
        Moment(tense=Tense.NEXT, state="done", title="اعلام نتیجه با پیامک"),
    ]


def _question(code: str, label: str, kind: QuestionKind, **more: object) -> Question:
    return Question(code=code, label=label, kind=kind, privacy=Privacy.PERSONAL, **more)  # type: ignore[arg-type]  # only known names


def _form() -> FormPage:
    kinds = (Choice(value="natural", label="حقیقی"), Choice(value="legal", label="حقوقی"))
    page = Page(
        code="person",
        title="مشخصات متقاضی",
        questions=(
            _question("kind", "نوع شخص", QuestionKind.CHOICE, choices=kinds),
            _question("first", "نام", QuestionKind.PERSIAN_NAME, autocomplete="given-name"),
            _question("nid", "کد ملی", QuestionKind.NATIONAL_ID, help="ده رقم، روی کارت ملی"),
            _question(
                "company",
                "شناسهٔ ملی",
                QuestionKind.LEGAL_ID,
                help="یازده رقم، روی آگهی تأسیس",
                when=When("person.kind", "legal"),
            ),
            _question("mobile", "تلفن همراه", QuestionKind.MOBILE, help="به نام خودتان باشد"),
            _question("born", "تاریخ تولد", QuestionKind.JALALI_DATE, help="مانند ۱۵ خرداد ۱۳۷۸"),
            _question("exam", "آزمون", QuestionKind.SELECT, choices=kinds, required=False),
            _question("address", "نشانی پستی", QuestionKind.LONG_TEXT, required=False),
            _question("agree", "می‌پذیرم که پیامک دریافت کنم", QuestionKind.TICK),
        ),
    )
    state = PageState(
        page="person",
        asked=tuple(q.code for q in page.questions if q.code != "company"),
        values={"kind": "natural", "first": "سمیه", "nid": "0012345678", "born": "1378/3/15"},
        read={},
        errors={"nid": [BadNationalId()]},
    )
    return FormPage(
        title=page.title,
        fields=drawn_fields(page, state),
        service="ارسال درخواست به سازمان سنجش",
        step=1,
        steps=5,
        submit_label="ثبت و دریافت کد تأیید",
        later_label="ذخیره و ادامه در زمان دیگر",
        save_address="/ui/",
        with_human_check=True,
    )

"""Which counter? The decision table of domain.md § 1.A.1, so that nobody must know which site to use."""

from dataclasses import dataclass

from pishkhan.foundation.text import gettext_noop as _


QUESTIONS = "questions"  # the counter for questions, once its folder exists among the services
REQUEST = "e_request"
QUESTION_NEXT = _("اگر کار شما به سند و تصمیم نیاز دارد، همین حالا می‌توانید درخواست مستند بفرستید.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What somebody needs, and where that is done.

    `service`: the counter, by code; `address`: a page of this site instead. `meanwhile` is what
    can be done now where the counter is not open yet, with `now_title` and `now_address`.
    """

    code: str
    need: str
    answer: str
    service: str = ""
    address: str = ""
    link: str = ""
    meanwhile: str = ""
    now_title: str = ""
    now_address: str = ""


NEEDS = (
    Need(
        code="decision",
        need=_("نامهٔ دست‌نویس و مدرک دارم و می‌خواهم دربارهٔ آن تصمیم گرفته شود"),
        answer=_("درخواست مستند بفرستید؛ شمارهٔ نامه و کد رهگیری می‌گیرید و پاسخ را همین‌جا می‌بینید."),
        service=REQUEST,
        link=_("ارسال درخواست مستند"),
    ),
    Need(
        code="follow",
        need=_("پیش‌تر درخواست فرستاده‌ام و می‌خواهم وضعیت یا پاسخ آن را ببینم"),
        answer=_("با شمارهٔ نامه و کد رهگیری پیگیری کنید؛ ورود به حساب لازم نیست."),
        address="/track/",
        link=_("پیگیری درخواست"),
    ),
    Need(
        code="lost",
        need=_("شمارهٔ نامه یا کد رهگیری درخواستم را گم کرده‌ام"),
        answer=_("با کد ملی و تلفن همراهی که با آن درخواست داده‌اید، هر دو را دوباره ببینید."),
        address="/recover/",
        link=_("بازیابی شماره‌ها"),
    ),
    Need(
        code="file_number",
        need=_("شمارهٔ پرونده، شمارهٔ داوطلبی یا کد رهگیری ثبت‌نام آزمون را می‌خواهم"),
        answer=_("این پرسش است، نه درخواست؛ جای آن پیشخوان پرسش و پاسخ است."),
        service=QUESTIONS,
        meanwhile=_("این شماره‌ها روی پرینت ثبت‌نام و در پیامک ثبت‌نام آزمون هم هست. اگر شمارهٔ نامهٔ همین سامانه را گم کرده‌اید، بازیابی کنید."),
        now_title=_("بازیابی شمارهٔ نامه و کد رهگیری"),
        now_address="/recover/",
    ),
    Need(
        code="stages",
        need=_("دربارهٔ مراحل یک آزمون پرسش دارم"),
        answer=_("این پرسش است، نه درخواست؛ جای آن پیشخوان پرسش و پاسخ است."),
        service=QUESTIONS,
        meanwhile=QUESTION_NEXT,
        now_title=_("دیدن خدمات"),
        now_address="/",
    ),
    Need(
        code="registration",
        need=_("هنگام ثبت‌نام آزمون به مشکل خورده‌ام"),
        answer=_("مشکل‌های ثبت‌نام در پیشخوان پرسش و پاسخ رسیدگی می‌شود."),
        service=QUESTIONS,
        meanwhile=_("از پیام خطا عکس بگیرید. اگر مهلت ثبت‌نام رو به پایان است، با همان عکس و نامهٔ دست‌نویس درخواست مستند بفرستید تا زمان مراجعهٔ شما ثبت شود."),
        now_title=_("ارسال درخواست مستند"),
        now_address="/s/e_request/",
    ),
    Need(
        code="sending",
        need=_("در فرستادن درخواست در همین سامانه به مشکل خورده‌ام"),
        answer=_("آنچه نوشته‌اید ذخیره می‌شود و از بین نمی‌رود؛ پرسش دربارهٔ آن در پیشخوان پرسش و پاسخ است."),
        service=QUESTIONS,
        meanwhile=_("پیش‌نویس را باز کنید و از همان‌جا ادامه دهید. اگر پیامک نمی‌رسد، یک دقیقه صبر کنید و کد را دوباره بخواهید؛ اگر عکس پذیرفته نمی‌شود، با وضوح کمتر بفرستید."),
        now_title=_("پیش‌نویس‌ها و درخواست‌های من"),
        now_address="/my/",
    ),
    Need(
        code="result",
        need=_("به نتیجهٔ آزمون اعتراض دارم"),
        answer=_("اعتراض به نتیجه فقط در مهلت اعلام‌شده و با موضوع دقیق، در پیشخوان پرسش و پاسخ پذیرفته می‌شود."),
        service=QUESTIONS,
        meanwhile=_("اگر اعتراض شما مدرک دارد (مانند سهمیه یا مشخصات نادرست)، همین حالا درخواست مستند بفرستید و موضوع «اعتراض به نتیجه» را برگزینید."),
        now_title=_("ارسال درخواست مستند"),
        now_address="/s/e_request/",
    ),
    Need(
        code="answered",
        need=_("پاسخ گرفته‌ام و به آن اعتراض دارم"),
        answer=_("تا ۳۰ روز پس از پاسخ، در صفحهٔ همان درخواست دکمهٔ «اعتراض» هست."),
        address="/my/",
        link=_("درخواست‌های من"),
    ),
)  # fmt: skip


def need_of(code: str) -> Need | None:
    """The row of the table under this code."""
    return next((need for need in NEEDS if need.code == code), None)

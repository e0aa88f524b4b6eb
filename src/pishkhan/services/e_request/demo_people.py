"""The applicants of the demonstration, and how one of them files a request with its papers."""

import io
import random
from dataclasses import dataclass
from functools import cache
from itertools import islice, product

from PIL import Image, ImageDraw

from pishkhan.foundation import identifiers
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import AttachedFile
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor, Names, PersonView, TypedIdentifier
from pishkhan.kernel.identity.terms import IdentifierKind, PersonKind


FIRST = (
    "سمیه",
    "زهرا",
    "مریم",
    "نرگس",
    "پریسا",
    "هانیه",
    "علی",
    "حسین",
    "کیان",
    "آرش",
    "بهرام",
    "سینا",
)
LAST = ("رستگار", "محمدی‌نژاد", "کریمی", "فرهادی", "پورمهر", "زارع‌زاده", "گودرزی", "یزدان‌پناه")
FATHERS = ("بهرام", "محمود", "اکبر", "یوسف", "داریوش", "ابراهیم")
SUBJECTS = (
    ("correction", "اصلاح نام پدر در کارنامه"),
    ("certificate", "درخواست گواهی قبولی"),
    ("result", "اعتراض به نمرهٔ درس ریاضی"),
    ("quota", "بررسی سهمیهٔ منطقه"),
    ("admission", "تأخیر در ثبت‌نام پذیرفته‌شدگان"),
    ("fee", "برگشت وجه ثبت‌نام تکراری"),
    ("other", "جابه‌جایی حوزهٔ آزمون به سبب بیماری"),
)
EXAMS = ("national", "master", "doctorate", "associate_to_bachelor")
MOST_PEOPLE = 90
PAGE = (620, 877)  # A4 at 75 dots an inch


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """An invented applicant; the number is of the range kept for tests (000…)."""

    first: str
    last: str
    father: str
    national_id: str
    mobile: str

    def person(self) -> PersonView:
        """The person, made at first use."""
        return identity.person_for(
            kind=PersonKind.NATURAL,
            identifiers=[TypedIdentifier(kind=IdentifierKind.NATIONAL_ID, value=self.national_id)],
            names=Names(first=self.first, last=self.last),
            father_name=self.father,
            mobile=self.mobile,
            by=Actor.system(),
        )

    def answers(self) -> dict[str, str]:
        """The answers to the page of the person."""
        return {
            "person.kind": "natural",
            "person.first_name": self.first,
            "person.last_name": self.last,
            "person.father_name": self.father,
            "person.national_id": self.national_id,
            "person.mobile": self.mobile,
        }


@cache
def people() -> tuple[Somebody, ...]:
    """The applicants, the same everywhere."""
    names = list(islice(product(FIRST, LAST), MOST_PEOPLE))
    random.Random(7).shuffle(names)  # noqa: S311 - the same demonstration everywhere
    return tuple(
        Somebody(
            first=first,
            last=last,
            father=FATHERS[number % len(FATHERS)],
            national_id=_test_number(number),
            mobile=f"0900000{number:04d}",
        )
        for number, (first, last) in enumerate(names)
    )


def _test_number(number: int) -> str:
    """The national id of the test range for `number`: 000, six digits, the check digit."""
    for check in range(10):
        try:
            return identifiers.national_id(f"000{number + 100:06d}{check}")
        except DomainError:
            continue
    raise AssertionError(number)


def file_request(somebody: Somebody, chance: random.Random) -> int:
    """Fill, attach and submit one request as that person; the number of its case."""
    topic, subject = chance.choice(SUBJECTS)
    answers = somebody.answers() | {
        "request.topic": topic,
        "request.subject": subject,
        "request.exam": chance.choice(EXAMS),
        "request.year": str(chance.choice((1403, 1404, 1405))),
    }
    person = somebody.person()
    by = identity.actor_for_person(person.id)
    draft = forms.start("e_request", session_key="demonstration")
    for page in forms.pages("e_request"):
        forms.save(draft, page, answers)
    forms.bind(draft, person.id)
    rules = {rule.kind: rule for rule in catalogue.service("e_request").attachments}
    for kind in (
        "letter",
        *chance.sample(("birth_certificate", "national_card", "quota_evidence"), 1),
    ):
        attachments.receive(
            draft_id=draft.pk,
            kind=kind,
            name=f"{rules[kind].title}.jpg",
            stream=io.BytesIO(_sheet(chance)),
            rule=rules[kind],
            by=by,
        )
    return catalogue.submit(draft.token, by=by).case_id


def replace_sheet(sheet: AttachedFile, case_id: int, by: Actor, chance: random.Random) -> None:
    """Send another picture of the hand-written letter in place of the one that was returned."""
    rules = {rule.kind: rule for rule in catalogue.service("e_request").attachments}
    attachments.replace(
        sheet.id,
        case_id=case_id,
        name=sheet.name,
        stream=io.BytesIO(_sheet(chance)),
        rule=rules[sheet.kind],
        by=by,
    )


def _sheet(chance: random.Random) -> bytes:
    """A page with lines of scribble, a signature and a fingerprint, as JPEG."""
    picture = Image.new("L", PAGE, 248)
    pen = ImageDraw.Draw(picture)
    width, height = PAGE
    for line in range(chance.randrange(9, 15)):
        y, x = 120 + line * 42, width - 60
        while x > 70 + chance.randrange(120):
            step = chance.randrange(8, 30)
            pen.arc((x - step, y - 9, x, y + 9), chance.randrange(180), 360, fill=60, width=2)
            x -= step + chance.randrange(2, 9)
    pen.ellipse((90, height - 150, 150, height - 70), outline=90, width=3)
    pen.arc((200, height - 150, 330, height - 80), 20, 300, fill=40, width=3)
    page = io.BytesIO()
    picture.save(page, "JPEG", quality=70)
    return page.getvalue()

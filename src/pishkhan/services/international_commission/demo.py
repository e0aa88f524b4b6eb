"""The demonstration: two commissions, a university without a deputy, a student in each main state.

Every name and number is invented.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from PIL import Image, ImageDraw

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import DemoGround
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor, Names, TypedIdentifier
from pishkhan.kernel.identity.terms import IdentifierKind, PersonKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.ports import Till
from pishkhan.kernel.payments.testing import MemoryBank
from pishkhan.services.international_commission.actions import agenda, sessions, voting
from pishkhan.services.international_commission.actions.sessions import Sitting
from pishkhan.services.international_commission.models import AgendaItem, Session
from pishkhan.services.international_commission.questions import SAMPLE
from pishkhan.services.international_commission.terms import (
    CODE,
    Ballot,
    Level,
    Presence,
    Verdict,
)
from pishkhan.web.accounts import give_code_app


# As for everybody of the demonstration, whose start prints them.
PASSWORD = "pishkhan-demo-1405"  # noqa: S105 - of the demonstration
CODE_APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of the demonstration
BANK = "sample"
HOME, CENTRE, READY, LACKING = "sepidar", "hq", "zagros", "morvarid"
STAFF = (
    ("sepidar.deputy", "مهتاب فروغی", HOME, Role.DEPUTY),
    ("sepidar.secretary", "کامیار روشن", HOME, Role.SECRETARY),
    ("sepidar.chair", "ایران‌دخت پارسا", HOME, Role.CHAIR),
    ("sepidar.member1", "سهراب یکتا", HOME, Role.MEMBER),
    ("sepidar.member2", "لاله امیدوار", HOME, Role.MEMBER),
    ("sepidar.member3", "نیما جاوید", HOME, Role.MEMBER),
    ("zagros.deputy", "پروانه دادگر", READY, Role.DEPUTY),
    ("hq.secretary", "مازیار بهین", CENTRE, Role.SECRETARY),
    ("hq.chair", "شهرزاد وفا", CENTRE, Role.CHAIR),
    ("hq.member1", "کیومرث آگاه", CENTRE, Role.MEMBER),
    ("hq.member2", "یاسمن درخشان", CENTRE, Role.MEMBER),
)
CONDITIONS = "با ثبت‌نام حداکثر دوازده واحد در نیم‌سال آینده و معرفی به مرکز مشاوره."
REFUSAL = "پروندهٔ بستری مربوط به پیش از آغاز نیم‌سال‌های مشروطی است."


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """An invented student; the language is that of the request."""

    first: str
    last: str
    latin: tuple[str, str]
    father: str
    country: str
    language: str
    ground: str
    evidence: str
    university: str = HOME


STUDENTS = (
    Student(first="زهرا", last="رحیمی", latin=("Zahra", "Rahimi"), father="نادر", country="AF",
            language="fa", ground="probation", evidence="illness", university=LACKING),
    Student(first="حسین", last="الجبوری", latin=("Hussein", "Al-Jubouri"), father="کاظم",
            country="IQ", language="ar", ground="end_of_terms", evidence="family"),
    Student(first="مروه", last="حیدر", latin=("Marwa", "Haidar"), father="علی", country="LB",
            language="en", ground="return", evidence="travel"),
    Student(first="فرید", last="نوری", latin=("Farid", "Noori"), father="غلام", country="AF",
            language="fa", ground="probation", evidence="illness"),
    Student(first="نور", last="السعدی", latin=("Noor", "Al-Saadi"), father="حسن", country="IQ",
            language="ar", ground="probation", evidence="illness"),
    Student(first="احمد", last="الکعبی", latin=("Ahmad", "Al-Kaabi"), father="جاسم", country="IQ",
            language="ar", ground="other", evidence="other"),
    Student(first="لیلا", last="منصور", latin=("Layla", "Mansour"), father="سامی", country="LB",
            language="en", ground="end_of_terms", evidence="illness"),
    Student(first="مسعود", last="احمدزی", latin=("Masoud", "Ahmadzai"), father="کریم",
            country="AF", language="fa", ground="return", evidence="travel", university=READY),
)  # fmt: skip


@transaction.atomic
def load(ground: DemoGround) -> None:
    """Make everything unless it is there: all or none."""
    if identity.account_by_username(STAFF[0][0]) is not None:
        return
    catalogue.set_office(CODE, organisation_id=ground.offices[CENTRE], by=Actor.system())
    _employ(ground)
    ids = [_file(student, number, ground) for number, student in enumerate(STUDENTS)]
    _suspended, _reviewed, returned, waiting, granted, refused, referred, _fresh = ids
    defect = Defect(
        field="ground.explanation",
        kind=DefectKind.INCOMPLETE,
        note="تاریخ سفر و روادید را بنویسید.",
    )
    _press(returned, "sepidar.deputy", "return", comment="لطفاً تکمیل کنید.", defects=[defect])
    for case_id in (waiting, granted, refused, referred):
        _press(case_id, "sepidar.deputy", "accept", comment="مدارک کامل است.")
        _pay(case_id)
    held = _session(Level.UNIVERSITY, ground.offices[HOME], "sepidar", days=0, opened=True)
    for case_id, verdict, because in (
        (granted, Ballot.CONDITIONS, CONDITIONS),
        (refused, Ballot.REFUSE, REFUSAL),
        (referred, Ballot.REFER, "تمدید بیش از دو نیم‌سال در اختیار کمیسیون مرکزی است."),
    ):
        _decide(held, case_id, verdict, because)
    _pay(referred)
    sessions.conclude(
        session_id=held.id, note="جلسه با حضور همهٔ اعضا برگزار شد.", by=_actor("sepidar.secretary")
    )
    for name in ("sepidar.chair", "sepidar.member1", "sepidar.member2"):
        sessions.sign_minutes(session_id=held.id, by=_actor(name))
    coming = _session(Level.UNIVERSITY, ground.offices[HOME], "sepidar", days=9)
    agenda.add_item(session_id=coming.id, case_id=waiting, by=_actor("sepidar.secretary"))
    _object(refused)  # and has not paid for that yet
    _session(Level.CENTRAL, ground.offices[CENTRE], "hq", days=12)


def _employ(ground: DemoGround) -> None:
    by = Actor.system()
    made: dict[tuple[str, Role], int] = {}
    for username, name, place, role in STAFF:
        account = identity.create_account(
            username=username, full_name=name, password=PASSWORD, by=by, must_change=False
        )
        give_code_app(account.id, CODE_APP_SECRET)
        organisation_id = ground.offices[place]
        if (place, role) not in made:
            made[place, role] = organisations.create_post(
                organisation_id=organisation_id, role=role, service=CODE, by=by
            ).id
        if role is Role.DEPUTY:
            cases.create_cartable(
                organisation_id=organisation_id, role=role.value, service=CODE, by=by
            )
        organisations.appoint(post_id=made[place, role], account_id=account.id, by=by)


def _file(student: Student, number: int, ground: DemoGround) -> int:
    """Fill, attach and submit one request as that student; the number of its case."""
    passport, mobile = f"P0000{number:04d}", f"0900001{number:04d}"
    person = identity.person_for(
        kind=PersonKind.FOREIGN,
        identifiers=[TypedIdentifier(kind=IdentifierKind.PASSPORT, value=passport, issuer="")],
        names=Names(first=student.first, last=student.last),
        father_name=student.father,
        mobile=mobile,
        by=Actor.system(),
    )
    by = identity.actor_for_person(person.id)
    answers = SAMPLE | {
        "person.first_name": student.first,
        "person.last_name": student.last,
        "person.latin_first_name": student.latin[0],
        "person.latin_last_name": student.latin[1],
        "person.father_name": student.father,
        "person.nationality": student.country,
        "person.passport": passport,
        "person.passport_country": student.country,
        "person.passport_expires": _ends(number),
        "person.mobile": mobile,
        "papers.residence": f"R0000{number:03d}",
        "papers.residence_expires": _ends(number + 3),
        "study.university": str(ground.offices[student.university]),
        "degree.student_code": f"000019{number:02d}",
        "ground.kind": student.ground,
        "ground.evidence": student.evidence,
    }
    draft = forms.start(CODE, session_key="demonstration", language=student.language)
    for page in forms.pages(CODE):
        forms.save(draft, page, answers)
    forms.bind(draft, person.id)
    rules = {rule.kind: rule for rule in catalogue.service(CODE).attachments}
    for kind in ("passport", "evidence", "residence"):
        attachments.receive(
            draft_id=draft.pk,
            kind=kind,
            name=f"{kind}.jpg",
            stream=io.BytesIO(_scan(number, kind)),
            rule=rules[kind],
            by=by,
        )
    return catalogue.submit(draft.token, by=by).case_id


def _ends(number: int) -> str:
    """Ends of papers near and far, some within a distance of which people are told."""
    return (clock.today() + timedelta(days=(25, 50, 150, 400, 700)[number % 5])).isoformat()


def _scan(number: int, kind: str) -> bytes:
    picture = Image.new("RGB", (600, 420), (236, 240, 238))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((30, 60, 190, 260), fill=(176, 190, 196))
    for line in range(6):
        pen.line((230, 90 + line * 40, 540 - (number * 17 + line * 31) % 120, 90 + line * 40),
                 fill=(70, 90, 100), width=6)  # fmt: skip
    pen.text((40, 350), f"SPECIMEN {kind.upper()} {number:04d}", fill=(120, 40, 40))
    page = io.BytesIO()
    picture.save(page, "JPEG", quality=75)
    return page.getvalue()


def _session(level: Level, place: int, prefix: str, *, days: int, opened: bool = False) -> Session:
    by = _actor(f"{prefix}.secretary")
    row = sessions.call_session(
        level=level,
        organisation_id=place,
        at=clock.now() + timedelta(days=days),
        place="ساختمان مرکزی، اتاق ۲۰۴",
        by=by,
        closed_too=True,  # the demonstration starts on any day
    )
    sessions.invite(session_id=row.id, by=by)
    if opened:
        sittings = {
            seat.seat_id: Sitting(presence=Presence.PRESENT) for seat in row.attendances.all()
        }
        sessions.take_attendance(session_id=row.id, sittings=sittings, by=by)
        sessions.open_session(session_id=row.id, by=by)
    return row


def _decide(session: Session, case_id: int, ballot: Ballot, because: str) -> Verdict:
    item: AgendaItem = agenda.add_item(
        session_id=session.id, case_id=case_id, by=_actor("sepidar.secretary")
    )
    voting.open_item(item_id=item.id, by=_actor("sepidar.chair"))
    said = (ballot, ballot, ballot, Ballot.ABSTAIN)
    for name, one in zip(("chair", "member1", "member2", "member3"), said, strict=True):
        voting.vote(item_id=item.id, ballot=one, by=_actor(f"sepidar.{name}"))
    return voting.close_item(item_id=item.id, because=because, by=_actor("sepidar.chair"))


def _pay(case_id: int) -> None:
    """What the case waits for, at a bank in memory, so that the books tell of every rial."""
    owed = next((one for one in payments.invoices_of_case(case_id) if one.is_open), None)
    if owed is None:
        return
    bank, teller, before = MemoryBank(name=BANK), payments.Teller(), ports.tills()
    ports.connect(Till(name=BANK, gateway=bank))
    try:
        payments.begin(owed.token, by=identity.actor_for_person(owed.person_id))
        teller.work()
        attempt = payments.attempts_of(owed.id)[0]
        payments.redirected(attempt.id)
        order = bank.pay(bank.orders[attempt.order_number].token)
        payments.returned(BANK, bank.brings(order))
        teller.work()
        payments.serve(owed.id)
    finally:
        ports.connect(*before)


def _object(case_id: int) -> None:
    by = identity.actor_for_person(cases.case(case_id).applicant_id)
    offer = next(one for one in cases.offers(case_id, by) if one.action.name == "object")
    cases.act(
        task_id=offer.task_id, action="object", by=by,
        comment="تاريخ الدخول إلى المستشفى كان خلال الفصل الثالث؛ الملف مرفق.",
    )  # fmt: skip


def _press(
    case_id: int, username: str, action: str, *, comment: str, defects: Sequence[Defect] = ()
) -> None:
    by = _actor(username)
    offer = next(one for one in cases.offers(case_id, by) if one.action.name == action)
    cases.act(task_id=offer.task_id, action=action, by=by, comment=comment, defects=defects)


def _actor(username: str) -> Actor:
    account = identity.account_by_username(username)
    return organisations.actor_for_account(account.id if account else 0)

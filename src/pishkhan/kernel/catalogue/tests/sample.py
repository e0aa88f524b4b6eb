"""A small service: the form of `forms.testing`, one file, one desk."""

from dataclasses import replace
from pathlib import Path

from pishkhan.kernel.attachments.spec import AttachmentRule
from pishkhan.kernel.catalogue import api
from pishkhan.kernel.catalogue.spec import (
    Audience,
    DeskFacts,
    Duplicates,
    Letter,
    ServiceDefinition,
)
from pishkhan.kernel.forms.spec import Page
from pishkhan.kernel.forms.terms import PageKind
from pishkhan.kernel.forms.testing import ANSWERS, PAGES
from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel


FOLDER = Path(__file__).parent / "sample_service"
ANSWER = Letter(code="answer", title="پاسخ درخواست")
RULE = AttachmentRule(kind="letter", title="تصویر نامه", required=True)


def message(event, text):
    return MessageTemplate(
        event=f"sample_service.{event}", channel=Channel.SMS, language="fa", text=text
    )


SAMPLE = ServiceDefinition(
    code="sample_service",
    title="درخواست نمونه",
    summary="خدمتی برای آزمون‌ها.",
    legal_ground="آزمون",
    audiences=(Audience.EVERYONE,),
    pages=(*PAGES[:3], Page(code="files", title="پیوست‌ها", kind=PageKind.ATTACHMENTS), PAGES[3]),
    attachments=(RULE,),
    effects={
        "issue": api.issue_letter(ANSWER, text=lambda step: step.comment),
        "tell_answered": api.tell(
            "sample_service.answered",
            more=lambda step: {"answer_number": api.letters_of(step.case_id)[-1].letter_number},
        ),
        "tell_defect": api.tell("sample_service.defect"),
    },
    messages=(
        message("registered", "ثبت شد. نامه {letter_number} رهگیری {tracking_code} {address}"),
        message("defect", "نامه {letter_number} نقص مدرک دارد. تا {deadline} در {address}"),
        message("answered", "پاسخ نامه {letter_number} آماده است: {answer_number}"),
    ),
    letters=(ANSWER,),
    letter_subject="request.subject",
    declaration="ثبت درخواست التزامی برای قبول آن ایجاد نمی‌کند.",
    desk_facts=DeskFacts(working_days=10, stages=("دبیرخانه", "پاسخ")),
    duplicates=Duplicates(keys=("request.subject", "request.year"), days=30),
    sample={**ANSWERS, "person.national_id": "0001010107", "person.mobile": "09120000001"},
)
BY_ANSWER = replace(SAMPLE, office_question="person.kind")

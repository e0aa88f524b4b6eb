"""Words to declare a service with: the identity card in its `service.py`. Pure.

A service is a folder `services/<code>/` whose `service.py` holds one name:

    SERVICE = ServiceDefinition(
        code="e_request",                    # the folder's name
        title=_("ارسال درخواست مستند"),
        summary=_("…"),                      # one sentence, on its tile
        legal_ground=_("…"),
        audiences=(Audience.EVERYONE,),
        pages=questions.PAGES,               # forms.spec.Page, …
        attachments=questions.ATTACHMENTS,   # attachments.spec.AttachmentRule, …
        process="process.yaml",
        effects={"tell_answered": tell("e_request.answered", …)},
        messages=messages.MESSAGES,
        letter_subject="request.subject",
        declaration=_("ثبت درخواست التزامی برای قبول درخواست ایجاد نمی‌کند …"),
        desk_facts=DeskFacts(working_days=10, stages=(_("…"),), cost=Rials(0)),
        duplicates=Duplicates(keys=("request.subject", "request.exam"), days=30),
        sample={"person.kind": "natural", …},
    )

At start the catalogue registers its process, effects, form and messages. Nothing else in the
platform names a service.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pishkhan.foundation.money import Rials
from pishkhan.kernel.catalogue.terms import ORGANISATIONS, Audience, LetterKind
from pishkhan.kernel.identity.terms import OwnershipPolicy


FREE = Rials(0)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from pishkhan.kernel.attachments.spec import AttachmentRule
    from pishkhan.kernel.cases.spec import Decision, Effect, Guard, Json
    from pishkhan.kernel.forms.spec import Choice, Facts, Page
    from pishkhan.kernel.identity.spec import Actor
    from pishkhan.kernel.notifications.spec import MessageTemplate
    from pishkhan.kernel.payments.spec import InvoiceView


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFacts:
    """What the service-desk rule wants on every receipt: time, stages, cost, who is responsible.

    `working_days` until the final answer, from registration; `stages` in the applicant's words;
    the responsible office is the one that receives the request. Where the cost is a `fee` of the
    schedule, by its code, that stands in place of `cost`, as it is in force.
    """

    working_days: int
    stages: tuple[str, ...]
    cost: Rials = FREE
    fee: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """What makes two requests of one person alike: the same answers under `keys` within `days`.

    A like request is warned of and linked to; it is not refused.
    """

    keys: tuple[str, ...]
    days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter the service issues: its code, title, kind, and its Typst template in `documents`.

    `speaks_to_applicant`: its text is written in the language of the request, so its PDF is too.
    """

    code: str
    title: str
    kind: LetterKind = LetterKind.ANSWER
    template: str = "letter.typ"
    speaks_to_applicant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a case has brought: a heading, a sentence, a number in groups, and where to go with it."""

    title: str
    text: str
    number: str
    address: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDefinition:
    """The identity card of a service.

    code: the name of its folder. It prefixes its messages: registration sends `<code>.registered`
        with the data letter_number, tracking_code, address and subject.
    pages: the form; exactly one page of kind MOBILE_CHECK, one ATTACHMENTS if there are rules,
        and a last one of kind REVIEW.
    process: file beside `service.py`; its organisation slot is `office_slot`.
    effects, guards, decisions: functions the process names. Standard ones: `catalogue.api.tell`,
        `catalogue.api.issue_letter`.
    letter_subject: key of the answer that becomes the letter's subject (options by their label);
        empty: the title.
    places: which question fills an organisation slot of the process, by slot: the applicant's
        university, say. `{"university": "study.university"}` names a question of kind
        ORGANISATION (required, asked of everybody), whose `of` is the kind of the slot (`kinds:`
        in process.yaml). Where `office_slot` itself is among them, the chosen organisation
        receives the request and no office is set in manage. Whoever is missing there is told to
        the applicant as soon as the page is right, and asked for (`catalogue.api.lacking`). A
        place that a correction may change needs `params` and `reroute` at its action `send`:
        `send: {…, params: {university: optional}, reroute: {university: university}}`.
    office_question: key of the question whose answer chooses the receiving office; which answer
        goes where, and the office of all others, are rows set in manage.
    latin_name: keys of the answers that make the applicant's name in Latin letters, if it is asked
        for; papers in English have it.
    declaration: the sentence the applicant must have read; on the review page and the receipt.
    sample: answers by key of one request that is right; contract tests file it, and so does demo.
    staff_titles: what the desk calls a page whose title speaks to the applicant, by its code.
    action_pages: what the officer answers before an action, by "state.action"; the answers are
        the action's params, by question code.
    done_at: where an action is done that has a page of the service's own, by "state.action": the
        address for a case. The desk links there; its own form could not succeed (a guard refuses).
    mobile_ownership: what happens where the mobile seems not to be the applicant's own.
    opens: where only organisations ask: opens a case of the sample for this organisation, and
        returns its id. Contract tests call it in place of the form.
    reasons: the options of each list of reasons that the process names.
    has_already: raises a NothingToAsk of the service where the applicant has already what these facts
        ask for: it is shown, and no case is opened.
    result: what a case has brought the applicant, shown above its course; None while it has nothing.
    on_covered: what follows when an invoice of the service is paid or waived: `catalogue.api.go_on`.
        Its fees stand in `fees.csv` beside `service.py`, as the schedule begins with.
    """

    code: str
    title: str
    summary: str
    legal_ground: str
    audiences: tuple[Audience, ...]
    pages: tuple[Page, ...]
    declaration: str
    desk_facts: DeskFacts
    sample: Mapping[str, str]
    attachments: tuple[AttachmentRule, ...] = ()
    process: str = "process.yaml"
    effects: Mapping[str, Effect] = field(default_factory=dict)
    guards: Mapping[str, Guard] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    messages: tuple[MessageTemplate, ...] = ()
    letters: tuple[Letter, ...] = ()
    letter_subject: str = ""
    office_slot: str = "office"
    places: Mapping[str, str] = field(default_factory=dict)
    office_question: str = ""
    latin_name: tuple[str, ...] = ()
    duplicates: Duplicates | None = None
    mobile_ownership: OwnershipPolicy = OwnershipPolicy.WARN
    staff_titles: Mapping[str, str] = field(default_factory=dict)
    action_pages: Mapping[str, Page] = field(default_factory=dict)
    done_at: Mapping[str, Callable[[int], str]] = field(default_factory=dict)
    opens: Callable[[int, Actor], int] | None = None
    reasons: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    has_already: Callable[[Mapping[str, Json]], None] | None = None
    result: Callable[[int], Result | None] | None = None
    on_covered: Callable[[InvoiceView], None] | None = None

    @property
    def is_public(self) -> bool:
        """Whether people ask for it themselves: a tile, a form on the portal, a receipt.

        Where only organisations ask, the service opens its cases by pages of its own (`opens`).
        """
        return not ORGANISATIONS.issuperset(self.audiences)

    @property
    def registered_event(self) -> str:
        """The event of the message that confirms the registration."""
        return f"{self.code}.registered"

    def chosen_places(self, facts: Facts) -> dict[str, int]:
        """The organisations that the answers put into slots, as far as they are given."""
        found = {slot: facts.number(key) for slot, key in self.places.items()}
        return {slot: place for slot, place in found.items() if place is not None}

    def questions_by_key(self) -> dict[str, str]:
        """Label of each question by its key."""
        return {page.key(q): q.label for page in self.pages for q in page.questions}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGround:
    """Where a service's `demo.load(ground)` makes its cases: organisation ids by code."""

    offices: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the applicant is given at registration, frozen then: the same at every later look.

    letter_number is for display ("172429/4"; stands in a left-to-right isolate); tracking_code
    is eleven digits; final_on is the last working day of the promised time; stages are msgids;
    office is the name of the responsible one.
    """

    case_id: int
    service: str
    title: str
    letter_number: str
    tracking_code: str
    registered_at: datetime
    subject: str
    attachment_count: int
    declaration: str
    final_on: date
    stages: tuple[str, ...]
    cost: Rials
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """An earlier request of the same person about the same thing."""

    case_id: int
    letter_number: str
    registered_at: datetime
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedLetter:
    """A letter that was issued from a case, as on the day it was signed: the same at every look.

    `office` is the name at its head; `signer_post` what the post is called under which it was
    signed; `reply_to` and `reply_on` the number and day of the letter it answers.
    """

    id: int
    case_id: int
    code: str
    letter_number: str
    subject: str
    text: str
    office_id: int
    office: str
    addressee: str
    reply_to: str
    reply_on: date
    signed_by: str
    signer_post: str
    issued_at: datetime

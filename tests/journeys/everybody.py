"""Everybody who may knock at a door, every door there is, and something real behind each."""

import hashlib
import io
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.testing import a_jpeg, find_unsound
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Addressee, Defect, ReferralView
from pishkhan.kernel.cases.terms import DefectKind, ReferralKind
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.credentials import testing as credentials
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.guides import testing as guides
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications, links
from pishkhan.kernel.notifications.testing import outbox
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.organisations import api as tree_api, testing as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.ports import Till
from pishkhan.kernel.payments.spec import InvoiceView
from pishkhan.kernel.payments.testing import MemoryBank, a_fee
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.terms import Door as DoorOfRecords, Level
from pishkhan.kernel.verification import api as verification, testing as documents
from pishkhan.kernel.verification.spec import Client as Inquirer
from pishkhan.kernel.verification.terms import ShareField
from pishkhan.kernel.webhooks import api as webhooks
from pishkhan.surfaces.desk.testing import Office
from pishkhan.web.human_check import image_code
from pishkhan.web.testing import a_browser, signed_in_person, signed_in_staff
from tests.journeys import money


FORM = "application/x-www-form-urlencoded"
UNIT = "98765"  # in letter numbers, so that one is known again in a page
OF_A_FEE = ("portal:fee", "portal:fee_code", "portal:fee_resend")
OF_WHOEVER_HAS_THE_LINK = ("portal:invoice", "portal:bank", "portal:leave_bank")
OF_WHO_PAID = ("portal:payment_receipt", "portal:payment_receipt_pdf")
NOWHERE = 1  # an identifier that nothing has
VERSIONS = (98, 99)  # of the process of the sample service, whatever it was shipped as


@dataclass(frozen=True, kw_only=True)
class Door:
    """A route: its name with its namespace, and what its address is made of."""

    name: str
    parts: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Things:
    """What the addresses of one office are made of, and what no stranger may read there."""

    samples: Mapping[str, object]
    samples_of: Mapping[str, Mapping[str, object]]
    secrets: tuple[str, ...]

    def of(self, door: Door) -> dict[str, object]:
        """The parts of the address of something real behind the door."""
        known = {**self.samples, **self.samples_of.get(door.name, {})}
        return {part: known[part] for part in door.parts}

    def address(self, door: Door, **instead: object) -> str:
        """The address of something real behind the door."""
        return reverse(door.name, kwargs={**self.of(door), **instead})


@dataclass(frozen=True, kw_only=True)
class World:
    """Who knocks; what is of the office and its applicant, what of another office and a stranger."""

    who: Mapping[str, Client]
    ours: Things
    theirs: Things

    @property
    def secrets(self) -> tuple[str, ...]:
        """What is ours."""
        return self.ours.secrets

    def address(self, door: Door, **instead: object) -> str:
        """The address of something of ours."""
        return self.ours.address(door, **instead)

    def knock(
        self, who: str, method: str, address: str, body: Mapping[str, str]
    ) -> HttpResponseBase:
        """One request, of which nothing remains; with GET the words stand in the address."""
        browser, words = self.who[who], urlencode(body)
        if method == "GET":
            address, words = f"{address}?{words}" if words else address, ""
        cookies = copy(browser.cookies)
        with transaction.atomic():
            answer = browser.generic(method, address, words, FORM)
            if answer.streaming:
                answer.getvalue()
            transaction.set_rollback(True)
        browser.cookies = cookies
        return answer


def doors() -> Iterator[Door]:
    """Every route of the resolver."""
    yield from _doors(get_resolver(), "", frozenset())


def _doors(resolver: URLResolver, namespace: str, parts: frozenset[str]) -> Iterator[Door]:
    for one in resolver.url_patterns:
        here = parts | frozenset(one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _doors(one, inner, here)
        elif isinstance(one, URLPattern) and one.name:
            yield Door(name=namespace + one.name, parts=here)
        else:
            raise AssertionError(f"{one} has no name, so nobody can say who may open it")


def world() -> World:
    """Two offices with everybody in post, each with a request in each stage."""
    tree = organisations.a_tree()
    staff = organisations.staff_of(tree.office)
    elsewhere = {
        role: tree_api.actor_for_account(
            _employed(f"other-{role.value}", tree.other_university, role)
        )
        for role in staff
    }
    catalogue.publish_all(Actor.system())
    calendars.add_holiday(clock.today() + timedelta(days=40), title="نمونه", by=None)
    applicant = identity.actor_for_person(cast.the_applicant().id)
    stranger = identity.actor_for_person(cast.the_stranger().id)
    there = replace(tree, office=tree.other_university)
    theirs = _things(
        Office(tree=there, staff=elsewhere, applicant=stranger), cast.STRANGER, "87654"
    )
    ours = _things(Office(tree=tree, staff=staff, applicant=applicant), cast.APPLICANT, UNIT)
    return World(who=_everybody(tree, staff, elsewhere, applicant), ours=ours, theirs=theirs)


def _things(office: Office, who: cast.Citizen, unit: str) -> Things:
    """A request in each stage at this office, and a draft, all of one person."""
    here, applicant = office.tree.office, office.applicant
    catalogue.set_office("e_request", organisation_id=here.id, by=Actor.system())
    numbering.open_book(
        office_id=here.id, direction=Direction.INCOMING, unit=unit, by=Actor.system()
    )
    new, proposed, answered, returned = (
        office.a_request(), office.proposed(), office.proposed(), office.a_request()
    )  # fmt: skip
    office.press(answered, Role.SIGNER, "sign")
    referral = _referred(office, new)
    defect = Defect(field="person.father_name", kind=DefectKind.INCORRECT, note="روشن نیست")
    office.press(returned, Role.SECRETARIAT, "return", defects=[defect])
    draft = _a_draft(applicant)
    post = next(p for p in tree_api.posts(here.id) if p.role == Role.SECRETARIAT)
    receipt = catalogue.receipt(new)
    owed, paid = _an_invoice(applicant, "open"), _an_invoice(applicant, "paid")
    _pay(paid)
    file_of = {case_id: attachments.of_case(case_id)[0].id for case_id in (new, answered)}
    return Things(
        samples={
            "cartable_id": NOWHERE,
            "batch_id": NOWHERE,
            "service": "e_request",
            "topic": "help",
            "token": draft.token,
            "code": "documents",
            "case_id": new,
            "attachment_id": file_of[new],
            "task_id": cases.tasks(new)[0].id,
            "action": "refer",
            "deed": "claim",
            "organisation_id": here.id,
            "post_id": post.id,
            "holding_id": tree_api.holdings(post.id)[0].id,
            "account_id": office.staff[Role.EXPERT].account_id,
            "direction": "incoming",
            "closed_id": _a_closed_day(),
            "event": "e_request.registered",
            "channel": "sms",
            "language": "fa",
            "kind": "passport",
            "key": "a-b",
            "uidb36": "1",
            "pk": NOWHERE,
            **_programs(here.id),
            **_of_the_register(here.id, unit),
            **guides.a_sample(),
            **_rules(office.staff),
            **money.a_sample(applicant.person_id or 0, unit),
            "name": "home",
            "rest": "v1/nothing",
            "request_id": draft.token,
            "file_id": file_of[new],
            "letter_id": NOWHERE,
            "upload_id": draft.token,
            "run_id": _a_run(office, new),
            "session_id": NOWHERE,
            "item_id": NOWHERE,
            "number": 1,
            "paper_id": NOWHERE,
            "institution_id": here.id,
            "day": "2026-11-21",
            "epoch": 1,
            "path": "0/000",
        },
        samples_of={
            "manage:surge_feature": {"code": "autosave"},
            "finance:file": {"file_id": money.a_file(unit)},
            "sms:receipts": {"operator": "kavenegar", "token": "no-secret"},
            **{name: {"fee_id": payments.open_fees()[0].id} for name in OF_A_FEE},
            **{name: {"token": owed.token} for name in OF_WHOEVER_HAS_THE_LINK},
            **{name: {"token": paid.token} for name in OF_WHO_PAID},
            "portal:pay_back": {"gateway": "memory"},
            "portal:receipt": {"token": _sent_draft(new)},
            "portal:receipt_pdf": {"token": _sent_draft(new)},
            "portal:draft_file": {"attachment_id": attachments.of_draft(draft.pk)[0].id},
            "portal:draft_thumbnail": {"attachment_id": attachments.of_draft(draft.pk)[0].id},
            "web:upload": {"token": _upload(draft)},
            "portal:replace": {"attachment_id": _set_aside(new, applicant)},
            "portal:remove": {"attachment_id": attachments.of_draft(draft.pk)[0].id},
            "portal:resend": {"code": "mobile"},
            "portal:confirm_email": {"token": _of_an_email(applicant)},
            "portal:unsubscribe": {"token": _last(links.unsubscribing(applicant.person_id or 0))},
            **_a_document(who, applicant.person_id or 0),
            "verify:did_of_issuer": {"number": here.id},
            "verify:status_list": {
                "list_id": credentials.published(here.id),
                "purpose": "revocation",
            },
            "portal:page": {"code": "request"},
            "portal:autosave": {"code": "request"},
            "portal:complete": {"case_id": returned},
            "portal:object": {"case_id": answered},
            "degree_issuance:new": {"deed": "issue"},
            "portal:answer_pdf": {"case_id": answered},
            "desk:letter": {"case_id": answered},
            "desk:referral": {"task_id": referral.task_id},
            "desk:undo_referral": {"referral_id": referral.id, "deed": "take-back"},
            "desk:draft": {"case_id": proposed},
            "web:picture": {"token": image_code.token()},
        },
        secrets=(
            who.last,
            who.national_id,
            receipt.letter_number,
            receipt.tracking_code,
        ),
    )


def _a_document(who: cast.Citizen, person_id: int) -> Mapping[str, Mapping[str, object]]:
    """A degree of this person with an open share link, and an inquiry about it."""
    code = documents.issued(who)
    link = verification.share(
        code.document_id,
        person_id=person_id,
        title="",
        fields={ShareField.GRADE},
        days=1,
        most=None,
        pin="",
        by=Actor.citizen(person_id, ""),
    )
    asked = verification.inquire(code.code, client=Inquirer())
    of_it = ("my_document", "share_document", "freeze_document", "confirmation_pdf", "credential")
    return {
        **{f"portal:{name}": {"document_id": code.document_id} for name in of_it},
        "portal:end_share": {"share_id": link.id},
        "verify:share": {"token": link.token},
        "verify:receipt": {"number": asked.receipt},
        "verify:receipt_pdf": {"number": asked.receipt},
        "verify:scanned": {"code": code.code},
        "verify:scanned_small": {"code": code.code},
    }


def _an_invoice(payer: Actor, key: str) -> InvoiceView:
    """Something that they owe, of a fee that everybody may pay."""
    fee = next(iter(payments.open_fees()), None) or a_fee(round="1405", gives_pin=True)
    return payments.invoice(
        fee_code=fee.code,
        round=fee.round,
        person_id=payer.person_id or 0,
        key=f"{key}:{payer.person_id}",
        by=payer,
    )


def _pay(owed: InvoiceView) -> None:
    """At a bank that is there only for that."""
    bank, teller = MemoryBank(), payments.Teller()
    ports.connect(Till(name="memory", gateway=bank))
    payments.begin(owed.token, by=None)
    teller.work()
    order = bank.pay(next(iter(bank.orders.values())).token)
    payments.returned("memory", bank.brings(order))
    teller.work()
    payments.serve(owed.id)
    ports.connect()


def _referred(office: Office, case_id: int) -> ReferralView:
    """The clerk asked the expert of the office about a case."""
    to = Addressee(
        organisation_id=office.tree.office.id, role=Role.EXPERT.value, kind=ReferralKind.OPINION
    )
    task = cases.tasks(case_id)[0]
    cases.refer(task_id=task.id, to=[to], by=office.staff[Role.SECRETARIAT])
    return cases.referrals(case_id)[0]


def _a_run(office: Office, case_id: int) -> int:
    """A button that the clerk pressed on many cases at once; it was refused."""
    task, by = cases.tasks(case_id)[0], office.staff[Role.SECRETARIAT]
    return cases.press_on_many(task_ids=[task.id], action="nothing", title="نمونه", by=by)


def _everybody(
    tree: organisations.Tree,
    staff: Mapping[Role, Actor],
    elsewhere: Mapping[Role, Actor],
    applicant: Actor,
) -> dict[str, Client]:
    """One browser each: strangers, citizens, the office, another office, those above."""
    at_the_top = {
        role: _employed(f"top-{role.value}", tree.headquarters, role)
        for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.FINANCE)
    }
    accounts = {
        "clerk": staff[Role.SECRETARIAT].account_id,
        "expert": staff[Role.EXPERT].account_id,
        "signer": staff[Role.SIGNER].account_id,
        "manager": staff[Role.OFFICE_MANAGER].account_id,
        "local administrator": staff[Role.ADMINISTRATOR].account_id,
        "local auditor": staff[Role.AUDITOR].account_id,
        "other clerk": elsewhere[Role.SECRETARIAT].account_id,
        "other expert": elsewhere[Role.EXPERT].account_id,
        "other signer": elsewhere[Role.SIGNER].account_id,
        "other manager": elsewhere[Role.OFFICE_MANAGER].account_id,
        "other administrator": elsewhere[Role.ADMINISTRATOR].account_id,
        "other auditor": elsewhere[Role.AUDITOR].account_id,
        "administrator": at_the_top[Role.ADMINISTRATOR],
        "auditor": at_the_top[Role.AUDITOR],
        "accountant": at_the_top[Role.FINANCE],
    }
    half = a_browser()
    half.force_login(get_user_model().objects.get(pk=accounts["signer"]))
    return {
        "anonymous": a_browser(),
        "applicant": signed_in_person(a_browser(), applicant.person_id or 0),
        "citizen": signed_in_person(a_browser(), cast.the_stranger().id),
        "half": half,
        **{name: signed_in_staff(a_browser(), account or 0) for name, account in accounts.items()},
    }


def _a_closed_day() -> int:
    day = clock.today() + timedelta(days=40)
    return calendars.closed_days(day, day)[0].id


def _employed(username: str, place: organisations.OrganisationView, role: Role) -> int:
    account = cast.an_account(username, f"{username} نمونه")
    organisations.give(account, place, role)
    return account.id


def _programs(organisation_id: int) -> dict[str, object]:
    """A key, a receiver and a delivery of an office."""
    by = Actor.system()
    issued = clients.issue(
        organisation_id=organisation_id, title="برنامه", scopes=["requests:submit"], by=by
    )
    receiver = webhooks.create_endpoint(
        organisation_id=organisation_id, title="گیرنده", url="https://a.example/", by=by
    ).endpoint
    ping = webhooks.ping(receiver.id, by=by)
    return {"key_id": issued.key.id, "endpoint_id": receiver.id, "delivery_id": ping}


def _of_the_register(institution_id: int, unit: str) -> dict[str, object]:
    """A key that signs batches, a permit and a window of access of an office; nothing is held."""
    by = Actor.system()
    public = hashlib.sha256(unit.encode()).hexdigest()
    return {
        "sender_key_id": records.add_sender_key(institution_id, public, title="آموزش", by=by),
        "permit_id": records.recognise(
            institution_id,
            level=Level.MASTER,
            valid_from=clock.today(),
            decree="مصوبهٔ نمونه",
            by=by,
        ),
        "window_id": records.set_window(
            DoorOfRecords.LATE, opens_on=clock.today(), because="نمونه", by=by
        ),
        "taken_id": NOWHERE,
    }


def _rules(staff: Mapping[Role, Actor]) -> dict[str, object]:
    """A draft of a process, two versions in force, a move of nothing, a decision table."""
    by = Actor.system()
    body = cases.read_draft((catalogue.folder("e_request") / "process.yaml").read_text())
    known = {one.version for one in cases.versions("e_request")}
    for version in VERSIONS:
        if version not in known:
            _put_in_force({**body, "version": version}, staff)
    draft = cases.save_draft("e_request", body, by=by)
    active = cases.versions("e_request")[0].definition_id
    plan = cases.plan_version_move(
        "e_request", from_definition_id=active, to_definition_id=active, mapping={}
    )
    table = {
        "title": "نمونه",
        "facts": [{"name": "way", "title": "راه", "values": {"this": "این"}}],
        "outcomes": {"yes": "آری"},
        "rows": [{"when": {}, "then": "yes", "because": "ماده ۱"}],
    }
    row = cases.propose_table("sample", table, valid_from=clock.today(), by=by)
    return {
        "definition_id": draft.id,
        "version": cases.versions("e_request")[0].version,
        "move_id": (cases.version_moves("e_request") or [cases.start_version_move(plan, by=by)])[
            0
        ].id,
        "table_id": row.id,
    }


def _put_in_force(body: dict[str, object], staff: Mapping[Role, Actor]) -> None:
    """One proposes it, another approves."""
    row = cases.save_draft("e_request", body, by=staff[Role.OFFICE_MANAGER])
    cases.propose_definition(row.id, by=staff[Role.OFFICE_MANAGER])
    cases.approve_definition(row.id, by=staff[Role.ADMINISTRATOR])


def _a_draft(applicant: Actor) -> forms.Draft:
    definition = catalogue.service("e_request")
    draft = forms.start(definition.code, session_key="a browser")
    for page in definition.pages:
        forms.save(draft, page, definition.sample)
    forms.bind(draft, applicant.person_id or 0)
    attachments.receive(
        draft_id=draft.pk,
        kind="letter",
        name="نامه.jpg",
        stream=io.BytesIO(a_jpeg(60, 80, "navy")),
        rule=definition.attachments[0],
        by=applicant,
    )
    return draft


def _set_aside(case_id: int, applicant: Actor) -> int:
    """A second file of the case, in which malware was found later."""
    rule = catalogue.service("e_request").attachments[0]
    file = attachments.receive(
        case_id=case_id,
        kind=rule.kind,
        name="ناسالم.jpg",
        stream=io.BytesIO(a_jpeg(60, 80, "olive")),
        rule=rule,
        by=applicant,
    )
    find_unsound(file.id)
    return file.id


def _of_an_email(applicant: Actor) -> str:
    """What stands in the link that a person's e-mail address was sent."""
    address = "somebody@example.org"
    notifications.ask_email(applicant.person_id or 0, address, language="fa", by=applicant)
    return _last(next(word for word in outbox(address)[-1].split() if "/email/" in word))


def _last(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def _sent_draft(case_id: int) -> str:
    return forms.Draft.objects.get(submitted_case_id=case_id, corrects_case_id=None).token


def _upload(draft: forms.Draft) -> str:
    """A file of the draft on its way in."""
    rule = catalogue.service(draft.service).attachments[0]
    return attachments.begin_upload(
        holder=draft.token, draft_id=draft.pk, name="x", length=9, rule=rule, by=Actor.anonymous()
    ).token

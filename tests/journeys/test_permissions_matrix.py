"""Every door of the resolver and everybody who may knock: one table says who is let in.

A route without a line in `TABLE` fails, and so does a line without a route. Whoever is not let in
learns nothing: no name, no number, and the same answer whether or not there is something.
"""

from dataclasses import dataclass, replace

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.journeys.everybody import NOWHERE, VERSIONS, doors, world


# What becomes of a knock.
IN, SIGN_IN, HIDDEN, REFUSED, PROVE, NO_METHOD = (
    "in",
    "sign in",
    "hidden",
    "refused",
    "prove",
    "405",
)

OUTSIDE = {"anonymous", "half"}  # `half` gave a password and has no second factor yet
CITIZENS = {"applicant", "citizen"}
OFFICE = {"clerk", "expert", "signer", "manager"}
ELSEWHERE = {"other clerk", "other expert", "other signer", "other manager"}
EXPERTS, SIGNERS = {"expert", "other expert"}, {"signer", "other signer"}
AUDITORS = {"local auditor", "other auditor", "auditor"}
KEEPERS = {"local administrator", "administrator"}
ADMINISTRATORS = KEEPERS | {"other administrator"}
FINANCE = {"accountant"}
STAFF = OFFICE | ELSEWHERE | AUDITORS | ADMINISTRATORS | FINANCE
READERS = OFFICE | {"local auditor", "auditor"}
EVERYBODY = OUTSIDE | CITIZENS | STAFF
TOP = {"administrator"}
REGISTRARS = {"expert", "signer"}
OTHER_REGISTRARS = {"other expert", "other signer"}
INTRODUCERS = ADMINISTRATORS | {"manager", "other manager"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """Who is let in by which method; how the others are turned away."""

    let_in: frozenset[str]
    methods: frozenset[str]
    turned: dict[str, str]
    body: dict[str, str]
    only_read: frozenset[str] = frozenset()

    def expected(self, who, method):
        if method == "GET" and who in self.only_read:
            return {IN}
        if who not in self.let_in:
            return (
                {self.turned[who], NO_METHOD} if method not in self.methods else {self.turned[who]}
            )
        return {IN} if method in self.methods else {NO_METHOD}


def row(let_in, methods, turned, body=None, only_read=()):
    return Row(
        only_read=frozenset(only_read),
        let_in=frozenset(let_in),
        methods=frozenset(methods.split()),
        turned=turned,
        body=body or {},
    )


def public(methods="GET"):
    return row(EVERYBODY, methods, {})


def proved():
    """Tracking shows what this browser has proved with two numbers; these have proved nothing."""
    return row((), "GET", dict.fromkeys(EVERYBODY, PROVE))


def mine(methods="GET", *, let_in=frozenset({"applicant"}), body=None):
    """Of the person who signed in by one-time code; to another person it does not exist."""
    turned = dict.fromkeys(EVERYBODY, SIGN_IN) | dict.fromkeys(CITIZENS, HIDDEN)
    return row(let_in, methods, turned, body)


def draft(methods="GET", *, body=None):
    """Of whoever began it or was bound to it; to all others it does not exist."""
    return row({"applicant"}, methods, dict.fromkeys(EVERYBODY, HIDDEN), body)


def desk(let_in, methods="GET", *, refused=frozenset(), only_read=(), body=None):
    """Staff sign in first; a case out of reach does not exist; within reach, some acts are not."""
    turned = dict.fromkeys(EVERYBODY, HIDDEN) | dict.fromkeys(OUTSIDE, SIGN_IN)
    return row(let_in, methods, turned | dict.fromkeys(refused, REFUSED), body, only_read)


def manage(let_in, methods="GET POST", *, body=None):
    """That there is something to manage is no secret."""
    turned = dict.fromkeys(EVERYBODY, REFUSED) | dict.fromkeys(OUTSIDE, SIGN_IN)
    return row(let_in, methods, turned, body)


def finance(methods="GET", *, only_keepers=False):
    """Money of all services: who keeps it, and the auditor at the top, who changes nothing."""
    let_in = FINANCE if only_keepers or "POST" in methods else FINANCE | {"auditor"}
    line = manage(let_in, methods)
    return line if only_keepers else replace(line, only_read=frozenset({"auditor"}))


def registrar(methods="GET", *, of_one=False):
    """Records of an institution: who keeps and who signs them; elsewhere they are not there."""
    let_in = REGISTRARS if of_one else REGISTRARS | OTHER_REGISTRARS
    turned = dict.fromkeys(EVERYBODY, REFUSED) | dict.fromkeys(OTHER_REGISTRARS, HIDDEN)
    return row(let_in, methods, turned | dict.fromkeys(OUTSIDE, SIGN_IN))


def introducing(methods):
    """Of one request, cartable or file of whoever keeps it: to other introducers it is not there."""
    turned = dict.fromkeys(EVERYBODY, REFUSED) | dict.fromkeys(INTRODUCERS, HIDDEN)
    return row((), methods, turned | dict.fromkeys(OUTSIDE, SIGN_IN))


def by_key(methods):
    """The API: who shows no key is nobody, whoever they are (what keys open is tested there)."""
    return row((), methods, dict.fromkeys(EVERYBODY, "401"))


def account():
    """One's own staff account, by the pages of allauth; anybody else is led to the sign-in."""
    return


TICKS = {
    f"refer-{mark}": "1"
    for mark in ("has_signature", "has_fingerprint", "has_address", "has_mobile", "has_landline")
}
TABLE = {
    "portal:home": public(),
    "portal:which": public(),
    "portal:guides": public(),
    "portal:guide": public(),
    "portal:useful": public("POST"),
    "portal:guide_picture": public(),
    "portal:about": public(),
    "portal:card": public(),
    "portal:start": public("POST"),
    "portal:sign_in": public("GET POST"),
    "portal:sign_in_code": public("GET POST"),
    "portal:sign_in_resend": public("POST"),
    "portal:sign_out": public("POST"),
    "portal:recover": public("GET POST"),
    "portal:draft": draft("GET POST"),
    "portal:later": draft(),
    "portal:page": draft("GET POST"),
    "portal:autosave": draft("POST", body={"field": "request.subject", "subject": "نمونه"}),
    "portal:resend": draft("POST"),
    "portal:upload": draft("POST"),
    "portal:remove": draft("POST"),
    "portal:draft_file": draft(),
    "portal:draft_thumbnail": draft(),
    "portal:receipt": draft(),
    "portal:receipt_pdf": draft(),
    "portal:fees": public(),
    "portal:fee": public("GET POST"),
    "portal:fee_code": public("GET POST"),
    "portal:fee_resend": public("POST"),
    "portal:pins": mine(let_in=CITIZENS),
    "portal:find_payment": public("GET POST"),
    "portal:pay_back": row((), "GET POST", dict.fromkeys(EVERYBODY, "303")),  # on, whoever
    "portal:invoice": public("GET POST"),  # whoever has the link
    "portal:bank": public(),
    "portal:leave_bank": public("POST"),
    "portal:payment_receipt": mine(),
    "portal:payment_receipt_pdf": mine(),
    "portal:my": mine(let_in=CITIZENS),
    "portal:wishes": mine("GET POST", let_in=CITIZENS),
    "portal:inbox": mine(let_in=CITIZENS),
    "portal:all_read": mine("POST", let_in=CITIZENS),
    "portal:email": mine("POST", let_in=CITIZENS, body={"email": "a@example.org"}),
    "portal:confirm_email": public("GET POST"),  # whoever has the link
    "portal:unsubscribe": public("GET POST"),
    "portal:codes": mine(let_in=CITIZENS),
    "portal:codes_log": mine(let_in=CITIZENS),
    "portal:my_document": mine(),
    "portal:confirmation_pdf": mine(),
    "portal:credential": mine(),
    "portal:share_document": mine("POST"),
    "portal:freeze_document": mine("POST"),
    "portal:end_share": mine("POST"),
    "portal:case": mine(),
    "portal:complete": mine("GET POST"),
    "portal:object": mine("GET POST"),
    "portal:next_level": mine("POST"),
    "portal:answer_pdf": mine(),
    "portal:case_receipt_pdf": mine(),
    "portal:case_file": mine(),
    "portal:replace": mine("POST"),
    "portal:case_thumbnail": mine(),
    "track:enter": public("GET POST"),
    "track:status": row((), "POST", dict.fromkeys(EVERYBODY, "415")),  # who sends no JSON
    "track:case": proved(),
    "track:answer_pdf": proved(),
    "verify:inquiry": public("GET POST"),
    "verify:json_inquiry": row((), "POST", dict.fromkeys(EVERYBODY, "415")),  # who sends no JSON
    "verify:compare": public("GET POST"),  # coming back begins anew
    "verify:scanned": public(),
    "verify:scanned_small": public(),
    "verify:share": public("GET POST"),  # whoever has the link
    "verify:receipt": public(),  # whoever has its number
    "verify:receipt_pdf": public(),
    "verify:receipt_keys": public(),
    "verify:jwks": public(),
    "verify:issuers": public(),
    "verify:signed_issuers": public(),
    "verify:authority": public(),
    "verify:did": public(),
    "verify:did_of_issuer": public(),
    "verify:did_of_trial": public(),
    "verify:status_list": public(),
    # Doors of conformance suites are shut unless a setting opens them.
    "verify:vc_issue": row((), "POST", dict.fromkeys(EVERYBODY, HIDDEN)),
    "verify:vc_verify": row((), "POST", dict.fromkeys(EVERYBODY, HIDDEN)),
    "verify:log": public(),
    "verify:log_institution": public(),
    "verify:log_day": public(),
    "verify:log_entries": public(),
    # Nothing is published in these tests; what is, everybody reads (surfaces/verify/tests).
    "verify:log_keys": row((), "GET", dict.fromkeys(EVERYBODY, HIDDEN)),
    "verify:log_checkpoint": row((), "GET", dict.fromkeys(EVERYBODY, HIDDEN)),
    "verify:log_tile": row((), "GET", dict.fromkeys(EVERYBODY, HIDDEN)),
    "desk:inbox": desk(STAFF),
    "desk:search": desk(STAFF),
    "desk:organisations": desk(STAFF),
    "desk:bulk": desk(STAFF, "POST"),  # each ticked line is asked by itself
    "desk:follow_up": desk(STAFF),
    "desk:sent": desk(STAFF),
    "desk:drafts": desk(STAFF),
    "desk:labels": desk(STAFF, "GET POST"),
    "desk:views": desk(STAFF, "GET POST"),
    "desk:keys": desk(STAFF),
    "desk:runs": desk(STAFF),  # one's own
    "desk:run": desk({"clerk"}),
    "desk:results": desk({"clerk"}),
    "desk:undo": desk({"clerk"}, "POST"),
    "desk:distribute": desk({"manager", "other manager"}, "GET POST"),
    "desk:stand_in": desk(STAFF, "GET POST"),
    "desk:end_stand_in": desk(STAFF, "POST"),  # told that it is no stand-in of theirs
    "desk:refer": desk({"clerk"}, "GET POST", refused=READERS),
    "desk:referral": desk({"expert"}, "GET POST", refused=READERS, only_read=READERS),
    "desk:undo_referral": desk(READERS, "POST"),  # told that it is not theirs
    "desk:put_labels": desk(READERS, "POST"),
    "desk:confidentiality": desk(
        {"manager", "signer"},
        "POST",
        refused=READERS,
        body={"because": "نمونه", "level": "ordinary"},
    ),
    "desk:beside": desk(READERS),
    "desk:book": desk({"clerk", "manager", "other clerk", "other manager"}),
    "desk:mobile": desk({"clerk", "manager", "other clerk", "other manager"}, "GET POST"),
    "desk:case": desk(READERS),
    "desk:map": desk(READERS),
    "desk:file": desk(READERS),
    "desk:letter": desk(READERS),
    "desk:draft": desk(READERS),
    "desk:note": desk(READERS, "POST", body={"text": "یادداشت"}),
    "desk:receipt": desk({"clerk", "manager"}, refused=READERS),
    "desk:mark": desk(  # the expert was asked about the case
        {"clerk", "expert"}, "POST", refused=READERS, body={"legibility": "readable"}
    ),
    "desk:handle": desk({"clerk"}, "POST", refused=READERS),
    "desk:take_back": desk(READERS, "POST"),  # told that there is nothing of theirs to take back
    "desk:reopen": desk(READERS, "POST"),  # told that it has not ended
    "desk:decide": desk({"clerk"}, "GET POST", refused=READERS, only_read=READERS, body=TICKS),
    "manage:home": manage(ADMINISTRATORS | {"auditor"}),
    "manage:organisations": manage(ADMINISTRATORS),
    "manage:organisation": manage(KEEPERS),
    "manage:new_organisation": manage(KEEPERS),
    "manage:rename": manage(KEEPERS),
    "manage:move": manage(KEEPERS),
    "manage:close": manage(KEEPERS),
    "manage:book": manage(KEEPERS),
    "manage:posts": manage(ADMINISTRATORS),
    "manage:post": manage(KEEPERS),
    "manage:new_post": manage(KEEPERS),
    "manage:appoint": manage(KEEPERS),
    "manage:stand_in": manage(KEEPERS),
    "manage:clearance": manage(KEEPERS),
    "manage:end_holding": manage(KEEPERS),
    "manage:routes": manage(ADMINISTRATORS, "GET"),
    "manage:waiting": manage(ADMINISTRATORS, "GET"),
    "manage:ask_route": manage((), "POST"),  # of no organisation
    "manage:people": manage(ADMINISTRATORS),
    "manage:person": manage(ADMINISTRATORS),  # to appoint somebody one must find them
    "manage:new_person": manage(ADMINISTRATORS),
    "manage:close_account": manage(KEEPERS),
    "manage:open_account": manage(KEEPERS),
    "manage:reset_account": manage(KEEPERS),
    "manage:link_person": manage(KEEPERS),
    "manage:holidays": manage(TOP),
    "manage:new_holiday": manage(TOP),
    "manage:confirm_holiday": manage(TOP, "POST"),
    "manage:closure": manage(TOP),
    "manage:seats": manage(TOP, "GET"),
    "manage:new_seat": manage(TOP),
    "manage:weekend": manage(TOP),
    "manage:seed_year": manage(TOP, "POST"),
    "manage:remove_holiday": manage(TOP),
    "manage:texts": manage(TOP),
    "manage:text": manage(TOP),
    "manage:reset_text": manage(TOP, "POST"),
    "manage:guides": manage(TOP),
    "manage:new_guide": manage(TOP),
    "manage:guide": manage(TOP),
    "manage:guide_picture": manage(TOP, "POST"),
    "manage:withdraw_guide": manage(TOP),
    "manage:guide_version": manage(TOP),
    "manage:publish_guide": manage(TOP, "POST"),
    "manage:restore_guide": manage(TOP, "POST"),
    "manage:support": manage(TOP),
    "manage:new_contact": manage(TOP),
    "manage:contact": manage(TOP),
    "manage:remove_contact": manage(TOP, "POST"),
    "manage:service_list": manage(TOP),
    "manage:switch": manage(TOP),
    "manage:office": manage(TOP),
    "manage:processes": manage(TOP),
    "manage:process": manage(TOP),
    "manage:publish": manage(TOP, "POST"),
    "manage:new_definition": manage(TOP, "POST"),
    "manage:import_bpmn": manage(TOP),
    "manage:bpmn": manage(TOP, "GET"),
    "manage:move_cases": manage(TOP),
    "manage:move_sheet": manage(TOP, "GET", body=dict(zip(("from", "to"), VERSIONS, strict=True))),
    "manage:definition": manage(TOP),
    "manage:version_move": manage(TOP),
    "manage:tables": manage(TOP),
    "manage:new_table": manage(TOP),
    "manage:table": manage(TOP),
    "manage:edit_table": manage(TOP),
    "manage:decide_table": manage(TOP, "POST"),
    "manage:table_csv": manage(TOP, "GET"),
    "manage:table_dmn": manage(TOP, "GET"),
    "manage:surge": manage(TOP),
    "manage:surge_room": manage(TOP),
    "manage:surge_feature": manage(TOP),
    "manage:identifiers": manage(TOP),
    "manage:identifier": manage(TOP),
    "manage:programs": manage(ADMINISTRATORS),
    "manage:programs_of": manage(KEEPERS),
    "manage:new_key": manage(KEEPERS),
    "manage:key": manage(KEEPERS),
    "manage:revoke_key": manage(KEEPERS),
    "manage:new_sender_key": manage(KEEPERS),
    "manage:sender_key": manage(KEEPERS),
    "manage:retire_sender_key": manage(KEEPERS),
    "manage:permits": manage(TOP),
    "manage:permits_of": manage(TOP),
    "manage:new_permit": manage(TOP),
    "manage:correct_permit": manage(TOP),
    "manage:end_permit": manage(TOP),
    "manage:windows": manage(TOP),
    "manage:new_window": manage(TOP),
    "manage:change_window": manage(TOP),
    "manage:end_window": manage(TOP),
    "manage:new_webhook": manage(KEEPERS),
    "manage:webhook": manage(KEEPERS),
    "manage:ping_webhook": manage(KEEPERS, "POST"),
    "manage:rotate_webhook": manage(KEEPERS),
    "manage:webhook_off": manage(KEEPERS),
    "manage:webhook_on": manage(KEEPERS, "POST"),
    "manage:redeliver": manage(KEEPERS, "POST"),
    "manage:messages": manage(TOP),
    "manage:audit": manage(TOP | {"auditor"}),
    "manage:audit_export": manage(TOP | {"auditor"}, "GET"),
    "finance:home": finance(),
    "finance:daybook": finance(),
    "finance:daybook_csv": finance(),
    "finance:sums": finance(),
    "finance:sums_csv": finance(),
    "finance:payments": finance(),
    "finance:payments_csv": finance(),
    "finance:payment": finance(),
    "finance:ask_refund": finance("GET POST", only_keepers=True),
    "finance:attempts": finance(),
    "finance:attempts_csv": finance(),
    "finance:refunds": finance(),
    "finance:refunds_csv": finance(),
    "finance:refund": finance(),
    "finance:second_refund": finance("POST", only_keepers=True),
    "finance:approve_refund": finance("POST", only_keepers=True),
    "finance:refuse_refund": finance("GET POST", only_keepers=True),
    "finance:take_away": finance("GET POST", only_keepers=True),
    "finance:paid_back": finance("GET POST", only_keepers=True),
    "finance:files": finance("GET POST"),
    "finance:file": finance(),
    "finance:differences": finance(),
    "finance:differences_csv": finance(),
    "finance:difference": finance(),
    "finance:resolve": finance("GET POST", only_keepers=True),
    "finance:orphans": manage(FINANCE | {"auditor"}),
    "finance:orphan": finance(),
    "finance:claim": finance("GET POST", only_keepers=True),
    "finance:fees": finance(),
    "finance:new_fee": finance("GET POST", only_keepers=True),
    "finance:end_fee": finance("GET POST", only_keepers=True),
    "watching:health": public(),
    "watching:ready": row((), "GET", dict.fromkeys(EVERYBODY, "503")),  # no worker runs in a test
    "watching:metrics": public(),  # to this machine itself; others: web/watching/tests
    "web:sign_out": public("POST"),
    "web:uploads": row((), "POST", dict.fromkeys(EVERYBODY, "412")),  # who speaks no tus
    "web:upload": draft(),
    "web:challenge": public(),
    "developers": public(),
    "api:description": public(),
    "api:documented": public(),
    "api:nowhere": row((), "GET POST", dict.fromkeys(EVERYBODY, HIDDEN)),
    "api:services": by_key("GET"),
    "api:inquiries": by_key("POST"),
    "api:person_inquiries": by_key("POST"),
    "api:service": by_key("GET"),
    "api:requests": by_key("POST"),
    "api:request": by_key("GET"),
    "api:submission": by_key("POST"),
    "api:files": by_key("POST"),
    "api:file": by_key(""),
    "api:uploads": by_key("POST"),
    "api:upload": by_key("GET"),
    "api:changes": by_key("GET"),
    "api:record_batches": by_key("POST"),
    "api:record_batch": by_key("GET"),
    "api:record_part": by_key(""),
    "api:record_commit": by_key("POST"),
    "api:record_results": by_key("GET"),
    "api:case": by_key("GET"),
    "api:letter": by_key("GET"),
    "api:tracking": by_key("POST"),
    "api:tracked_letter": by_key("POST"),
    "api:tasks": by_key("GET"),
    "api:office_case": by_key("GET"),
    "api:office_file": by_key("GET"),
    "api:acts": by_key("POST"),
    # Nothing of theirs lies behind these addresses; the service's own tests have what does.
    "registrar:index": registrar(),
    "registrar:template_csv": registrar(),
    "registrar:template_xlsx": registrar(),
    "registrar:institution": registrar("GET POST", of_one=True),
    "registrar:held": registrar("GET POST"),
    "registrar:held_csv": registrar(),
    "registrar:keys": registrar("GET POST", of_one=True),
    "registrar:held_record": replace(
        registrar("GET POST", of_one=True),
        let_in=frozenset(),
        turned=registrar().turned | dict.fromkeys(REGISTRARS, HIDDEN),
    ),  # nothing is held here; the surface's own tests have what is
    "registrar:batch": replace(
        registrar(of_one=True),
        let_in=frozenset(),
        turned=registrar().turned | dict.fromkeys(REGISTRARS, HIDDEN),
    ),  # of no institution
    "cartable_request:index": manage(INTRODUCERS, "GET"),
    "cartable_request:ask": manage((), "POST"),  # of no organisation
    "cartable_request:introduce": introducing("GET POST"),
    "cartable_request:keep": introducing("GET POST"),
    "cartable_request:files": manage(INTRODUCERS),
    "cartable_request:sample": manage(INTRODUCERS, "GET"),
    "cartable_request:batch": introducing("GET POST"),
    "cartable_request:result": introducing("GET"),
    # The requests here are of another service; the service's own journeys have who compares.
    "degree_confirmation:compare": desk(()),
    "degree_confirmation:do": desk((), "POST"),
    "degree_issuance:index": manage(EXPERTS | SIGNERS, "GET"),
    "degree_issuance:new": manage(EXPERTS),
    "degree_issuance:paper": manage(EXPERTS | SIGNERS, "POST"),
    # The commission's pages: nobody here sits in one; its own tests have those who do.
    "international_commission:index": desk(()),
    "international_commission:new_session": desk((), "GET POST"),
    "international_commission:session": desk(()),
    "international_commission:do": desk((), "POST"),
    "international_commission:minutes": desk(()),
    "international_commission:item": desk(()),
    "international_commission:vote": desk((), "POST"),
    "international_commission:order": desk(()),
    "international_commission:papers": mine(let_in=CITIZENS),
    "international_commission:renew": mine("GET POST", let_in=()),
    "international_commission:expiring": desk((), refused=STAFF),
    "sms:receipts": row((), "POST", dict.fromkeys(EVERYBODY, HIDDEN)),
    "web:picture": public(),
    "web:gallery": public("GET POST"),
    "web:screen": public("GET POST"),
    "account_login": account(),
    "account_logout": account(),
    "account_inactive": account(),
    "account_signup": account(),
    "account_reauthenticate": account(),
    "account_email": account(),
    "account_email_verification_sent": account(),
    "account_confirm_login_code": account(),
    "account_change_password": account(),
    "account_set_password": account(),
    "account_reset_password": account(),
    "account_reset_password_done": account(),
    "account_reset_password_from_key_done": account(),
    "mfa_index": account(),
    "mfa_authenticate": account(),
    "mfa_reauthenticate": account(),
    "mfa_activate_totp": account(),
    "mfa_deactivate_totp": account(),
    "mfa_view_recovery_codes": account(),
    "mfa_generate_recovery_codes": account(),
    "mfa_download_recovery_codes": account(),
    "mfa_list_webauthn": account(),
    "mfa_add_webauthn": account(),
    "mfa_edit_webauthn": account(),
    "mfa_remove_webauthn": account(),
    "mfa_login_webauthn": account(),
    "mfa_reauthenticate_webauthn": account(),
}
DOORS = {door.name: door for door in doors()}
SECRET_PARTS = {"case_id", "task_id", "attachment_id", "token"}
PARTS_OF_SOMEBODY = SECRET_PARTS | {"organisation_id", "post_id", "holding_id", "account_id"}
OWN_ACCOUNT = [name for name, one in TABLE.items() if one is None]
GUARDED = [name for name, one in TABLE.items() if one is not None]
OF_SOMEBODY = [n for n in GUARDED if n in DOORS and DOORS[n].parts & PARTS_OF_SOMEBODY]
MIXED = [n for n in OF_SOMEBODY if len(DOORS[n].parts & PARTS_OF_SOMEBODY) > 1]
# Who is there to the other office what somebody is here to ours; the rest are the same to both.
PAIRS = {
    **{name: f"other {name}" for name in OFFICE},
    "local administrator": "other administrator",
    "local auditor": "other auditor",
    "applicant": "citizen",
}
THERE = PAIRS | {other: name for name, other in PAIRS.items()}
HIDING = [n for n in GUARDED if n in DOORS and DOORS[n].parts & SECRET_PARTS and TABLE[n].turned]


def each(names):
    """One test for each route; the routes of a surface share what was built for them."""
    return pytest.mark.parametrize(
        "name",
        [
            pytest.param(name, marks=pytest.mark.xdist_group(f"doors of {name.partition(':')[0]}"))
            for name in sorted(names)
        ],
    )


@pytest.fixture(scope="module")
def everybody(whole_database, django_db_blocker):  # noqa: ARG001 - the database must be there
    """All browsers and objects, built once; nothing of it is ever written for good."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


def outcome(answer):
    """What became of a knock."""
    where = answer.headers.get("Location", "")
    match answer.status_code:
        case 302 if where.startswith(("/staff/login/", "/sign-in/?", "/staff/2fa/totp/activate/")):
            return SIGN_IN
        case 302 if where == "/track/":
            return PROVE
        case 200 | 204 | 302 | 400 | 409:
            return IN
        case code:
            return {403: REFUSED, 404: HIDDEN, 405: NO_METHOD}.get(code, str(code))


def test_every_route_has_its_line_and_every_line_its_route():
    assert set(DOORS) == set(TABLE)


@each(GUARDED)
def test_only_those_of_the_table_are_let_in(everybody, name):
    line, door = TABLE[name], DOORS[name]
    wrong = []
    for who in everybody.who:
        for method in ("GET", "POST"):
            answer = everybody.knock(who, method, everybody.address(door), line.body)
            found, wanted = outcome(answer), line.expected(who, method)
            if name.startswith("portal:sign_in") or name == "track:enter":
                found = IN if found in {SIGN_IN, PROVE} else found  # these are the sign-in itself
            if found not in wanted:
                wrong.append(f"{method} by {who}: {found}, not {'/'.join(wanted)}")
            if who not in line.let_in | line.only_read and line.turned.get(who) != REFUSED:
                wrong += [f"{who} reads {s}" for s in told(answer, everybody.secrets)]
    assert not wrong, "\n".join(wrong)


@each(OF_SOMEBODY)
def test_what_is_of_the_other_office_is_open_to_those_there_only(everybody, name):
    line, door = TABLE[name], DOORS[name]
    wrong = []
    for who in everybody.who:
        for method in sorted(line.methods):
            answer = everybody.knock(who, method, everybody.theirs.address(door), line.body)
            as_if = THERE.get(who, who)
            found, wanted = outcome(answer), line.expected(as_if, method)
            if found not in wanted:
                wrong.append(f"{method} by {who}: {found}, not {'/'.join(wanted)}")
            if as_if not in line.let_in | line.only_read and line.turned.get(as_if) != REFUSED:
                wrong += [f"{who} reads {s}" for s in told(answer, everybody.theirs.secrets)]
    assert not wrong, "\n".join(wrong)


@each(MIXED)
def test_the_way_to_one_thing_does_not_lead_to_another(everybody, name):
    """Our case with their file, our draft with their file: as if one of the two were nothing."""
    line, door = TABLE[name], DOORS[name]
    ours, theirs = everybody.ours.of(door), everybody.theirs.of(door)
    parts = door.parts & PARTS_OF_SOMEBODY
    nothing = {
        part: "nobody-has-this" if isinstance(ours[part], str) else NOWHERE for part in parts
    }
    wrong = []
    for part in sorted(parts):
        others = parts - {part}
        told_of = [
            everybody.address(door, **{part: theirs[part]}),
            everybody.address(door, **{part: nothing[part]}),
            everybody.address(
                door, **{part: theirs[part]}, **{other: nothing[other] for other in others}
            ),
        ]
        for who in everybody.who:
            for method in sorted(line.methods):
                mixed, *allowed = (
                    everybody.knock(who, method, address, line.body).status_code
                    for address in told_of
                )
                if mixed not in allowed:
                    wrong.append(f"{method} by {who} with their {part}: {mixed}, not {allowed}")
    assert not wrong, "\n".join(wrong)


@each(HIDING)
def test_whoever_is_not_let_in_cannot_tell_something_from_nothing(everybody, name):
    line, door = TABLE[name], DOORS[name]
    nothing = {
        part: "nobody-has-this" if part == "token" else NOWHERE
        for part in door.parts & SECRET_PARTS
    }
    told_apart = []
    for who in everybody.who:
        if who in line.let_in or line.turned.get(who) == REFUSED:
            continue
        for method in line.methods:
            real = everybody.knock(who, method, everybody.address(door), line.body)
            none = everybody.knock(who, method, everybody.address(door, **nothing), line.body)
            if real.status_code != none.status_code:
                told_apart.append(f"{method} by {who}: {real.status_code}, {none.status_code}")
    assert not told_apart, "\n".join(told_apart)


@each(OWN_ACCOUNT)
def test_pages_of_the_own_account_open_nothing_else(everybody, name):
    cache.clear()  # allauth counts tries there
    address = everybody.address(DOORS[name])
    wrong = []
    for who in ("anonymous", "applicant", "half", "clerk"):
        for method in ("GET", "POST"):
            answer = everybody.knock(who, method, address, {})
            if answer.status_code not in {200, 302, 400, 403, 404, 405}:
                wrong.append(f"{method} by {who}: {answer.status_code}")
            wrong += [f"{who} reads {s}" for s in told(answer, everybody.secrets)]
    assert not wrong, "\n".join(wrong)


def told(answer, secrets):
    """Which of the secrets the answer tells."""
    if answer.streaming or answer.headers.get("Content-Type") == "application/pdf":
        return []
    text = answer.content.decode() + answer.headers.get("Location", "")
    return [secret for secret in secrets if secret in text]

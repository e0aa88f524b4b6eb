"""Small processes that the tests publish."""

LETTER = """
service: letter
version: 1
title: درخواست نمونه
started: ثبت درخواست
orgs: [office]
lanes: {office: سازمان}
sla: {working_days: 10, clock: staff}
start: secretariat
main: [secretariat, expert, signature, answered]
states:
  secretariat:
    kind: human
    title: بررسی دبیرخانه
    public_title: دریافت در دبیرخانه
    usual: {working_days: 1}
    assign: {role: secretariat_clerk, org: office, fallback: office_manager}
    due: {working_days: 2}
    bulk: [refer]
    timers:
      - {name: remind, before_due: {working_days: 1}, do: remind, effects: [tell]}
      - {name: late, at_due: true, do: escalate, to_role: office_manager, move: true}
    actions:
      refer: {title: ارجاع به کارشناس, to: expert, kind: primary}
      defect: {title: نقص مدرک, to: correct, comment: required, fields: required}
      elsewhere:
        title: ارسال به مرجع دیگر
        to: secretariat
        params: {organisation: required}
        reroute: {office: organisation}
      reject: {title: رد, to: rejected, kind: danger, reason: REJECT, effects: [tell]}
  correct:
    kind: human
    title: تکمیل متقاضی
    public_title: بازگشت برای تکمیل
    assign: {applicant: true}
    due: {days: 14}
    timers: [{name: expire, at_due: true, do: take, action: lapse}]
    actions:
      send: {title: ارسال دوباره, to: secretariat, kind: primary}
      withdraw: {title: انصراف, to: withdrawn, despite_defects: true}
      lapse: {title: پایان مهلت, to: withdrawn, by: system}
  expert:
    kind: human
    title: بررسی کارشناس
    usual: {working_days: 3}
    assign: {role: expert, org: office}
    due: {working_days: 5}
    actions:
      opine: {title: اظهار نظر, to: signature, kind: primary, comment: required}
  signature:
    kind: human
    title: امضا
    usual: {working_days: 1}
    assign: {role: signer, org: office}
    not_same_actor: [expert]
    actions:
      sign: {title: امضا, to: answered, kind: primary, effects: [tell]}
      back: {title: عودت به کارشناس, to: expert}
  answered:
    kind: human
    title: پاسخ داده شد
    assign: {applicant: true}
    also: [{role: signer, org: office, actions: [reopen]}]
    due: {days: 30}
    timers: [{name: archive, at_due: true, do: take, action: archive}]
    actions:
      object: {title: اعتراض, to: secretariat, comment: required}
      reopen: {title: بازگشایی, to: expert, comment: required}
      archive: {title: بایگانی, to: archived, by: system, kind: primary}
  archived:
    kind: end
    title: بایگانی شد
    outcome: answered
    reopens: {title: بازگشایی, to: expert, role: signer, org: office, within: {days: 60}}
  rejected: {kind: end, title: رد شد, outcome: rejected}
  withdrawn: {kind: end, title: مختومه به علت نقص, outcome: withdrawn}
"""

COUNCIL = """
service: council
version: 1
title: شورا
orgs: [origin]
start: check
states:
  check:
    kind: decision
    title: کنترل ضوابط
    decide: fitness
    to: {fit: vote, unfit: refused}
  vote:
    kind: human
    title: رأی شورا
    assign:
      - {role: expert, org: origin}
      - {role: signer, org: origin}
      - {role: office_manager, org: origin}
    vote: {rule: majority, yes: agree, no: refuse}
    actions:
      agree: {title: موافق, to: fee}
      refuse: {title: مخالف, to: refused}
  fee:
    kind: wait
    title: پرداخت
    event: payment.settled
    effects: [invoice]
    timers: [{name: expire, after: {days: 3}, do: take, action: lapse}]
    actions:
      paid: {to: issue}
      lapse: {to: refused}
  issue:
    kind: service
    title: صدور
    call: cases.test_issue
    to: {ok: accepted, failed: vote}
  accepted: {kind: end, title: موافقت شد, outcome: accepted}
  refused: {kind: end, title: مخالفت شد, outcome: refused}
"""

"""From the body of a process file to a `Process`, with every fault named.

What a file may say (YAML 1.2; unknown keys are refused; names bind to functions, no expressions):

process: service, version, title, started (the first line of the timeline), orgs (slots that a case
  fills with organisations), kinds (which kind of organisation fills a slot), lanes and roles
  (Persian names of slots and roles), roles_en and roles_ar (what the roles are called in English and
  Arabic; else the translation of the Persian name, if there is one), requested (roles that work here only from a cartable that was
  asked for and approved: source 003), on_suspended and on_resumed (effects), sla
  {working_days, clock: staff} (stops while the applicant has the case), start, main (the usual
  way, for "what comes next"; else computed from primary actions), states.
state: kind (human | decision | service | wait | end), title, public_title, assign (one or a list of
  {applicant: true} or {role, org, fallback}), due, usual, timers, effects (run on entering),
  actions; vote {rule: all|any|majority, yes, no} for several assignees; not_same_actor [states];
  bulk [actions]; decide + to for a decision; event for a wait; call + to for a service (the job is
  deferred with case_id and task_id and answers by `act_as_system`); outcome for an end.
also: [{role, org, actions}] gives actions of a human state to a role although the task lies with
  somebody else (the signer may reopen an answer that waits with the applicant). Such an action is
  theirs alone.
needs: [{role, org, least}] names roles without which a human state does not pass although no task is
  theirs (who sits in a commission), and how many must hold each (a quorum; 1 where it is not said). They are in the matrix, told to the applicant and asked for as those
  that a task goes to; that a fallback does the task makes up for none of them.
reopens: {to, title, role, org | applicant: true, within} on an end: `reopen` brings it back.
action: to, title, kind (primary | quiet | danger), comment (required | optional | none), reason
  (a list's code), fields: required (raises defects), despite_defects (may be pressed while
  defects are open), effects, guard, params {name: required|optional}, reroute {slot: param},
  confirm, by: system (timers and jobs only).
timer: name, one of at_due: true | before_due | after_due | after (spans), do (remind | escalate |
  take), effects; action for take, and where that is done because the staff stayed silent, silence
  (accepted | lapsed) with its legal ground, which the applicant reads; for escalate to_role,
  to_parent: true (in the organisation above) and move: true (else the superior is only told).
span: {working_days, days, hours}. Working days end at 23:59:59; reminders come at 08:00.
"""

from collections.abc import Mapping

from pishkhan.kernel.cases.rules.node import Node
from pishkhan.kernel.cases.rules.process import (
    Action,
    Also,
    Assign,
    Process,
    Reopening,
    Span,
    State,
    TimerRule,
    Vote,
)
from pishkhan.kernel.cases.terms import (
    CommentRule,
    Emphasis,
    Silence,
    StateKind,
    TimerDeed,
    TimerMoment,
    VoteRule,
)


PROCESS_KEYS = (
    "service", "version", "title", "orgs", "lanes", "roles", "roles_en", "roles_ar", "start", "states", "sla", "main",
    "started", "kinds", "requested", "on_suspended", "on_resumed",
)  # fmt: skip
STATE_KEYS = (
    "kind", "title", "public_title", "assign", "also", "needs", "actions", "due", "usual", "timers",
    "vote", "effects", "not_same_actor", "decide", "to", "outcome", "event", "call", "reopens", "bulk",
)  # fmt: skip
ACTION_KEYS = (
    "title", "to", "kind", "comment", "reason", "fields", "despite_defects", "effects", "guard",
    "params", "reroute", "confirm", "by",
)  # fmt: skip


def parse(body: Mapping[str, object]) -> tuple[Process, list[str]]:
    """Read `body`; the second value lists what is misspelt or of a wrong type."""
    faults: list[str] = []
    top = Node(body, "process", faults)
    top.only(*PROCESS_KEYS)
    top.missing(("service", "version", "title", "start", "states"))
    sla = top.node("sla")
    sla.only("working_days", "days", "hours", "clock")
    process = Process(
        service=top.text("service"),
        version=top.number("version"),
        title=top.text("title"),
        orgs=top.texts("orgs"),
        lanes=top.pairs("lanes"),
        roles=top.pairs("roles"),
        roles_en=top.pairs("roles_en"),
        roles_ar=top.pairs("roles_ar"),
        start=top.text("start"),
        states={name: _state(name, node) for name, node in top.children("states")},
        sla=_span(sla),
        clock_stops=sla.text("clock", "staff") == "staff",
        main=top.texts("main"),
        started=top.text("started"),
        kinds=top.pairs("kinds"),
        requested=frozenset(top.texts("requested")),
        on_suspended=top.texts("on_suspended"),
        on_resumed=top.texts("on_resumed"),
    )
    return process, faults


def _state(name: str, node: Node) -> State:
    node.only(*STATE_KEYS)
    node.missing(("kind", "title"))
    kind = node.term("kind", StateKind, StateKind.HUMAN)
    actions = {key: _action(key, child, kind) for key, child in node.children("actions")}
    outcomes = node.pairs("to")
    if kind is StateKind.SERVICE:
        actions |= {
            key: Action(name=key, title=key, to=target, by_system=True)
            for key, target in outcomes.items()
        }
        outcomes = {}
    return State(
        name=name,
        kind=kind,
        title=node.text("title"),
        public_title=node.text("public_title"),
        assign=tuple(_assign(entry) for entry in node.nodes("assign")),
        also=tuple(_also(entry) for entry in node.nodes("also")),
        needs=tuple(_need(entry) for entry in node.nodes("needs")),
        actions=actions,
        due=_span(node.node("due")),
        usual=_span(node.node("usual")),
        timers=tuple(_timer(entry) for entry in node.nodes("timers")),
        vote=_vote(node.node("vote")) if "vote" in node else None,
        effects=node.texts("effects"),
        not_same_actor=node.texts("not_same_actor"),
        decide=node.text("decide"),
        outcomes=outcomes,
        outcome=node.text("outcome"),
        event=node.text("event"),
        call=node.text("call"),
        reopens=_reopening(node.node("reopens")) if "reopens" in node else None,
        bulk=frozenset(node.texts("bulk")),
    )


def _action(name: str, node: Node, kind: StateKind) -> Action:
    node.only(*ACTION_KEYS)
    node.missing(("to",))
    params = node.pairs("params")
    by = node.text("by")
    if by not in {"", "system"}:
        node.fault("by: system")
    return Action(
        name=name,
        title=node.text("title", name),
        to=node.text("to"),
        kind=node.term("kind", Emphasis, Emphasis.QUIET),
        comment=node.term("comment", CommentRule, CommentRule.OPTIONAL),
        reason=node.text("reason"),
        raises_defects=node.text("fields") == "required",
        despite_defects=node.flag("despite_defects"),
        effects=node.texts("effects"),
        guard=node.text("guard"),
        params={key: rule == "required" for key, rule in params.items()},
        reroute=node.pairs("reroute"),
        confirm=node.text("confirm"),
        by_system=by == "system" or kind in {StateKind.WAIT, StateKind.SERVICE},
    )


def _span(node: Node) -> Span:
    return Span(
        working_days=node.number("working_days"),
        days=node.number("days"),
        hours=node.number("hours"),
    )


def _assign(node: Node) -> Assign:
    node.only("applicant", "role", "org", "fallback")
    return Assign(
        applicant=node.flag("applicant"),
        role=node.text("role"),
        org=node.text("org"),
        fallback=node.text("fallback"),
    )


def _also(node: Node) -> Also:
    node.only("role", "org", "actions")
    node.missing(("role", "org", "actions"))
    return Also(
        role=node.text("role"), org=node.text("org"), actions=frozenset(node.texts("actions"))
    )


def _need(node: Node) -> Assign:
    node.only("role", "org", "least")
    node.missing(("role", "org"))
    return Assign(role=node.text("role"), org=node.text("org"), least=node.number("least", 1))


def _timer(node: Node) -> TimerRule:
    node.only(
        "name", "at_due", "before_due", "after_due", "after", "do", "action", "to_role", "to_parent",
        "move", "silence", "ground", "effects",
    )  # fmt: skip
    node.missing(("name", "do"))
    moments = [moment for moment in TimerMoment if moment.value in node]
    if len(moments) != 1:
        node.fault("at_due | before_due | after_due | after")
    moment = moments[0] if moments else TimerMoment.AT_DUE
    at_due = moment is TimerMoment.AT_DUE
    return TimerRule(
        name=node.text("name"),
        moment=moment,
        span=Span() if at_due else _span(node.node(moment.value)),
        deed=node.term("do", TimerDeed, TimerDeed.REMIND),
        action=node.text("action"),
        to_role=node.text("to_role"),
        to_parent=node.flag("to_parent"),
        move=node.flag("move"),
        silence=node.term("silence", Silence, Silence.LAPSED) if "silence" in node else None,
        ground=node.text("ground"),
        effects=node.texts("effects"),
    )


def _vote(node: Node) -> Vote:
    node.only("rule", "yes", "no")
    return Vote(
        rule=node.term("rule", VoteRule, VoteRule.MAJORITY),
        yes=node.text("yes"),
        no=node.text("no"),
    )


def _reopening(node: Node) -> Reopening:
    node.only("to", "title", "role", "org", "applicant", "within")
    node.missing(("to", "title"))
    return Reopening(
        to=node.text("to"),
        title=node.text("title"),
        role=node.text("role"),
        org=node.text("org"),
        applicant=node.flag("applicant"),
        within=_span(node.node("within")),
    )

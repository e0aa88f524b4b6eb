"""A process written back as the body it is parsed from: only what differs from what is unsaid."""

from collections.abc import Mapping

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
from pishkhan.kernel.cases.terms import CommentRule, Emphasis, StateKind, TimerMoment


Body = dict[str, object]


def written(process: Process) -> Body:
    """The body; `parse` makes the same process of it."""
    sla: Body = {**_span(process.sla), **({} if process.clock_stops else {"clock": "all"})}
    return _said(
        {
            "service": process.service,
            "version": process.version,
            "title": process.title,
            "orgs": list(process.orgs),
            "lanes": dict(process.lanes),
            "roles": dict(process.roles),
            "roles_en": dict(process.roles_en),
            "roles_ar": dict(process.roles_ar),
            "kinds": dict(process.kinds),
            "requested": sorted(process.requested),
            "sla": sla,
            "start": process.start,
            "started": process.started,
            "main": list(process.main),
            "on_suspended": list(process.on_suspended),
            "on_resumed": list(process.on_resumed),
            "states": {name: state_body(state) for name, state in process.states.items()},
        }
    )


def state_body(state: State) -> Body:
    """One state."""
    by_key = state.kind is StateKind.SERVICE  # the ways of a machine's work are named by its answer
    ways = {a.name: a.to for a in state.actions.values() if by_key and _is_bare(a)}
    actions = {a.name: action_body(a, state.kind) for a in state.actions.values() if a.name not in ways}  # fmt: skip
    return _said(
        {
            "kind": state.kind.value,
            "title": state.title,
            "public_title": state.public_title,
            "assign": [_assign(entry) for entry in state.assign],
            "also": [_also(entry) for entry in state.also],
            "needs": [_need(entry) for entry in state.needs],
            "due": _span(state.due),
            "usual": _span(state.usual),
            "timers": [timer_body(rule) for rule in state.timers],
            "vote": _vote(state.vote),
            "effects": list(state.effects),
            "not_same_actor": list(state.not_same_actor),
            "decide": state.decide,
            "to": {**ways, **state.outcomes},
            "outcome": state.outcome,
            "event": state.event,
            "call": state.call,
            "reopens": _reopening(state.reopens),
            "bulk": sorted(state.bulk),
            "actions": actions,
        }
    )


def _need(entry: Assign) -> Body:
    several: Body = {"least": entry.least} if entry.least != 1 else {}
    return {"role": entry.role, "org": entry.org, **several}


def action_body(action: Action, kind: StateKind) -> Body:
    """One button of a state of `kind`."""
    is_told = kind in {StateKind.WAIT, StateKind.SERVICE}  # there only machines press
    return _said(
        {
            "title": action.title if action.title != action.name else "",
            "to": action.to,
            "kind": action.kind.value if action.kind is not Emphasis.QUIET else "",
            "comment": "" if action.comment is CommentRule.OPTIONAL else action.comment.value,
            "reason": action.reason,
            "fields": "required" if action.raises_defects else "",
            "despite_defects": action.despite_defects,
            "effects": list(action.effects),
            "guard": action.guard,
            "params": {k: "required" if v else "optional" for k, v in action.params.items()},
            "reroute": dict(action.reroute),
            "confirm": action.confirm,
            "by": "system" if action.by_system and not is_told else "",
        }
    )


def timer_body(rule: TimerRule) -> Body:
    """One timer."""
    at_due = rule.moment is TimerMoment.AT_DUE
    return {
        "name": rule.name,
        rule.moment.value: True if at_due else _span(rule.span),
        "do": rule.deed.value,
        **_said({"action": rule.action, "to_role": rule.to_role, "to_parent": rule.to_parent,
                 "move": rule.move, "silence": rule.silence.value if rule.silence else "",
                 "ground": rule.ground, "effects": list(rule.effects)}),
    }  # fmt: skip


def _is_bare(action: Action) -> bool:
    return action == Action(name=action.name, title=action.name, to=action.to, by_system=True)


def _said(body: Mapping[str, object]) -> Body:
    return {key: value for key, value in body.items() if value not in ("", [], {}, False, None)}


def _span(span: Span) -> Body:
    return _said({"working_days": span.working_days or "", "days": span.days or "",
                  "hours": span.hours or ""})  # fmt: skip


def _assign(entry: Assign) -> Body:
    return _said({"applicant": entry.applicant, "role": entry.role, "org": entry.org,
                  "fallback": entry.fallback})  # fmt: skip


def _also(entry: Also) -> Body:
    return {"role": entry.role, "org": entry.org, "actions": sorted(entry.actions)}


def _vote(vote: Vote | None) -> Body | None:
    return {"rule": vote.rule.value, "yes": vote.yes, "no": vote.no} if vote else None


def _reopening(reopens: Reopening | None) -> Body | None:
    if reopens is None:
        return None
    return {"to": reopens.to, "title": reopens.title,
            **_said({"role": reopens.role, "org": reopens.org, "applicant": reopens.applicant,
                     "within": _span(reopens.within)})}  # fmt: skip

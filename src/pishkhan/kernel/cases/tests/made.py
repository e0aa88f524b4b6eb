"""Processes made by hypothesis: bodies that can be published, of every kind of state."""

from hypothesis import strategies as st

from pishkhan.kernel.cases.rules.checks import Bound, faults_of
from pishkhan.kernel.cases.rules.parsing import parse


TITLES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp", "Co")), min_size=1, max_size=12
).filter(lambda text: text.strip() == text)
NAMES = st.from_regex(r"[a-z\u0627-\u06cc_. -]{1,6}", fullmatch=True).filter(
    lambda text: text.strip() == text
)
SPANS = st.fixed_dictionaries({"days": st.integers(1, 30)}, optional={"hours": st.integers(1, 9)})
SLOTS = ("origin", "host")
BOUND = Bound(
    effects=frozenset({"tell", "note"}), guards=frozenset({"fit"}), decisions={"rule": frozenset({"a", "b"})}
)  # fmt: skip


def timers(draw, action):
    rules = st.fixed_dictionaries({"do": st.just("remind"), "effects": st.just(["tell"])})
    moments = st.one_of(
        st.fixed_dictionaries({"after": SPANS}),
        st.just({"at_due": True}),
        st.fixed_dictionaries({"before_due": SPANS}),
        st.just({"after_due": {"working_days": 2}}),
    )
    deeds = st.one_of(
        rules, st.just({"do": "take", "action": action}),
        st.just({"do": "escalate", "to_role": "chair", "move": True, "to_parent": True}),
    )  # fmt: skip
    names = draw(st.lists(NAMES, max_size=3, unique=True))
    return [{"name": name, **draw(moments), **draw(deeds)} for name in names]


def state(draw, kind, targets):
    to = st.sampled_from(targets)
    title = {"title": draw(TITLES), "public_title": draw(st.just("") | TITLES)}
    if kind == "decision":
        return {"kind": kind, **title, "decide": "rule", "to": {"b": draw(to), "a": draw(to)}}
    if kind == "service":
        return {"kind": kind, **title, "call": "job.of", "to": {"ok": draw(to), "failed": draw(to)},
                "timers": timers(draw, "ok"), "due": {"days": 1}}  # fmt: skip
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    actions = {
        name: {"to": draw(to), **draw(st.fixed_dictionaries({}, optional={
            "title": TITLES, "kind": st.sampled_from(["primary", "danger"]),
            "comment": st.sampled_from(["required", "none"]), "effects": st.just(["tell", "note"]),
            "guard": st.just("fit"), "params": st.just({"x": "required", "y": "optional"}),
            "fields": st.just("required"), "reason": st.just("R"), "confirm": TITLES,
            "despite_defects": st.sampled_from([True]),
            **({"by": st.just("system")} if kind == "human" else {}),
        }))} for name in names
    }  # fmt: skip
    common = {"kind": kind, **title, "actions": actions, "due": {"working_days": 3},
              "usual": {"hours": 5}, "timers": timers(draw, names[0])}  # fmt: skip
    if kind == "wait":
        return {**common, "event": "payment",
                "timers": common["timers"] or [{"name": "t", "at_due": True, "do": "remind"}]}  # fmt: skip
    assign = draw(st.one_of(
        st.just({"applicant": True}),
        st.just({"role": "expert", "org": "host", "fallback": "chief"}),
        st.just({"role": "clerk", "org": "origin"}),
        st.just([{"role": "member", "org": "host"}, {"role": "chair", "org": "origin"}]),
    ))  # fmt: skip
    vote = {"rule": "all", "yes": names[0], "no": names[-1]} if isinstance(assign, list) else None
    also = [{"role": "chief", "org": "origin", "actions": [names[-1]]}]
    return {**common, "assign": assign, "bulk": names[:1], "also": draw(st.sampled_from([[], also])),
            "needs": draw(st.sampled_from([[], [{"role": "chair", "org": "host"}]])),
            **({"vote": vote} if vote else {})}  # fmt: skip


@st.composite
def bodies(draw):
    """A body without faults; ways go anywhere, so there are circles."""
    kinds = draw(st.lists(st.sampled_from(["human", "human", "decision", "service", "wait"]),
                          min_size=1, max_size=6))  # fmt: skip
    names = draw(st.lists(NAMES, min_size=len(kinds) + 2, max_size=len(kinds) + 2, unique=True))
    body = {
        "service": "made",
        "version": draw(st.integers(1, 99)),
        "title": draw(TITLES),
        "orgs": list(SLOTS),
        "lanes": draw(st.just({}) | st.just({"host": "مقصد", "origin": "مبدا"})),
        "start": names[0],
        "main": names[:1],
        "sla": {"working_days": 10, "clock": draw(st.sampled_from(["staff", "all"]))},
        "states": {
            name: state(draw, kind, names) for name, kind in zip(names, kinds, strict=False)
        },
    }
    for name, reopens in zip(names[-2:], (None, {"to": names[0], "title": "بازگشایی", "applicant": True}), strict=True):  # fmt: skip
        body["states"][name] = {"kind": "end", "title": draw(TITLES), "outcome": "done",
                                **({"reopens": reopens} if reopens else {})}  # fmt: skip
    return body


def sound_processes():
    """Processes that pass every check of publication."""
    made = bodies().map(parse)
    return made.filter(lambda one: not one[1] and not faults_of(one[0], BOUND)).map(
        lambda one: one[0]
    )

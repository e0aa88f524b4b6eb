"""The way of a case as the office reads it: who did what, with which words, and what comes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from pishkhan.kernel.cases.spec import CaseView, EventView, Moment
from pishkhan.kernel.cases.terms import EventKind, Tense
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.identity import api as identity
from pishkhan.surfaces.desk import words
from pishkhan.web import places
from pishkhan.web.sentences import translated


@dataclass(frozen=True, kw_only=True, slots=True)
class TrailLine:
    """One line: what was done, by whom, where it went; or where it is; or what is expected."""

    tense: Tense
    title: str
    at: datetime | None = None
    by: str = ""
    comment: str = ""
    reason: str = ""
    to: str = ""
    usual: str = ""


def trail(
    view: CaseView,
    definition: ServiceDefinition,
    events: Sequence[EventView],
    moments: Sequence[Moment],
) -> list[TrailLine]:
    """What was, what is and what is expected; one query if somebody acted for another,
    and one for the names of organisations in another language."""
    said = places.spoken_all([*(one.place for one in events), *(one.place for one in moments)])
    done = _past(events, _reasons(definition), _names(events), said)
    ahead = [_ahead(moment, said) for moment in moments if moment.tense is not Tense.PAST]
    return [*done, *(ahead if view.closed_at is None else [])]


def _names(events: Sequence[EventView]) -> dict[int, str]:
    behalf = {event.on_behalf_of for event in events if event.on_behalf_of is not None}
    return identity.account_names(behalf) if behalf else {}


def _reasons(definition: ServiceDefinition) -> dict[str, str]:
    return {
        c.value: translated(c.label) for several in definition.reasons.values() for c in several
    }


def _past(
    events: Sequence[EventView],
    reasons: Mapping[str, str],
    names: Mapping[int, str],
    said: Mapping[str, str],
) -> Iterator[TrailLine]:
    """Every event but the entering of a state, which is said at the end of what led there."""
    waiting: TrailLine | None = None
    for event in events:
        if event.kind is EventKind.ENTERED:
            if waiting is not None:
                place = f" · {said[event.place]}" if event.place else ""
                yield replace(waiting, to=f"{translated(event.title)}{place}")
                waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = TrailLine(
            tense=Tense.PAST,
            title=_("ثبت درخواست") if event.kind is EventKind.STARTED else translated(event.title),
            at=event.at,
            by=_by(event, names),
            comment=event.comment,
            reason=reasons.get(event.reason, "") if event.kind is EventKind.ACTION else "",
            to=_moved_from(event) if event.kind is EventKind.RECOUNTED else "",
        )
    if waiting is not None:
        yield waiting


def _moved_from(event: EventView) -> str:
    """The days before and after a deadline was counted anew."""
    days = [event.params.get("before"), event.params.get("after")]
    before, after = (
        words.last_day(datetime.fromisoformat(str(one))) if one else "—" for one in days
    )
    return _("از %(before)s به %(after)s") % {"before": before, "after": after}


def _by(event: EventView, names: Mapping[int, str]) -> str:
    who = event.actor_name or _("سامانه")
    other = names.get(event.on_behalf_of or 0)
    return _("%(name)s به جانشینی %(other)s") % {"name": who, "other": other} if other else who


def _ahead(moment: Moment, said: Mapping[str, str]) -> TrailLine:
    return TrailLine(
        tense=moment.tense,
        title=translated(moment.title),
        at=moment.at,
        to=said[moment.place] or (_("نزد متقاضی") if moment.with_applicant else ""),
        usual=words.usual(moment.usual),
    )

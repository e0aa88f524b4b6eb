"""One case as the officer sees it, with the decision beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import CaseView, DefectView, Offer, TaskRow
from pishkhan.kernel.cases.terms import CaseStatus, Emphasis
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import IssuedLetter, Receipt
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act, Holder, Subject
from pishkhan.surfaces.desk import around as surrounding, decisions, letters, material, words
from pishkhan.surfaces.desk.around import Around, around
from pishkhan.surfaces.desk.decisions import Attempt, DecisionForm, Ground
from pishkhan.surfaces.desk.letters import Proposal
from pishkhan.surfaces.desk.material import Change, FactPage, FileLine
from pishkhan.surfaces.desk.said import SaidLine, said_lines
from pishkhan.surfaces.desk.trail import TrailLine, trail
from pishkhan.surfaces.desk.words import Tag
from pishkhan.web.papers import receipt_of
from pishkhan.web.places import rows_in_words


STATUS_TAGS = {CaseStatus.OPEN: "info", CaseStatus.SUSPENDED: "bad", CaseStatus.CLOSED: ""}
SHOWN_OTHERS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Handling:
    """What can be done with a task before deciding; free is also what somebody left behind."""

    task: TaskRow
    is_mine: bool
    is_free: bool
    colleagues: tuple[Holder, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """Everything the page of a case shows; `back` is the list it was opened from."""

    view: CaseView
    service_title: str
    receipt: Receipt | None
    ownership: str
    status: Tag
    deadline: Tag | None
    tasks: tuple[TaskRow, ...]
    pages: tuple[FactPage, ...]
    files: tuple[FileLine, ...]
    changes: tuple[Change, ...]
    open_defects: tuple[DefectView, ...]
    proposal: Proposal | None
    issued: tuple[IssuedLetter, ...]
    trail: tuple[TrailLine, ...]
    said: tuple[SaidLine, ...]
    forms: tuple[DecisionForm, ...]
    handling: tuple[Handling, ...]
    note: str
    around: Around
    others: tuple[CaseView, ...]
    may_act: bool
    may_take_back: bool
    may_reopen: bool
    may_reprint: bool
    refusal: DomainError | None = None
    attempt: Attempt | None = None
    back: str = ""
    drafts: frozenset[str] = frozenset()

    @property
    def unsound(self) -> tuple[FileLine, ...]:
        """Files that were set aside after the case was registered; another one was asked for."""
        return tuple(line for line in self.files if line.file.is_set_aside)

    @property
    def here(self) -> str:
        """The address of this case, beside the list it was opened from if it was."""
        if not self.back:
            return f"/desk/case/{self.view.id}/"
        return f"{self.back}{'&' if '?' in self.back else '?'}case={self.view.id}"

    @property
    def kept(self) -> tuple[str, ...]:
        """Texts of a try whose button is gone; they are shown, so that none is lost."""
        if self.attempt is None or any(f.action.name == self.attempt.action for f in self.forms):
            return ()
        return tuple(text for text in self.attempt.typed.values() if " " in text.strip())

    @property
    def main_form(self) -> DecisionForm | None:
        """The usual way on, shown open."""
        return next((form for form in self.forms if form.is_primary), None)

    @property
    def buttons(self) -> tuple[DecisionForm, ...]:
        """All of them, the usual way on first."""
        return (*((self.main_form,) if self.main_form else ()), *self.other_forms)

    @property
    def other_forms(self) -> tuple[DecisionForm, ...]:
        """The other buttons, each folded, those to be careful with last."""
        others = (form for form in self.forms if form is not self.main_form)
        return tuple(sorted(others, key=lambda form: form.action.kind is Emphasis.DANGER))


def ground_of(case_id: int) -> Ground:
    """The case and what its decision forms list; six queries."""
    view = cases.case(case_id)
    definition = catalogue.service(view.service)
    return Ground(
        view=view,
        definition=definition,
        pages=material.facts_of(case_id, frozenset(), definition),
        files=material.files_of(attachments.history(case_id), definition),
    )


def panel_of(
    case_id: int,
    actor: Actor,
    subject: Subject,
    *,
    back: str = "",
    attempt: Attempt | None = None,
    refusal: DomainError | None = None,
) -> Panel:
    """The panel of a case that the actor may see (the caller has asked)."""
    view = cases.case(case_id)
    definition = catalogue.service(view.service)
    history = attachments.history(case_id)
    defects = cases.defects(case_id)
    changes = material.changes_of(defects, history, definition)
    changed = frozenset(defect.field for defect in defects if defect.resolved_at is not None)
    pages = material.facts_of(case_id, changed if changes else frozenset(), definition)
    files = material.files_of(history, definition)
    ground = Ground(view=view, definition=definition, pages=pages, files=files)
    events = cases.events(case_id)
    tasks = tuple(cases.tasks(case_id))
    offers = cases.offers(case_id, actor)
    may_act = bool(offers) or any(cases.lies_with(task, actor) for task in tasks)
    drafts = cases.drafts_in(case_id, actor)
    receipt = receipt_of(case_id)
    return Panel(
        view=view,
        service_title=words.service_title(view.service),
        receipt=receipt,
        ownership=material.ownership_of(view, definition),
        status=Tag(text=view.status.label, kind=STATUS_TAGS[view.status]),
        deadline=next((words.deadline(task.due_at) for task in tasks if task.role), None),
        tasks=tuple(rows_in_words(tasks)) if view.status is CaseStatus.SUSPENDED else tasks,
        pages=pages,
        files=files,
        changes=changes,
        open_defects=tuple(defect for defect in defects if defect.is_open),
        proposal=letters.proposal_of(view, definition, events),
        issued=tuple(catalogue.letters_of(case_id)),
        trail=tuple(trail(view, definition, events, cases.timeline(case_id))),
        said=said_lines(notifications.said_about(case_id), receipt),
        forms=tuple(
            decisions.drawn(ground, offer, attempt or _draft(offer, drafts)) for offer in offers
        ),
        drafts=frozenset(drafts),
        handling=tuple(_handling(actor, tasks)),
        note=cases.note(case_id, actor),
        around=around(view, tasks, actor, subject),
        others=tuple(_others(actor, view)),
        may_act=may_act,
        may_take_back=cases.may_take_back(case_id, actor),
        may_reopen=cases.may_reopen(case_id, actor),
        may_reprint=organisations.may(actor, Act.FILE_FOR_OTHERS, subject),
        refusal=refusal,
        attempt=attempt,
        back=back,
    )


def _draft(offer: Offer, drafts: Mapping[str, Mapping[str, str]]) -> Attempt | None:
    """What the actor had typed for a button and kept."""
    typed = drafts.get(offer.action.name)
    return Attempt(action=offer.action.name, typed=typed, errors={}) if typed else None


def see(case_id: int, actor: Actor) -> None:
    """Note that the open tasks of the case were looked at by somebody they lie with."""
    surrounding.see(case_id, actor)
    for task in cases.tasks(case_id):
        if task.seen_at is None:
            cases.mark_seen(task_id=task.id, by=actor)


def _handling(actor: Actor, tasks: Sequence[TaskRow]) -> list[Handling]:
    return [
        Handling(
            task=task,
            is_mine=task.assignee_id == actor.account_id,
            is_free=cases.is_free(task, ()),
            colleagues=tuple(_colleagues(actor, task)),
        )
        for task in tasks
        if not task.suspended and cases.lies_with(task, actor)
    ]


def _colleagues(actor: Actor, task: TaskRow) -> list[Holder]:
    held = organisations.holders(task.organisation_id or 0, task.role, task.service)
    known = {actor.account_id, task.assignee_id}
    return list({one.account_id: one for one in held if one.account_id not in known}.values())


def _others(actor: Actor, view: CaseView) -> list[CaseView]:
    """Other cases of the same person that the actor may see too."""
    found = cases.search(actor, view.applicant_name)
    same = [one for one in found if one.applicant_id == view.applicant_id and one.id != view.id]
    return same[:SHOWN_OTHERS]

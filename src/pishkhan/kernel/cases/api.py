"""Verbs of cases: publish a process, open a case, move it, read it.

Every verb that writes is one transaction (or joins the caller's) and locks the case first.
Titles that come back are Persian message ids. Permission to act is asked inside; permission to
read is the caller's: `may_see`, or `organisations.api.may(actor, Act…, subject_of(case_id))`.
"""

from pishkhan.kernel.cases.actions.acting import act, act_as_system, signal
from pishkhan.kernel.cases.actions.answer_drafts import drop_answer, keep_answer
from pishkhan.kernel.cases.actions.asking import ask, close_ask, note_request
from pishkhan.kernel.cases.actions.bulk_runs import (
    distribute,
    do_on_many,
    press_on_many,
    refer_many,
    undo_run,
)
from pishkhan.kernel.cases.actions.cartables import (
    close_cartable,
    create_cartable,
    lift_cartable,
    suspend_cartable,
)
from pishkhan.kernel.cases.actions.confidentiality import set_confidentiality
from pishkhan.kernel.cases.actions.defects import answer_defects
from pishkhan.kernel.cases.actions.escalating import ask_next_level
from pishkhan.kernel.cases.actions.handling import (
    claim,
    mark_seen,
    reassign,
    release,
    take_back,
    write_note,
)
from pishkhan.kernel.cases.actions.indexing import index_cases
from pishkhan.kernel.cases.actions.labels import make_label, put_labels, remove_label
from pishkhan.kernel.cases.actions.opening import label, open_case, reopen
from pishkhan.kernel.cases.actions.presence import be_present, leave
from pishkhan.kernel.cases.actions.publishing import (
    approve_definition,
    check,
    faults_of_draft,
    propose_definition,
    publish,
    read_draft,
    refuse_definition,
    save_draft,
)
from pishkhan.kernel.cases.actions.referring import (
    answer_referral,
    lift_blocking,
    read_answers,
    refer,
    return_referral,
    take_back_referral,
)
from pishkhan.kernel.cases.actions.saved_views import remove_view, save_view
from pishkhan.kernel.cases.actions.suspension import resume, resume_all, strand
from pishkhan.kernel.cases.actions.tables import (
    Difference,
    approve_table,
    dry_run,
    propose_table,
    refuse_table,
)
from pishkhan.kernel.cases.actions.timing import fire_due_timers
from pishkhan.kernel.cases.actions.version_move import roll_back_version_move, start_version_move
from pishkhan.kernel.cases.bpmn import bpmn
from pishkhan.kernel.cases.bpmn_import import read_bpmn
from pishkhan.kernel.cases.bpmn_schema import bpmn_faults
from pishkhan.kernel.cases.diagram import svg, upright
from pishkhan.kernel.cases.dmn import dmn
from pishkhan.kernel.cases.models import (
    DecisionTable as TableRow,
    Definition as DefinitionRow,
    VersionMove as MoveRow,
)
from pishkhan.kernel.cases.queries.answer_drafts import DraftLine, drafts_in, drafts_of
from pishkhan.kernel.cases.queries.asks import (
    AskView,
    Wanted,
    ask_of,
    open_asks,
    waiting_places,
    wanted,
)
from pishkhan.kernel.cases.queries.bulk import (
    VERBS,
    ItemView,
    RunView,
    every_item,
    items_of,
    refusal_of,
    refusal_of_verb,
    run_of,
    runs_of,
)
from pishkhan.kernel.cases.queries.changes import Change, changes
from pishkhan.kernel.cases.queries.claims import is_free, lies_with, may_distribute
from pishkhan.kernel.cases.queries.deadlines import count_moved as count_moved_deadlines
from pishkhan.kernel.cases.queries.definitions import (
    definition,
    drafts,
    next_version,
    process_naming,
    process_now,
    process_of,
    process_of_row,
    role_words,
)
from pishkhan.kernel.cases.queries.gaps import Cell, Gap, MatrixRow, gaps, lacks, matrix
from pishkhan.kernel.cases.queries.held import CartableView, cartable, cartables_at, open_work
from pishkhan.kernel.cases.queries.inbox import cartables_of, counts, inbox
from pishkhan.kernel.cases.queries.labels import LabelView, labels_of, labels_on
from pishkhan.kernel.cases.queries.offices import offices_run_by
from pishkhan.kernel.cases.queries.overseeing import (
    Version,
    Waiting,
    late_places,
    suspended_places,
    versions,
)
from pishkhan.kernel.cases.queries.presence import Beside, beside
from pishkhan.kernel.cases.queries.reading import (
    case,
    defects,
    events,
    may_see,
    note,
    offers,
    subject_of,
    task,
    tasks,
    timeline,
)
from pishkhan.kernel.cases.queries.referrals import (
    followed,
    orders_of,
    referral_of,
    referrals,
    sent,
    unread,
)
from pishkhan.kernel.cases.queries.returning import may_reopen, may_take_back
from pishkhan.kernel.cases.queries.saved_views import ViewOfList, views_of
from pishkhan.kernel.cases.queries.searching import (
    cases_of,
    open_cases_of,
    search,
    search_texts,
)
from pishkhan.kernel.cases.queries.sharing_out import Heap, Load, heap, heaps, loads, unclaimed
from pishkhan.kernel.cases.queries.staff_clock import StaffClock, staff_clock
from pishkhan.kernel.cases.queries.tables import (
    Reason,
    by_table,
    decide_by_table,
    reasons,
    seen_facts,
    table_of,
    table_on,
    tables,
)
from pishkhan.kernel.cases.queries.version_moves import (
    CaseMove,
    MovePlan,
    cases_of_plan,
    plan_version_move,
    version_move,
    version_moves,
)
from pishkhan.kernel.cases.registry import register, registered
from pishkhan.kernel.cases.rules.sharing import by_hand, evenly
from pishkhan.kernel.cases.rules.tables import (
    DataTable,
    Fact,
    Span as NumberSpan,
    holes as table_holes,
    read_table,
    row_faults,
)


__all__ = [
    "VERBS",
    "AskView",
    "Beside",
    "CartableView",
    "CaseMove",
    "Cell",
    "Change",
    "DataTable",
    "DefinitionRow",
    "Difference",
    "DraftLine",
    "Fact",
    "Gap",
    "Heap",
    "ItemView",
    "LabelView",
    "Load",
    "MatrixRow",
    "MovePlan",
    "MoveRow",
    "NumberSpan",
    "Reason",
    "RunView",
    "StaffClock",
    "TableRow",
    "Version",
    "ViewOfList",
    "Waiting",
    "Wanted",
    "act",
    "act_as_system",
    "answer_defects",
    "answer_referral",
    "approve_definition",
    "approve_table",
    "ask",
    "ask_next_level",
    "ask_of",
    "be_present",
    "beside",
    "bpmn",
    "bpmn_faults",
    "by_hand",
    "by_table",
    "cartable",
    "cartables_at",
    "cartables_of",
    "case",
    "cases_of",
    "cases_of_plan",
    "changes",
    "check",
    "claim",
    "close_ask",
    "close_cartable",
    "count_moved_deadlines",
    "counts",
    "create_cartable",
    "decide_by_table",
    "defects",
    "definition",
    "distribute",
    "dmn",
    "do_on_many",
    "drafts",
    "drafts_in",
    "drafts_of",
    "drop_answer",
    "dry_run",
    "evenly",
    "events",
    "every_item",
    "faults_of_draft",
    "fire_due_timers",
    "followed",
    "gaps",
    "heap",
    "heaps",
    "inbox",
    "index_cases",
    "is_free",
    "items_of",
    "keep_answer",
    "label",
    "labels_of",
    "labels_on",
    "lacks",
    "late_places",
    "leave",
    "lies_with",
    "lift_blocking",
    "lift_cartable",
    "loads",
    "make_label",
    "mark_seen",
    "matrix",
    "may_distribute",
    "may_reopen",
    "may_see",
    "may_take_back",
    "next_version",
    "note",
    "note_request",
    "offers",
    "offices_run_by",
    "open_asks",
    "open_case",
    "open_cases_of",
    "open_work",
    "orders_of",
    "plan_version_move",
    "press_on_many",
    "process_naming",
    "process_now",
    "process_of",
    "process_of_row",
    "propose_definition",
    "propose_table",
    "publish",
    "put_labels",
    "read_answers",
    "read_bpmn",
    "read_draft",
    "read_table",
    "reasons",
    "reassign",
    "refer",
    "refer_many",
    "referral_of",
    "referrals",
    "refusal_of",
    "refusal_of_verb",
    "refuse_definition",
    "refuse_table",
    "register",
    "registered",
    "release",
    "remove_label",
    "remove_view",
    "reopen",
    "resume",
    "resume_all",
    "return_referral",
    "role_words",
    "roll_back_version_move",
    "row_faults",
    "run_of",
    "runs_of",
    "save_draft",
    "save_view",
    "search",
    "search_texts",
    "seen_facts",
    "sent",
    "set_confidentiality",
    "signal",
    "staff_clock",
    "start_version_move",
    "strand",
    "subject_of",
    "suspend_cartable",
    "suspended_places",
    "svg",
    "table_holes",
    "table_of",
    "table_on",
    "tables",
    "take_back",
    "take_back_referral",
    "task",
    "tasks",
    "timeline",
    "unclaimed",
    "undo_run",
    "unread",
    "upright",
    "version_move",
    "version_moves",
    "versions",
    "views_of",
    "waiting_places",
    "wanted",
    "write_note",
]

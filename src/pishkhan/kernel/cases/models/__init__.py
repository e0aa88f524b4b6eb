"""Tables of cases. All that belongs to a case carries `case_id`; no foreign key leaves it."""

from pishkhan.kernel.cases.models.answer_draft import AnswerDraft
from pishkhan.kernel.cases.models.ask import Ask
from pishkhan.kernel.cases.models.bulk_run import BulkItem, BulkRun
from pishkhan.kernel.cases.models.cartable import Cartable
from pishkhan.kernel.cases.models.case import Case, CaseEvent
from pishkhan.kernel.cases.models.case_text import CaseText
from pishkhan.kernel.cases.models.decision_table import DecisionTable
from pishkhan.kernel.cases.models.defect import Defect
from pishkhan.kernel.cases.models.definition import Definition
from pishkhan.kernel.cases.models.label import Label, LabelledCase
from pishkhan.kernel.cases.models.note import Note
from pishkhan.kernel.cases.models.presence import Presence
from pishkhan.kernel.cases.models.referral import Referral
from pishkhan.kernel.cases.models.saved_view import SavedView
from pishkhan.kernel.cases.models.task import ROUTED, Task, Timer
from pishkhan.kernel.cases.models.version_move import VersionMove


__all__ = [
    "ROUTED",
    "AnswerDraft",
    "Ask",
    "BulkItem",
    "BulkRun",
    "Cartable",
    "Case",
    "CaseEvent",
    "CaseText",
    "DecisionTable",
    "Defect",
    "Definition",
    "Label",
    "LabelledCase",
    "Note",
    "Presence",
    "Referral",
    "SavedView",
    "Task",
    "Timer",
    "VersionMove",
]

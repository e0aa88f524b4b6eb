"""The register of education records: add and correct facts, match, keep rolls, take batches in."""

from pishkhan.kernel.records.actions.batches import (
    add_part,
    begin_batch,
    commit_batch,
    commit_file,
    take_batch,
    take_file,
    take_record,
)
from pishkhan.kernel.records.actions.entering import enter
from pishkhan.kernel.records.actions.facts import (
    correct,
    learner,
    note_death,
    record_admission,
    record_award,
    record_document,
    record_enrolment,
)
from pishkhan.kernel.records.actions.issuing import issue_code, issue_roll
from pishkhan.kernel.records.actions.keys import add_sender_key, retire_sender_key
from pishkhan.kernel.records.actions.recognising import recognise, set_window
from pishkhan.kernel.records.actions.rolls import roll_close, roll_open, roll_sign
from pishkhan.kernel.records.actions.settling import settle_held
from pishkhan.kernel.records.permission import SERVICE, of_institution
from pishkhan.kernel.records.queries.batches import (
    all_results,
    batch,
    batch_by_key,
    batches_of,
    held,
    held_record,
    results,
)
from pishkhan.kernel.records.queries.doors import require_open
from pishkhan.kernel.records.queries.facts import facts_of, facts_of_all
from pishkhan.kernel.records.queries.matching import find_matches
from pishkhan.kernel.records.queries.register import (
    award,
    awards_of,
    document,
    history_of,
    learner_of,
    learner_view,
    permits_of,
    recognition_of,
)
from pishkhan.kernel.records.queries.rolls import roll, roll_by_id, rolls_of
from pishkhan.kernel.records.rules.lines import written
from pishkhan.kernel.records.rules.reading import COLUMNS, flatten, read
from pishkhan.kernel.records.rules.sheets import template_csv, template_xlsx
from pishkhan.kernel.records.rules.signing import statement


__all__ = [
    "COLUMNS",
    "SERVICE",
    "add_part",
    "add_sender_key",
    "all_results",
    "award",
    "awards_of",
    "batch",
    "batch_by_key",
    "batches_of",
    "begin_batch",
    "commit_batch",
    "commit_file",
    "correct",
    "document",
    "enter",
    "facts_of",
    "facts_of_all",
    "find_matches",
    "flatten",
    "held",
    "held_record",
    "history_of",
    "issue_code",
    "issue_roll",
    "learner",
    "learner_of",
    "learner_view",
    "note_death",
    "of_institution",
    "permits_of",
    "read",
    "recognise",
    "recognition_of",
    "record_admission",
    "record_award",
    "record_document",
    "record_enrolment",
    "require_open",
    "results",
    "retire_sender_key",
    "roll",
    "roll_by_id",
    "roll_close",
    "roll_open",
    "roll_sign",
    "rolls_of",
    "set_window",
    "settle_held",
    "statement",
    "take_batch",
    "take_file",
    "take_record",
    "template_csv",
    "template_xlsx",
    "written",
]

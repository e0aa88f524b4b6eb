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
from pishkhan.kernel.records.actions.keys import (
    add_sender_key,
    ask_sender_key,
    confirm_sender_key,
    refuse_sender_key,
    retire_sender_key,
)
from pishkhan.kernel.records.actions.recognising import (
    Permitted,
    change_window,
    correct_permit,
    end_permit,
    end_window,
    recognise,
    set_window,
)
from pishkhan.kernel.records.actions.rolls import roll_close, roll_open, roll_sign
from pishkhan.kernel.records.actions.settling import (
    approve_settling,
    propose_settling,
    return_settling,
    settle_held,
)
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
from pishkhan.kernel.records.queries.doors import access_of, require_open, window, windows
from pishkhan.kernel.records.queries.facts import facts_of, facts_of_all
from pishkhan.kernel.records.queries.keys import count_sender_keys, sender_key, sender_keys
from pishkhan.kernel.records.queries.matching import find_matches
from pishkhan.kernel.records.queries.permits import (
    count_permits,
    permit_told,
    permits_told,
    uneven_of,
)
from pishkhan.kernel.records.queries.register import (
    award,
    awards_of,
    document,
    history_of,
    learner_of,
    learner_view,
    permits_of,
    recognition_of,
    written_by,
)
from pishkhan.kernel.records.queries.rolls import roll, roll_by_id, rolls_of
from pishkhan.kernel.records.queries.settling import (
    all_held_among,
    before,
    count_among,
    count_held,
    held_among,
    held_by_line,
    last_settlements,
    open_settlements,
    settlements_of,
    was_held,
)
from pishkhan.kernel.records.rules.lines import written
from pishkhan.kernel.records.rules.reading import COLUMNS, flatten, read
from pishkhan.kernel.records.rules.sheets import template_csv, template_xlsx
from pishkhan.kernel.records.rules.signing import statement


__all__ = [
    "COLUMNS",
    "SERVICE",
    "Permitted",
    "access_of",
    "add_part",
    "add_sender_key",
    "all_held_among",
    "all_results",
    "approve_settling",
    "ask_sender_key",
    "award",
    "awards_of",
    "batch",
    "batch_by_key",
    "batches_of",
    "before",
    "begin_batch",
    "change_window",
    "commit_batch",
    "commit_file",
    "confirm_sender_key",
    "correct",
    "correct_permit",
    "count_among",
    "count_held",
    "count_permits",
    "count_sender_keys",
    "document",
    "end_permit",
    "end_window",
    "enter",
    "facts_of",
    "facts_of_all",
    "find_matches",
    "flatten",
    "held",
    "held_among",
    "held_by_line",
    "held_record",
    "history_of",
    "issue_code",
    "issue_roll",
    "last_settlements",
    "learner",
    "learner_of",
    "learner_view",
    "note_death",
    "of_institution",
    "open_settlements",
    "permit_told",
    "permits_of",
    "permits_told",
    "propose_settling",
    "read",
    "recognise",
    "recognition_of",
    "record_admission",
    "record_award",
    "record_document",
    "record_enrolment",
    "refuse_sender_key",
    "require_open",
    "results",
    "retire_sender_key",
    "return_settling",
    "roll",
    "roll_by_id",
    "roll_close",
    "roll_open",
    "roll_sign",
    "rolls_of",
    "sender_key",
    "sender_keys",
    "set_window",
    "settle_held",
    "settlements_of",
    "statement",
    "take_batch",
    "take_file",
    "take_record",
    "template_csv",
    "template_xlsx",
    "uneven_of",
    "was_held",
    "window",
    "windows",
    "written",
    "written_by",
]

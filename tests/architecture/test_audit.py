"""Every module of actions leaves its lines in the audit trail, or says here why it needs none."""

import ast

import pytest

from tests.architecture.project import SOURCE


# The events of a case are its own trail, sealed with the audit (ADR 8): what only moves a case
# is not written twice.
TRAIL_OF_THE_CASE = {
    "cases/actions/acting.py",
    "cases/actions/announcing.py",
    "cases/actions/bearing.py",
    "cases/actions/bulk_runs.py",
    "cases/actions/confidentiality.py",
    "cases/actions/defects.py",
    "cases/actions/entering.py",
    "cases/actions/escalating.py",
    "cases/actions/handling.py",
    "cases/actions/moving.py",
    "cases/actions/opening.py",
    "cases/actions/recounting.py",
    "cases/actions/referring.py",
    "cases/actions/routing.py",
    "cases/actions/suspension.py",
    "cases/actions/timing.py",
    "cases/actions/writing.py",
    "catalogue/actions/correction.py",
    "catalogue/actions/registration.py",
}
NEEDS_NONE = {
    "attachments/actions/sweeping.py": "removes what belongs to nobody",
    "attachments/actions/uploading.py": "pieces of a file; receiving it leaves the line",
    "attachments/actions/viewing.py": "each view is a row of its own, sealed with the audit",
    "audit/actions/sealing.py": "is the trail",
    "cases/actions/answer_drafts.py": "words that their writer has not sent yet",
    "cases/actions/indexing.py": "words of the case, whose event is its trail",
    "cases/actions/labels.py": "how officers order their own lists",
    "cases/actions/presence.py": "who looks at what now; opening a case leaves its own line",
    "cases/actions/saved_views.py": "how officers order their own lists",
    "catalogue/actions/pricing.py": "schedules by payments, which leaves the lines",
    "cases/actions/renaming.py": "copies a name whose change left its line",
    "forms/actions.py": "drafts of the person who writes them",
    "guides/actions/release.py": "writes by the actions beside it, whose text is of the release",
    "guides/actions/voting.py": "two numbers, and nobody's name",
    "payments/actions/giving_back.py": "asks; what the answers make of a refund leaves the lines",
    "payments/actions/reconciling.py": "what was found is a row; closing it leaves the line",
    "notifications/actions/delivery.py": "what the operator says is on the message",
    "notifications/actions/dispatch.py": "what was sent is on the message",
    "notifications/actions/purging.py": "retention by the setting",
    "notifications/actions/sending.py": "the message is its own trace",
    "organisations/actions/standing_in.py": "appointing and ending leave the lines",
    "payments/actions/booking.py": "is the ledger, sealed with the audit",
    "payments/actions/locking.py": "only locks and reads",
    "payments/actions/teller.py": "asks; what the answers make of it leaves the lines",
    "payments/actions/telling.py": "the message is its own trace",
    "records/actions/sources.py": "says where a fact comes from, whose action leaves the line",
    "records/actions/taking.py": "each record has its row of what became of it; the batch leaves the lines",
    "surge/actions/admitting.py": "numbers of a queue, which belong to nobody",
    "transparency/actions/entering.py": "what it tells of leaves its own line",
    "transparency/actions/sequencing.py": "is the public log",
    "credentials/actions/logging_keys.py": "the key has its line of the trail already; this is its entry in the log",
    "credentials/actions/marking.py": "follows a change of the document, which is in the trail",
    "credentials/actions/places.py": "a place in a list, with the credential that takes it",
    "signing/actions/using.py": "a signature is no change; what is signed has a trail of its own",
    "transparency/actions/turn.py": "writes nothing",
    "transparency/actions/verified.py": "the note is its own trace",
    "transparency/actions/witnessing.py": "what witnesses sign is its own trace",
    "verification/actions/inquiring.py": "an inquiry is a line of the holder's log, only added to",
    "verification/actions/limiting.py": "counts, and nobody's name",
    "verification/actions/sweeping.py": "retention of what met no document",
    "verification/actions/telling.py": "the message is its own trace",
    "webhooks/actions/announcing.py": "copies a step of a case, whose event is its trail",
    "webhooks/actions/sweeping.py": "makes what should have been made; retention",
}


def modules_of_actions():
    kernel = SOURCE / "kernel"
    found = [*kernel.glob("*/actions.py"), *kernel.glob("*/actions/*.py")]
    return {str(p.relative_to(kernel)): p for p in found if p.name != "__init__.py"}


def leaves_lines(path):
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    names = {ast.unparse(call.func).rpartition(".")[2] for call in calls}
    return any(name in {"record", "_record"} for name in names)


@pytest.mark.parametrize("name", sorted(modules_of_actions()))
def test_a_module_of_actions_leaves_lines_or_says_why_not(name):
    is_exempt = name in TRAIL_OF_THE_CASE or name in NEEDS_NONE
    assert leaves_lines(modules_of_actions()[name]) != is_exempt, name


def test_the_exceptions_are_modules():
    assert TRAIL_OF_THE_CASE | set(NEEDS_NONE) <= set(modules_of_actions())

"""Keeping the words by which cases are found: in rounds, so that no step of a case waits for it."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import connection, transaction

from pishkhan.foundation.text import fold, joined
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.models import Case, CaseEvent, CaseText, Referral, Task
from pishkhan.kernel.cases.queries.searching import LONGEST_WORD, place_word
from pishkhan.kernel.cases.terms import EventKind
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.terms import Privacy, QuestionKind
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.persistence.api import first_id_at, moment_of, new_id


BATCH = 500
# A transaction may commit events older than those already seen; none runs longer than this.
OVERLAP = timedelta(minutes=5)
MOST_WORDS = 4000
SPOKEN = frozenset(kind.value for kind in EventKind) - {EventKind.MIGRATED.value}
CODES = frozenset({QuestionKind.TICK, QuestionKind.MOBILE})
# The newest event of each case whose words are older than it.
BEHIND = """
    SELECT event.case_id, max(event.id), max(event.seq) FROM (
        SELECT id, case_id, seq FROM cases_caseevent WHERE id > %(after)s
        ORDER BY id LIMIT %(limit)s) AS event
    GROUP BY event.case_id ORDER BY 2"""
KEEP = """
    INSERT INTO cases_casetext (id, case_id, seq, event_id, words)
    VALUES (%(id)s, %(case)s, %(seq)s, %(event)s, array_to_tsvector(%(words)s::text[]))
    ON CONFLICT (case_id) DO UPDATE SET seq = EXCLUDED.seq, words = EXCLUDED.words,
        event_id = greatest(cases_casetext.event_id, EXCLUDED.event_id)"""


def index_cases(*, most: int = 20_000) -> int:
    """Bring the words of cases up to their last events; how many cases. Run every minute.

    At most about `most` events in one call; the next call goes on.
    """
    done, after = 0, _mark()
    for _round in range(max(1, most // BATCH)):
        with connection.cursor() as cursor:
            cursor.execute(BEHIND, {"after": after, "limit": BATCH})
            behind: list[tuple[int, int, int]] = cursor.fetchall()
        if not behind:
            break
        done += _index(behind)
        after = behind[-1][1]
    return done


def _mark() -> int:
    newest = CaseText.objects.order_by("-event_id").values_list("event_id", flat=True).first()
    return first_id_at(moment_of(newest) - OVERLAP) if newest else 0


@transaction.atomic
def _index(behind: list[tuple[int, int, int]]) -> int:
    ids = [case_id for case_id, _event, _seq in behind]
    known = dict(CaseText.objects.filter(case_id__in=ids).values_list("case_id", "seq"))
    fresh = [one for one in behind if known.get(one[0], 0) < one[2]]
    cases = Case.objects.in_bulk([one[0] for one in fresh])
    for case_id, event_id, seq in fresh:
        if case_id not in cases:
            continue
        values: writing.Values = {
            "id": new_id(), "case": case_id, "seq": seq, "event": event_id,
            "words": _words(cases[case_id]),
        }  # fmt: skip
        writing.run(KEEP, values)
    return len(fresh)


def _words(case: Case) -> list[str]:
    words = {
        word[:LONGEST_WORD]
        for text in _texts(case)
        for word in fold(f"{text} {joined(text)}").split()
    }
    held = Task.objects.filter(case_id=case.id, organisation_id__isnull=False)
    near = {*case.organisation_ids, *held.values_list("organisation_id", flat=True)}
    places = {place_word(one) for one in near if one is not None}
    return sorted(places) + sorted(words)[:MOST_WORDS]


def _texts(case: Case) -> Iterator[str]:
    yield from (case.applicant_name, case.applicant_identifier, case.reference, case.subject)
    yield from (letter.display for letter in numbering.letters_of_case(case.id))
    said = CaseEvent.objects.filter(case_id=case.id, kind__in=SPOKEN).exclude(comment="")
    yield from said.values_list("comment", flat=True)
    for order, answer in Referral.objects.filter(case_id=case.id).values_list("order", "answer"):
        yield from (order, answer)
    yield from _answers(case.id)


def _answers(case_id: int) -> Iterable[str]:
    if not forms.last_round(case_id):
        return ()
    return (
        answer.text
        for page in forms.answered_in(case_id)
        for answer in page.answers
        if answer.privacy is not Privacy.SENSITIVE and answer.kind not in CODES
    )

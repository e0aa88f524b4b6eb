"""Twenty times the same submission at the same moment: one letter, one answer."""

import threading

import pytest
from django.db import connection

from pishkhan.kernel.clients.models import Filing
from pishkhan.kernel.numbering.models import Letter


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("marks", ["one mark", "a mark each"])
def test_twenty_submissions_at_once_are_one_letter(scene, marks):
    draft = scene.a_draft()
    assert scene.a_file(draft).status_code == 201
    answers, together = [], threading.Barrier(20)

    def submit(number):
        mark = "the-same-mark" if marks == "one mark" else f"mark-number-{number}"
        together.wait()
        try:
            answers.append(
                scene.ours.post(
                    f"/requests/{draft}/submission",
                    {"declaration_read": True},
                    Idempotency_Key=mark,
                )
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Letter.objects.count() == 1
    assert Filing.objects.count() == 1
    replays = sum(answer.headers.get("Idempotency-Replayed") == "true" for answer in answers)
    assert replays == (19 if marks == "one mark" else 0)

"""Files of introductions, while they are checked and carried out."""

from django.db import models

from pishkhan.kernel.persistence.api import Row
from pishkhan.services.cartable_request.terms import BatchState


class Batch(Row):
    """A file that one account sent: its rows as typed, and the answer to each.

    `rows` are lists of cells in the order of the columns; `errors` by row the refusals as
    {column: sentence}; `answers` what became of a row ("" not yet). Kept for 30 days.
    """

    account_id = models.BigIntegerField()
    file_name = models.TextField()
    sent_at = models.DateTimeField()
    state = models.TextField(choices=BatchState.choices(), default=BatchState.CHECKED.value)
    rows = models.JSONField()
    errors = models.JSONField()
    answers = models.JSONField(default=list)
    done = models.IntegerField(default=0)

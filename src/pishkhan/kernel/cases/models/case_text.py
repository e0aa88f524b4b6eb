"""What a case is found by."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from pishkhan.kernel.persistence.api import Row


class CaseText(Row):
    """The folded words of a case, as of its event `seq`; nothing can be read out of them.

    `event_id` is the newest event seen: where the next round of indexing begins.
    """

    case_id = models.BigIntegerField()
    seq = models.IntegerField()
    event_id = models.BigIntegerField()
    words = SearchVectorField()

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case_id"], name="case_text_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["words"], name="case_text_words"),
            models.Index(fields=["event_id"], name="case_text_event"),
        ]

"""Who did what, when, to what, on what ground: add a line, declare a verb, read the trail."""

from pishkhan.kernel.audit.actions import record
from pishkhan.kernel.audit.queries import lines
from pishkhan.kernel.audit.spec import By, Line
from pishkhan.kernel.audit.verbs import declare, declared, sentence_of


__all__ = ["By", "Line", "declare", "declared", "lines", "record", "sentence_of"]

"""Persian folding and order in SQL: the twins of `foundation.text.fold` and of the alphabet."""

from django.db.models import Func, TextField
from django.db.models.fields import BinaryField


class FaNorm(Func):
    """`fa_norm(text)`: letters and digits folded, for search."""

    function = "fa_norm"
    output_field = TextField()


class FaSort(Func):
    """`fa_sort(text)`: a key in the order of the Persian alphabet."""

    function = "fa_sort"
    output_field = BinaryField()

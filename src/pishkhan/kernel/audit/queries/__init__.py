"""Reading the trail, verifying it, and taking it out."""

from pishkhan.kernel.audit.queries.blocks import head, head_is_whole, sealed_between
from pishkhan.kernel.audit.queries.exporting import export
from pishkhan.kernel.audit.queries.reading import lines
from pishkhan.kernel.audit.queries.verifying import verify


__all__ = ["export", "head", "head_is_whole", "lines", "sealed_between", "verify"]

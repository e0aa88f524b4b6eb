"""Documents for people: `receipt` and `letter` from values, or `render` of any template."""

from pishkhan.kernel.documents.rendering import qr_svg, render
from pishkhan.kernel.documents.spec import OutgoingLetter, Receipt, Stage
from pishkhan.kernel.documents.standard import letter, receipt


__all__ = ["OutgoingLetter", "Receipt", "Stage", "letter", "qr_svg", "receipt", "render"]

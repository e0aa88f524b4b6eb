"""Verbs of the audit trail that letter books write, with their Persian sentences."""

from pishkhan.foundation.text import gettext_noop as _


BOOK_OPENED = "numbering.book_opened"
LETTER_REGISTERED = "numbering.letter_registered"
LETTER_VOIDED = "numbering.letter_voided"
SENTENCES = {
    BOOK_OPENED: _("دفتر اندیکاتور را گشود یا الگوی آن را عوض کرد"),
    LETTER_REGISTERED: _("نامه را در دفتر ثبت کرد"),
    LETTER_VOIDED: _("نامه را باطل کرد"),
}

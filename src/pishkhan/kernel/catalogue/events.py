"""What has happened in the catalogue: the verbs of its audit lines."""

from pishkhan.foundation.text import gettext_noop as _


SWITCHED_ON = "catalogue.switched_on"
SWITCHED_OFF = "catalogue.switched_off"
OFFICE_SET = "catalogue.office_set"
LETTER_ISSUED = "catalogue.letter_issued"
VERBS = {
    SWITCHED_ON: _("خدمت را باز کرد"),
    SWITCHED_OFF: _("خدمت را بست"),
    OFFICE_SET: _("دفتر پذیرنده را تعیین کرد"),
    LETTER_ISSUED: _("نامه را صادر کرد"),
}

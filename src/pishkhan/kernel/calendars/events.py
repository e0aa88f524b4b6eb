"""Verbs of the audit trail that the calendar writes, with their Persian sentences."""

from pishkhan.foundation.text import gettext_noop as _


HOLIDAY_ADDED = "calendars.holiday_added"
HOLIDAY_REMOVED = "calendars.holiday_removed"
HOLIDAY_CONFIRMED = "calendars.holiday_confirmed"
CLOSURE_ANNOUNCED = "calendars.closure_announced"
SEATED = "calendars.seated"
WEEKEND_SET = "calendars.weekend_set"
YEAR_SEEDED = "calendars.year_seeded"
SENTENCES = {
    HOLIDAY_ADDED: _("روزی را تعطیل رسمی کرد"),
    HOLIDAY_REMOVED: _("روزی را از تعطیلات برداشت"),
    HOLIDAY_CONFIRMED: _("تعطیلی برآوردی را قطعی کرد"),
    CLOSURE_ANNOUNCED: _("تعطیلی اداره‌ها را اعلام کرد"),
    SEATED: _("استان سازمانی را تعیین کرد"),
    WEEKEND_SET: _("روزهای آخر هفته را عوض کرد"),
    YEAR_SEEDED: _("تعطیلات رسمی سال را بار کرد"),
}

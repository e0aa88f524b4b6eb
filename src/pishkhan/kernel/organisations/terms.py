"""Words of organisations: what they are, which roles their posts give, which acts are guarded."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class OrganisationKind(Terms):
    """What an organisation is in the tree."""

    HEADQUARTERS = "headquarters", _("ستاد")
    UNIVERSITY = "university", _("دانشگاه")
    PROVINCE = "province", _("استان")
    DISTRICT = "district", _("منطقه")
    SCHOOL = "school", _("مدرسه")
    OFFICE = "office", _("دفتر")


class Role(Terms):
    """What a post lets its holder do; the table is in `rules.permission`."""

    SECRETARIAT = "secretariat_clerk", _("کارمند دبیرخانه")
    EXPERT = "expert", _("کارشناس")
    SIGNER = "signer", _("امضاکننده")
    OFFICE_MANAGER = "office_manager", _("مدیر اداره")
    ADMINISTRATOR = "administrator", _("راهبر سامانه")
    AUDITOR = "auditor", _("بازرس")
    LIAISON = "liaison", _("رابط سازمان")
    DEPUTY = "deputy", _("معاون")
    SECRETARY = "commission_secretary", _("دبیر کمیسیون")
    CHAIR = "commission_chair", _("رئیس کمیسیون")
    MEMBER = "commission_member", _("عضو کمیسیون")
    FINANCE = "finance_officer", _("کارشناس مالی")


class Act(Terms):
    """What is asked of the permission function."""

    VIEW_CASE = "view_case", _("دیدن پرونده")
    ACT_ON_TASK = "act_on_task", _("اقدام روی کار")
    VIEW_FILE = "view_file", _("دیدن فایل")
    SEARCH_CASES = "search_cases", _("جست‌وجوی پرونده‌ها")
    REOPEN_CASE = "reopen_case", _("بازگشایی پرونده")
    MANAGE_ORGANISATIONS = "manage_organisations", _("ادارهٔ سازمان‌ها و سمت‌ها")
    MANAGE_CALENDAR = "manage_calendar", _("ادارهٔ تقویم کاری")
    MANAGE_TEXTS = "manage_texts", _("ادارهٔ متن‌ها")
    MANAGE_SERVICES = "manage_services", _("ادارهٔ خدمت‌ها")
    VIEW_AUDIT = "view_audit", _("دیدن رد کارها")
    FILE_FOR_OTHERS = "file_for_others", _("ثبت درخواست برای شخص حاضر")
    MANAGE_CLIENTS = "manage_clients", _("ادارهٔ کلیدهای برنامه‌های سازمان")
    DISTRIBUTE = "distribute", _("تقسیم کارهای سازمان میان کارکنان")
    SET_CONFIDENTIALITY = "set_confidentiality", _("تعیین محرمانگی پرونده")
    REQUEST_CARTABLE = "request_cartable", _("درخواست کارتابل برای سازمان خود")
    DECIDE_CARTABLE = "decide_cartable", _("ساختن، تعلیق و بستن کارتابل‌ها")
    VIEW_FINANCE = "view_finance", _("دیدن پرداخت‌ها")
    MANAGE_FINANCE = "manage_finance", _("ادارهٔ پرداخت‌ها")
    KEEP_RECORDS = "keep_records", _("نگهداری سوابق تحصیلی مؤسسه")
    SIGN_RECORDS = "sign_records", _("امضای فهرست دانش‌آموختگان مؤسسه")
    RECOGNISE = "recognise", _("ثبت اجازه‌های مؤسسه‌ها")


class Confidentiality(Terms):
    """How confidential a case is; who reads it holds a post of that clearance or a higher one."""

    ORDINARY = "ordinary", _("عادی")
    CONFIDENTIAL = "confidential", _("محرمانه")
    HIGHLY_CONFIDENTIAL = "highly_confidential", _("خیلی محرمانه")

    @property
    def level(self) -> int:
        """0 for ordinary; stored, so that a filter compares."""
        return list(Confidentiality).index(self)

    @classmethod
    def of(cls, level: int) -> "Confidentiality":
        """The word for a level."""
        return list(cls)[level]


class Scope(Terms):
    """How far a role carries an act."""

    NONE = "none", _("هیچ")
    CARTABLE = "cartable", _("کارتابل خود")
    OWN = "own", _("سازمان خود")
    SUBTREE = "subtree", _("سازمان خود و زیرمجموعه")
    NATIONAL = "national", _("همه‌جا، اگر سمت در رأس درخت باشد")


VERBS = {
    "organisations.organisation_created": _("سازمان را ساخت"),
    "organisations.organisation_renamed": _("نام سازمان را عوض کرد"),
    "organisations.organisation_moved": _("سازمان را جابه‌جا کرد"),
    "organisations.organisation_closed": _("سازمان را بست"),
    "organisations.post_created": _("سمت را ساخت"),
    "organisations.appointed": _("دارندهٔ سمت را گماشت"),
    "organisations.delegated": _("جانشین گماشت"),
    "organisations.cleared": _("ردهٔ دسترسی سمت به پرونده‌های محرمانه را عوض کرد"),
    "organisations.holding_ended": _("دورهٔ سمت را پایان داد"),
}

"""The papers of the commission as PDF, from values that were frozen when they were made."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext, override

from pishkhan.foundation import digits, jalali
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.documents import api as documents
from pishkhan.kernel.organisations import api as organisations
from pishkhan.services.international_commission import wording
from pishkhan.services.international_commission.models import (
    AgendaItem,
    Attendance,
    Minutes,
)
from pishkhan.services.international_commission.terms import Ballot, Level, Presence, Verdict
from pishkhan.web import papers


WORDS = {
    "brand": _("پیشخوان"),
    "page": _("صفحهٔ %(page)s از %(pages)s"),
    "title": _("صورت‌جلسهٔ %(commission)s"),
    "at": _("زمان"),
    "place": _("جا"),
    "quorum": _("حد نصاب"),
    "seats": _("حاضران"),
    "member": _("عضو"),
    "presence": _("حضور"),
    "signature": _("امضا"),
    "items": _("دستور جلسه"),
    "carried": _("به جلسهٔ بعد رفت"),
    "reference": _("نامهٔ"),
    "tally": _("آرا"),
    "because": _("دلیل و شرط‌ها"),
    "recused": _("کنار رفته از رأی"),
    "note": _("یادداشت دبیر"),
    "secret": _("رأی‌گیری مخفی بود."),
    "unsigned": _("امضا نشده"),
    "chair": _("رئیس"),
    "checksum": _("نشان متن"),
}
CONFIDENTIAL = _("محرمانه")
UNNAMED: dict[str, object] = {
    "hidden": True, "applicant": "", "reference": "", "subject": "", "because": "", "votes": {},
}  # fmt: skip


def minutes_pdf(
    made: Minutes, *, language: str = "fa", shown: Collection[str] | None = None
) -> bytes:
    """The minutes, with the signatures given so far; what they say never changes.

    Where `shown` is given, cases of another reference are in it without what tells whose they are.
    """
    body: dict[str, object] = json.loads(made.body)
    if shown is not None:
        body["items"] = [
            one if one["reference"] in shown else one | UNNAMED for one in _several(body, "items")
        ]
    with override(language):
        return documents.render("minutes", _values(made, body, language))


def order_pdf(case_id: int, *, language: str) -> bytes | None:
    """The order of the latest decision in that language; None where none was issued."""
    letters = [one for one in catalogue.letters_of(case_id) if one.code.endswith("order")]
    items = AgendaItem.objects.filter(matter_id=case_id, state="closed").select_related("session")
    item = items.exclude(verdict=Verdict.REFER.value).order_by("-closed_at").first()
    if not letters or item is None:
        return None
    name = catalogue.applicant_name(cases.case(case_id), language)
    return papers.letter_in(letters[-1], language, wording.order(item, language), addressee=name)


def _values(made: Minutes, body: Mapping[str, object], language: str) -> dict[str, object]:
    names = organisations.organisation_names([_number(body, "organisation_id")], language)
    commission = gettext(Level(str(body["level"])).label)
    title = gettext(WORDS["title"]) % {"commission": commission}
    office = next(iter(names.values()), "")
    at = datetime.fromisoformat(str(body["at"]))
    return {
        "language": language,
        "title": title,
        "author": office,
        "description": title,
        "words": {key: gettext(word) for key, word in WORDS.items()},
        "office": office,
        "at": jalali.format_moment(at, language),
        "place": str(body["place"]),
        "quorum": digits.for_language(str(body["quorum"]), language),
        "is_secret": bool(body["is_secret"]),
        "note": str(body["note"]),
        "seats": [_seat(made, one, language) for one in _several(body, "seats")],
        "items": [_item(body, one, language) for one in _several(body, "items")],
        "checksum": made.checksum[:16],
    }


def _seat(made: Minutes, one: Mapping[str, object], language: str) -> dict[str, object]:
    row = Attendance.objects.filter(session_id=made.session_id, seat_id=int(str(one["id"]))).first()
    signed = row.signed_at if row else None
    presence = gettext(Presence(str(one["presence"])).label)
    stand_in = str(one["stand_in"])
    return {
        "name": str(one["name"]),
        "is_chair": bool(one["is_chair"]),
        "presence": f"{presence} ({stand_in})" if stand_in else presence,
        "signed": jalali.format_moment(signed, language) if signed else "",
        "is_absent": one["presence"] == Presence.ABSENT.value,
    }


def _item(
    body: Mapping[str, object], one: Mapping[str, object], language: str
) -> dict[str, object]:
    names = {str(seat["id"]): str(seat["name"]) for seat in _several(body, "seats")}
    tally, votes = one["tally"], one["votes"]
    count = tally.items() if isinstance(tally, dict) else ()
    said = votes.items() if isinstance(votes, dict) else ()
    shown = [
        f"{gettext(Ballot(key).label)}: {digits.for_language(str(number), language)}"
        for key, number in count
    ]
    return {
        "reference": digits.for_language(str(one["reference"]), language),
        "applicant": gettext(CONFIDENTIAL) if one.get("hidden") else str(one["applicant"]),
        "subject": gettext(str(one["subject"])) if one["subject"] else "",
        "verdict": gettext(Verdict(str(one["verdict"])).label) if one["verdict"] else "",
        "because": str(one["because"]),
        "tally": wording.listed(shown, language),
        "votes": [f"{names.get(seat, '')}: {gettext(Ballot(key).label)}" for seat, key in said],
        "recused": digits.for_language(str(one["recused"]), language) if one["recused"] else "",
    }


def _several(body: Mapping[str, object], name: str) -> list[dict[str, object]]:
    found = body[name]
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _number(body: Mapping[str, object], name: str) -> int:
    return int(str(body[name]))

"""The confirmation of a document of study: its values put into words of a language."""

from collections.abc import Mapping, Sequence

from django.utils import translation

from pishkhan.foundation import authenticity_code, digits, jalali
from pishkhan.kernel.documents import words
from pishkhan.kernel.documents.rendering import qr_svg, render
from pishkhan.kernel.documents.spec import Attached, Confirmation


def confirmation(
    value: Confirmation, *, attached: Sequence[Attached], language: str = "fa"
) -> bytes:
    """The confirmation as PDF/A-3 with these files inside, in fa, en or ar; not sealed yet."""
    with translation.override(language):
        said, rows, dates = (
            {key: translation.gettext(text) for key, text in these.items()}
            for these in (words.CONFIRMATION, words.CONFIRMATION_ROWS, words.CONFIRMATION_DATES)
        )
        shown = _shown(value, language)
    grouped = authenticity_code.grouped(value.code)
    return render(
        "confirmation",
        {
            "language": language,
            "title": f"{said['title']} {digits.for_language(value.code, language)}",
            "author": said["brand"],
            "description": f"{said['title']} – {value.institution}",
            "words": said,
            "code": grouped,
            "code_shown": digits.for_language(grouped, language) if language != "en" else "",
            "host": value.host,
            "qr": qr_svg(value.inquiry_url),
            "inquiry_url": value.inquiry_url,
            "rows": _rows(rows, shown),
            "dates": _rows(dates, shown),
            "attached_names": [one.name for one in attached],
        },
        attached=attached,
    )


def _shown(value: Confirmation, language: str) -> dict[str, str]:
    kind = value.kind
    if value.copy_no > 1:
        kind = translation.gettext(words.COPY) % {
            "kind": kind,
            "number": digits.for_language(str(value.copy_no - 1), language),
        }
    grade = " – ".join(
        one for one in (digits.for_language(value.grade, language), value.grade_class) if one
    )
    study = " – ".join(_isolated(one) for one in (value.field, value.orientation) if one)
    return {
        "name": _isolated(value.name),
        "father_name": _isolated(value.father_name),
        "last_four": digits.for_language(value.last_four, language),
        "kind": kind,
        "level": value.level,
        "field": study,
        "institution": _isolated(value.institution),
        "recognition": value.recognition,
        "grade": grade,
        "valid_until": jalali.format_date(value.valid_until, language) if value.valid_until else "",
        "award_date": jalali.format_date(value.award_date, language),
        "logged_at": jalali.format_moment(value.logged_at, language),
        "log_class": value.log_class,
    }


def _rows(labels: Mapping[str, str], shown: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"label": labels[key], "value": shown[key]} for key in labels if shown[key]]


def _isolated(text: str) -> str:
    return f"\u2068{text}\u2069" if text else ""

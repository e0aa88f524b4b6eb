"""The page of the office: send a batch in a manner, and see what became of the last ones."""

from collections import Counter
from collections.abc import Mapping
from html import escape

from simulators.university.client import Manner, Outcome
from simulators.university.office import AT_ONCE, Content, Office


PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
CONTENTS: Mapping[Content, str] = {
    Content.GOOD: "بی‌عیب",
    Content.USUAL: "با عیب‌های معمول",
    Content.BROKEN: "با همهٔ عیب‌ها",
}
MANNERS: Mapping[Manner, str] = {
    Manner.WELL: "درست",
    Manner.TWICE: "دو بار",
    Manner.OUT_OF_ORDER: "بخش‌ها به ترتیب وارونه",
    Manner.CUT: "خط در میانه می‌برد و دوباره می‌رسد",
    Manner.LEFT: "خط می‌برد و کسی برنمی‌گردد",
    Manner.ALTERED: "پس از امضا دست‌کاری می‌شود",
    Manner.FORGED: "با کلید دیگری امضا می‌شود",
    Manner.FEWER: "شمار رکوردها کمتر گفته می‌شود",
}
OUTCOMES = {
    "accepted": "پذیرفته",
    "accepted_with_note": "با یادداشت",
    "unchanged": "تکراری",
    "held": "در انتظار بررسی",
    "rejected": "پذیرفته‌نشده",
}
STATES = {"receiving": "ناتمام ماند", "checking": "در حال بررسی", "done": "بررسی شد"}
STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f3f7f7; color: #14242b; font: 400 1.0625rem/1.85 Vazirmatn, Tahoma, sans-serif; }
header { background: #3b2a55; color: #fff; border-block-end: 4px solid #b86a00; padding: 1rem; }
header > * { width: min(44rem, 100%); margin-inline: auto; }
h1 { font-size: 1.3rem; margin-block: 0; } header p { margin-block: 0; opacity: .85; font-size: .9rem; }
main { width: min(44rem, 100% - 2rem); margin: 1.5rem auto 4rem; }
.card { background: #fff; border: 1px solid #d3dde0; border-radius: 12px; padding: 1rem 1.25rem; margin-block-end: 1rem; }
fieldset { border: 0; padding: 0; margin: 0 0 1rem; display: grid; gap: .25rem; }
legend { font-weight: 700; padding: 0; margin-block-end: .25rem; }
label { display: flex; gap: .75rem; align-items: center; min-height: 2.75rem; }
input { inline-size: 1.25rem; block-size: 1.25rem; flex: none; }
button { font: inherit; font-weight: 700; min-height: 2.75rem; padding: .3rem 1.1rem; border-radius: 10px; border: 0; background: #3b2a55; color: #fff; cursor: pointer; }
:focus-visible { outline: 3px solid #ffbf33; outline-offset: 2px; box-shadow: 0 0 0 5px #14242b; }
h2 { font-size: 1.05rem; margin-block: 0; } .card p { margin-block: .25rem; overflow-wrap: anywhere; }
.faint { color: #4c5e66; font-size: .9rem; } .no { color: #96160f; }
ul { margin-block: .25rem; padding-inline-start: 1.25rem; } code { direction: ltr; unicode-bidi: isolate; }
"""


def page(office: Office, *, waits: bool) -> str:
    """The whole page, in Persian; refreshes itself while a batch is under way."""
    refresh = '<meta http-equiv="refresh" content="2">' if waits else ""
    listing = "".join(_card(one) for one in office.sent)
    under_way = '<p class="card" role="status">دسته‌ای در راه است …</p>' if waits else ""
    empty = '<p class="faint">هنوز دسته‌ای فرستاده نشده است.</p>'
    return f"""<!doctype html>
<html lang="fa" dir="rtl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
{refresh}<title>سامانهٔ آموزش {escape(office.place.name)}</title><style>{STYLE}</style></head>
<body>
<header><h1>سامانهٔ آموزش {escape(office.place.name)}</h1>
<p>شبیه‌ساز؛ هیچ‌کس و هیچ دانشگاهی در آن واقعی نیست.</p></header>
<main>
<form class="card" method="post" action="/send">
{_choices("content", "رکوردها", CONTENTS, Content.USUAL)}
{_choices("manner", "فرستادن", MANNERS, Manner.WELL)}
<button>فرستادن {_digits(AT_ONCE)} رکورد</button>
</form>
{under_way}{listing or ("" if waits else empty)}
</main>
</body>
</html>"""


def _choices(name: str, legend: str, words: Mapping[Content, str] | Mapping[Manner, str],
             chosen: str) -> str:  # fmt: skip
    inputs = "".join(
        f'<label><input type="radio" name="{name}" value="{one.value}"'
        f"{' checked' if one.value == chosen else ''}>{word}</label>"
        for one, word in words.items()
    )
    return f"<fieldset><legend>{legend}</legend>{inputs}</fieldset>"


def _card(one: Outcome) -> str:
    said = f'<p class="no">{escape(one.refused)}</p>' if one.refused else ""
    counts = "، ".join(
        f"{OUTCOMES.get(name, name)}: {_digits(count)}" for name, count in one.outcomes.items()
    )
    codes = Counter(code for code, _field, _source in one.findings).most_common()
    found = "".join(
        f"<li><code>{escape(code)}</code> {_digits(count)}</li>" for code, count in codes
    )
    return (
        f'<section class="card"><h2>{MANNERS[one.manner]}، {_digits(one.records)} رکورد'
        f"{f'، {STATES.get(one.state, one.state)}' if one.state else ''}</h2>"
        f'<p class="faint"><code>{escape(one.key)}</code></p>{said}<p>{counts}</p>'
        f"{f'<ul>{found}</ul>' if found else ''}</section>"
    )


def _digits(number: int) -> str:
    return str(number).translate(PERSIAN)

"""The page on which developers read what was sent."""

from collections.abc import Mapping, Sequence
from datetime import timedelta, timezone
from html import escape

from simulators.sms_operator.operator import Fault, Sms


TEHRAN = timezone(timedelta(hours=3, minutes=30))
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
FAULTS = {
    Fault.NONE: "سالم",
    Fault.SLOW: "کند",
    Fault.DOWN: "خاموش",
    Fault.LOST_REPLY: "پاسخ گم می‌شود",
    Fault.NO_CREDIT: "بی‌اعتبار",
    Fault.DUPLICATING: "هر پیام دو بار",
    Fault.DUPLICATE_RECEIPTS: "رسید تکراری",
    Fault.LYING_RECEIPTS: "رسید دروغ",
    Fault.NO_RECEIPTS: "بی‌رسید",
}
OPERATORS = {
    "simulator": "اپراتور یکم",
    "kavenegar": "اپراتور با پروتکل کاوه‌نگار",
    "smsir": "اپراتور با پروتکل sms.ir",
}
STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f3f7f7; color: #14242b; font: 400 1.0625rem/1.85 Vazirmatn, Tahoma, sans-serif; }
header { background: #084c51; color: #fff; border-block-end: 4px solid #b86a00; padding: 1rem; }
h1 { font-size: 1.3rem; margin: 0; } header p { margin: 0; opacity: .85; font-size: .9rem; }
main { width: min(44rem, 100% - 2rem); margin: 1.5rem auto 4rem; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin-block-end: 1rem; }
label { font-weight: 700; display: block; }
input { font: inherit; padding: .35rem .8rem; border: 2px solid #6b7d85; border-radius: 8px; min-height: 2.75rem; direction: ltr; }
button { font: inherit; font-weight: 700; min-height: 2.75rem; padding: .3rem 1.1rem; border-radius: 10px; border: 2px solid #d3dde0; background: #fff; color: #084c51; cursor: pointer; }
button[aria-pressed="true"] { background: #0a6a70; border-color: #0a6a70; color: #fff; }
:focus-visible { outline: 3px solid #ffbf33; outline-offset: 2px; box-shadow: 0 0 0 5px #14242b; }
ol { list-style: none; padding: 0; margin: 0; display: grid; gap: 1rem; }
li { background: #fff; border: 1px solid #d3dde0; border-radius: 10px; padding: 1rem 1.25rem; }
li p { margin: .25rem 0 0; white-space: pre-line; overflow-wrap: anywhere; font-size: 1.15rem; }
li small { color: #4c5e66; display: flex; justify-content: space-between; gap: 1rem; flex-wrap: wrap; }
.empty { color: #4c5e66; text-align: center; padding: 3rem 1rem; }
"""


def page(messages: Sequence[tuple[str, Sms]], *, to: str, faults: Mapping[str, Fault]) -> str:
    """The whole page, in Persian; refreshes itself. Messages and faults come by operator."""
    items = "".join(_item(operator, sms) for operator, sms in messages)
    behaviour = "".join(_behaviour(operator, fault) for operator, fault in faults.items())
    listing = f"<ol>{items}</ol>" if items else '<p class="empty">هنوز پیامکی نرسیده است.</p>'
    count = str(len(messages)).translate(PERSIAN)
    return f"""<!doctype html>
<html lang="fa" dir="rtl">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="3"><title>پیامک‌های فرستاده‌شده ({count})</title>
<style>{STYLE}</style>
</head>
<body>
<header><h1>شبیه‌ساز اپراتور پیامک</h1>
<p>فقط برای توسعه؛ هیچ پیامکی به شبکهٔ واقعی نمی‌رود.</p></header>
<main>
<form method="get" action="/">
<div><label for="to">شمارهٔ گیرنده</label>
<input id="to" name="to" value="{escape(to)}" inputmode="numeric" autocomplete="off"></div>
<button>نمایش</button>
</form>
{behaviour}
{listing}
</main>
</body>
</html>"""


def _behaviour(operator: str, fault: Fault) -> str:
    choices = "".join(
        f'<button name="fault" value="{one.value}" aria-pressed="{str(one is fault).lower()}">'
        f"{FAULTS[one]}</button>"
        for one in Fault
    )
    return (
        f"<details{'' if fault is Fault.NONE else ' open'}><summary>رفتار {OPERATORS[operator]}: "
        f"{FAULTS[fault]}</summary>"
        f'<form method="post" action="/fault"><input type="hidden" name="operator" '
        f'value="{operator}">{choices}</form></details>'
    )


def _item(operator: str, sms: Sms) -> str:
    time = sms.at.astimezone(TEHRAN).strftime("%H:%M:%S").translate(PERSIAN)
    return (
        f'<li><small><bdi dir="ltr">{escape(sms.to.translate(PERSIAN))}</bdi>'
        f"<span>{OPERATORS[operator]}</span><time>ساعت {time}</time></small><p>{escape(sms.text)}</p></li>"
    )

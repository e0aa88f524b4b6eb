"""The pages: the payer's, and the one on which developers make the bank misbehave."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from simulators.bank.answers import Back
from simulators.bank.bank import GATEWAYS, TEHRAN, Armed, Bank, Card, Fault, Order, State


PERSIAN = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")
BANKS = {
    "mellat": "به‌پرداخت ملت",
    "saman": "پرداخت الکترونیک سامان",
    "zarinpal": "زرین‌پال",
}
CARDS = {
    Card.GOOD: "موجودی دارد",
    Card.REFUSED: "پذیرفته نمی‌شود",
    Card.NO_FUNDS: "موجودی کم است",
    Card.EXPIRED: "تاریخش گذشته است",
}
STATES = {
    State.ISSUED: "در انتظار پرداخت",
    State.REFUSED: "کارت پذیرفته نشد",
    State.CANCELLED: "لغو شد",
    State.EXPIRED: "زمان گذشت",
    State.PAID: "پرداخت شد، تأیید نشده",
    State.VERIFIED: "تأیید شد",
    State.SETTLED: "واریز شد",
    State.REVERSED: "برگشت داده شد",
    State.RETURNING: "در راه برگشت به کارت",
    State.RETURNED: "به کارت برگشت",
}
PAID = "پرداخت انجام شد"  # what the payer is told; the rest is between bank and merchant
FAULTS = {
    Fault.CALLBACK_LOST: "بازگشت گم می‌شود",
    Fault.CALLBACK_TWICE: "بازگشت دو بار",
    Fault.CALLBACK_EARLY: "بازگشت پیش از پاسخ توکن",
    Fault.OUT_OF_ORDER: "بازگشت پس از سفارش بعدی",
    Fault.NOK_FIRST: "نخست می‌گوید پرداخت نشد",
    Fault.WRONG_AMOUNT: "مبلغ نادرست (۱۰ برابر)",
    Fault.ANOTHERS_REFERENCE: "شناسهٔ پرداخت دیگری",
    Fault.BOOKED_LATE: "دیر ثبت می‌کند",
    Fault.REQUEST_LOST: "پاسخ توکن گم می‌شود",
    Fault.VERIFY_LOST: "پاسخ تأیید گم می‌شود",
    Fault.VERIFY_AGAIN: "تأیید دوباره هم موفق",
    Fault.SETTLE_FAILS: "واریز نمی‌شود",
    Fault.SETTLE_LOST: "پاسخ واریز گم می‌شود",
    Fault.REFUND_LOST: "پاسخ بازگشت پول گم می‌شود",
    Fault.MONEY_RETURNED: "پول پس از ۷۲ ساعت برمی‌گردد",
    Fault.CODE: "پاسخ با این کد",
    Fault.SLOW_DRIP: "پاسخ بایت‌به‌بایت",
    Fault.DOWN: "۱۰ دقیقه خاموش",
}
STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f3f7f7; color: #14242b; font: 400 1.0625rem/1.85 Vazirmatn, Tahoma, sans-serif; }
header { background: #1f2a44; color: #fff; border-block-end: 4px solid #b86a00; padding: 1rem; }
header > * { width: min(44rem, 100%); margin-inline: auto; }
h1 { font-size: 1.3rem; margin-block: 0; } header p { margin-block: 0; opacity: .85; font-size: .9rem; }
h2 { font-size: 1.1rem; margin-block: 0 .5rem; }
main { width: min(44rem, 100% - 2rem); margin: 1.5rem auto 4rem; }
.card { background: #fff; border: 1px solid #d3dde0; border-radius: 12px; padding: 1rem 1.25rem; margin-block-end: 1rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 0; }
dt { color: #4c5e66; } dd { margin: 0; overflow-wrap: anywhere; text-align: end; }
.sum { font-size: 1.4rem; font-weight: 700; }
fieldset { border: 0; padding: 0; margin: 0 0 1rem; display: grid; gap: .5rem; }
legend { font-weight: 700; padding: 0; margin-block-end: .5rem; }
.choice { display: flex; gap: .75rem; align-items: center; min-height: 2.75rem; padding: .3rem .8rem; border: 2px solid #d3dde0; border-radius: 10px; }
.choice span { font-weight: 400; line-height: 1.5; } .choice b, .choice bdi { display: block; }
.choice:has(:checked) { border-color: #0a6a70; background: #eef7f7; }
input[type=radio] { inline-size: 1.25rem; block-size: 1.25rem; accent-color: #0a6a70; }
label, .label { font-weight: 700; display: block; }
input[type=text], select { font: inherit; padding: .35rem .8rem; border: 2px solid #6b7d85; border-radius: 8px; min-height: 2.75rem; width: 100%; background: #fff; }
input[dir=ltr] { text-align: left; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
.row > * { flex: 1 1 9rem; margin: 0; } .row + * { margin-block-start: 1rem; }
button { font: inherit; font-weight: 700; min-height: 2.75rem; padding: .3rem 1.1rem; border-radius: 10px; border: 2px solid #d3dde0; background: #fff; color: #084c51; cursor: pointer; }
button.first { background: #0a6a70; border-color: #0a6a70; color: #fff; width: 100%; margin-block-end: .5rem; }
button.other { width: 100%; }
:focus-visible { outline: 3px solid #ffbf33; outline-offset: 2px; box-shadow: 0 0 0 5px #14242b; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { text-align: start; padding: .4rem .6rem; border-block-end: 1px solid #d3dde0; white-space: nowrap; }
.faint { color: #4c5e66; }
"""


def digits(text: object) -> str:
    """In Persian digits."""
    return str(text).translate(PERSIAN)


def pay_page(order: Order, *, left: int) -> str:
    """Where the payer enters a card; `left` minutes remain."""
    choices = "".join(
        f'<label class="choice"><input type="radio" name="card" value="{card.value}"'
        f"{' checked' if card is Card.GOOD else ''}>"
        f'<span><b>{said}</b><bdi dir="ltr" class="faint">{_grouped(card.value)}</bdi></span></label>'
        for card, said in CARDS.items()
    )
    return _page(
        f"پرداخت {digits(f'{order.amount:,}')} ریال",
        BANKS[order.gateway],
        f"""{_summary(order, left)}
<form method="post" action="/pay" class="card">
{_names(order)}
<fieldset><legend>کارت آزمایشی را برگزینید</legend>{choices}</fieldset>
<p><label for="other">یا شمارهٔ کارت آزمایشی را بنویسید</label>
<input type="text" id="other" name="other" dir="ltr" inputmode="numeric" autocomplete="off" maxlength="24"></p>
<button class="first" name="do" value="pay">پرداخت</button>
<button class="other" name="do" value="cancel">انصراف</button>
</form>""",
    )


def _summary(order: Order, left: int) -> str:
    rest = f" و {digits(order.amount % 10)} ریال" if order.amount % 10 else ""
    return f"""<section class="card"><dl>
<dt>مبلغ</dt><dd class="sum">{digits(f"{order.amount:,}")} ریال</dd>
<dt>برابر با</dt><dd>{digits(f"{order.amount // 10:,}")} تومان{rest}</dd>
<dt>شمارهٔ سفارش</dt><dd><bdi dir="ltr">{escape(digits(order.number))}</bdi></dd>
<dt>شمارهٔ پذیرنده</dt><dd><bdi dir="ltr">{escape(digits(order.terminal))}</bdi></dd>
<dt>زمان باقی‌مانده</dt><dd>{digits(left)} دقیقه</dd>
</dl></section>"""


def back_page(order: Order, back: Back | None) -> str:
    """What stands between the payment and the merchant; it goes on by itself where it can."""
    said = PAID if order.paid_at else STATES[order.state]
    if back is None:
        lost = "پیامی به پذیرنده نرسید. می‌توانید این صفحه را ببندید."
        return _page(said, BANKS[order.gateway], f'<section class="card"><p>{lost}</p></section>')
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in back.fields.items()
    )
    return _page(
        said,
        BANKS[order.gateway],
        f"""<section class="card"><dl><dt>نتیجه</dt><dd>{said}</dd>
<dt>کد پیگیری</dt><dd><bdi dir="ltr">{escape(digits(order.rrn or "–"))}</bdi></dd></dl></section>
<form method="{"post" if back.is_post else "get"}" action="{escape(back.address)}" id="back">
{fields}<button class="first">تکمیل و بازگشت به سایت پذیرنده</button></form>
<script>document.getElementById("back").submit()</script>""",
    )


def over_page(said: str) -> str:
    """A payment that cannot be made."""
    return _page(
        "این پرداخت ممکن نیست", "بانک آزمایشی", f'<section class="card"><p>{said}</p></section>'
    )


def control_page(bank: Bank) -> str:
    """What the bank keeps and how it is to misbehave."""
    gateways = "".join(f'<option value="{one}">{BANKS[one]}</option>' for one in GATEWAYS)
    faults = "".join(f'<option value="{one.value}">{FAULTS[one]}</option>' for one in Fault)
    return _page(
        "بانک آزمایشی",
        f"ساعت بانک: {_moment(bank.now())}",
        f"""<section class="card"><h2>رفتار نادرست</h2>
<form method="post" action="/fault" class="row">
<p><label for="gateway">درگاه</label><select id="gateway" name="gateway">{gateways}</select></p>
<p><label for="fault">رفتار</label><select id="fault" name="fault">{faults}</select></p>
<p><label for="times">چند بار</label><input type="text" id="times" name="times" value="1" dir="ltr" inputmode="numeric"></p>
<p><label for="seconds">ثانیه</label><input type="text" id="seconds" name="seconds" value="" dir="ltr" inputmode="decimal"></p>
<p><label for="code">کد</label><input type="text" id="code" name="code" value="" dir="ltr"></p>
<button>بکن</button></form>
{_armed(bank.armed())}</section>
<section class="card"><h2>ساعت بانک</h2><form method="post" action="/clock" class="row">
<button name="seconds" value="600">۱۰ دقیقه جلو</button>
<button name="seconds" value="1800">۳۰ دقیقه جلو</button>
<button name="seconds" value="259200">۷۲ ساعت جلو</button></form></section>
<section class="card"><h2>فایل روز</h2><ul>{_files(bank.now())}</ul></section>
<section class="card"><h2>سفارش‌ها</h2>{_listing(bank)}</section>""",
    )


def _armed(armed: Sequence[Armed]) -> str:
    if not armed:
        return '<p class="faint">اکنون درست رفتار می‌کند.</p>'
    rows = "".join(
        f"<li>{BANKS[one.gateway]}: {FAULTS[one.fault]}"
        f"{'' if one.times is None else f' ({digits(one.times)} بار)'}</li>"
        for one in armed
    )
    return (
        f'<ul>{rows}</ul><form method="post" action="/behave"><button>همه را بردار</button></form>'
    )


def _files(now: datetime) -> str:
    day = now.astimezone(TEHRAN).date().isoformat()
    return "".join(
        f'<li><a href="/day.csv?gateway={one}&amp;day={day}">{BANKS[one]}</a></li>'
        for one in GATEWAYS
    )


def _listing(bank: Bank) -> str:
    orders = bank.orders()[-100:]
    if not orders:
        return '<p class="faint">هنوز سفارشی نیست.</p>'
    rows = "".join(
        f"<tr><td>{_moment(one.made_at)}</td><td>{BANKS[one.gateway]}</td>"
        f"<td>{digits(f'{one.amount:,}')}</td><td>{STATES[bank.standing(one)]}</td>"
        f'<td><bdi dir="ltr">{escape(digits(one.number))}</bdi></td></tr>'
        for one in reversed(orders)
    )
    heads = "".join(f"<th>{one}</th>" for one in ("زمان", "درگاه", "ریال", "وضعیت", "سفارش"))
    return f'<div class="scroll" tabindex="0"><table><tr>{heads}</tr>{rows}</table></div>'


def _names(order: Order) -> str:
    told: Mapping[str, str] = {"gateway": order.gateway, "token": order.token}
    return "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in told.items()
    )


def _grouped(number: str) -> str:
    return " ".join(digits(number[start : start + 4]) for start in range(0, len(number), 4))


def _moment(moment: datetime) -> str:
    return digits(moment.astimezone(TEHRAN).strftime("%H:%M:%S"))


def _page(title: str, below: str, body: str) -> str:
    return f"""<!doctype html>
<html lang="fa" dir="rtl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{STYLE}</style></head>
<body>
<header><h1>{title}</h1><p>{below} · شبیه‌ساز؛ هیچ پولی جابه‌جا نمی‌شود.</p></header>
<main>{body}</main>
</body>
</html>"""

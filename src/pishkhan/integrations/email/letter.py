"""A message as an e-mail: text and HTML in the direction of its language, in letters every server takes."""

import re
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from html import escape

from pishkhan.foundation import clock
from pishkhan.kernel.notifications.ports import SmsOut


LEFT_TO_RIGHT = frozenset({"en"})
ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,؛،)]")


def written(message: SmsOut, *, sender: str) -> EmailMessage:
    """The e-mail; base64, so that no server on the way needs to know 8 bits.

    What carries a way out (`unsubscribe`) says it to people below, and to programs as RFC 8058 asks.
    """
    footer = message.values.get("footer", "")
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = message.to
    letter["Subject"] = " ".join(message.title.split()) or message.text.partition("\n")[0]
    letter["Date"] = formatdate(clock.now().timestamp())
    letter["Message-ID"] = f"<{message.key}@{_domain(sender)}>"
    letter["Auto-Submitted"] = "auto-generated"
    if address := message.values.get("unsubscribe"):
        letter["List-Unsubscribe"] = f"<{address}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text = f"{message.text}\n\n{footer}" if footer else message.text
    letter.set_content(text, cte="base64")
    letter.add_alternative(page(message.text, message.language, footer), subtype="html", cte="base64")  # fmt: skip
    # Last: what begins with Content- would go down into the first part.
    letter["Content-Language"] = message.language
    return letter


def page(text: str, language: str, footer: str = "") -> str:
    """The text as HTML in the direction of its language; addresses become links, left to right."""
    direction = "ltr" if language in LEFT_TO_RIGHT else "rtl"
    below = f'<p style="font-size: 13px; color: #4c5e66">{_lines(footer)}</p>' if footer else ""
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f'</head><body dir="{direction}" style="font: 16px/1.9 Vazirmatn, Tahoma, sans-serif">'
        f"<p>{_lines(text)}</p>{below}</body></html>"
    )


def _lines(text: str) -> str:
    return ADDRESS.sub(
        lambda found: f'<a href="{found[0]}" dir="ltr">{found[0]}</a>', escape(text, quote=False)
    ).replace("\n", "<br>\n")


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"

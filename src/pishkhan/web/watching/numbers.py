"""The number of a request: taken from the proxy in front if it is one, else made here.

Only a UUID or 32 hexadecimal digits are taken: whatever else a stranger writes into the header would
stand in every line of the log.
"""

import re
import uuid

from django.http import HttpRequest


HEADER = "X-Request-ID"
ATTRIBUTE = "request_id"
WELL_FORMED = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
REFERENCE_DIGITS = 8


def given(request: HttpRequest) -> str:
    """The number of this request, given at the first call and kept on it."""
    known: str | None = getattr(request, ATTRIBUTE, None)
    if known is None:
        known = _accepted(request.headers.get(HEADER, ""))
        setattr(request, ATTRIBUTE, known)
    return known


def reference(request: HttpRequest) -> str:
    """Eight digits to say on the telephone, made of the request's number; not unique for ever."""
    part = int(given(request).replace("-", "")[-15:], 16)
    return f"{part % 10**REFERENCE_DIGITS:0{REFERENCE_DIGITS}}"


def _accepted(text: str) -> str:
    return text.lower() if WELL_FORMED.fullmatch(text) else uuid.uuid4().hex

"""Which addresses a receiver may be given; where they lead is asked anew at each sending."""

from urllib.parse import urlsplit


LONGEST = 500
SCHEMES = {"https"}
IN_DEVELOPMENT = {"https", "http"}


def is_acceptable(url: str, *, is_development: bool) -> bool:
    """`https` with a host (plain `http` in development), no user, no fragment, no odd letters."""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in (IN_DEVELOPMENT if is_development else SCHEMES):
        return False
    return bool(parts.hostname) and "@" not in parts.netloc and "#" not in url and port != 0

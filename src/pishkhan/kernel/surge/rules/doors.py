"""Which addresses newcomers wait for: what a manager named, never what is on the list below."""

from collections.abc import Iterable


# Whoever is in the middle of something is never thrown out; officers, tracking, uploads, machines
# and what costs nothing are never caught.
NEVER = (
    "/d/", "/my/", "/pay/", "/uploads/", "/track/", "/human-check/", "/queue/", "/sign-out/",
    "/desk/", "/manage/", "/staff/", "/api/", "/hooks/", "/static/", "/about/",
    "/healthz", "/readyz", "/metrics",
)  # fmt: skip
SAFE = frozenset({"GET", "HEAD"})


def is_door(text: str) -> bool:
    """Whether the prefix may stand behind the room."""
    plain = text.startswith("/") and "//" not in text and "\\" not in text and text.isascii()
    return plain and text.isprintable() and " " not in text and not text.startswith(NEVER)


def is_caught(path: str, doors: Iterable[str]) -> bool:
    """Whether a request for `path` waits while the room is open; "/" catches all but NEVER."""
    return not path.startswith(NEVER) and any(path.startswith(door) for door in doors)


def goal(path: str, method: str) -> str:
    """Where to go after waiting: the page itself, or the page with the button that was pressed."""
    return path if method in SAFE else path.rstrip("/").rpartition("/")[0] + "/"

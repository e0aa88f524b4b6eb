"""Small drawings of our own, one stroke each; those that point are turned with the language."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


PATHS = {
    "check": "M5 13l4 4 10-11",
    "cross": "M6 6l12 12M18 6L6 18",
    "download": "M12 4v11m-5-5l5 5 5-5M5 20h14",
    "file": "M7 3h7l4 4v14H7zM14 3v5h4",
    "forward": "M4 12h15m-6-6l6 6-6 6",
    "lock": "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
    "print": "M7 8V4h10v4M7 17H4V8h16v9h-3M7 14h10v6H7z",
    "search": "M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zm4.5 10.5L20 20",
    "warning": "M12 4l9 16H3zM12 10v5m0 2.5v.1",
}
DIRECTED = frozenset({"forward"})


def _drawn(name: str, path: str) -> SafeString:
    turned = " directed" if name in DIRECTED else ""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        turned,
        mark_safe(path),  # noqa: S308 - a constant of this module
    )


ICONS = {name: _drawn(name, path) for name, path in PATHS.items()}

"""Reads settings from the environment once, and fails loudly."""

import os
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The value of `name`; raises ImproperlyConfigured if it is not set and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        message = f"The environment variable {name} is required and is not set."
        raise ImproperlyConfigured(message)
    return value


def number(name: str, default: int) -> int:
    """The value of `name` as a whole number."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError as error:
        message = f"{name} must be a whole number, not {value!r}."
        raise ImproperlyConfigured(message) from error


def flag(name: str, *, default: bool) -> bool:
    """The value of `name` as yes or no (1/0, true/false, yes/no)."""
    value = os.environ.get(name)
    if value is None:
        return default
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if value.lower() not in words:
        message = f"{name} must be yes or no, not {value!r}."
        raise ImproperlyConfigured(message)
    return words[value.lower()]


def listing(name: str, default: str = "") -> list[str]:
    """The value of `name` as words separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, object]:
    """A Django database entry from a postgresql:// address (socket folder in `?host=`)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:  # its words would repeat the password
        message = "DATABASE_URL is no address: postgresql://user:password@host:port/name"
        raise ImproperlyConfigured(message) from error
    if parts.scheme not in {"postgresql", "postgres"}:
        message = "DATABASE_URL must begin with postgresql://"
        raise ImproperlyConfigured(message)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(port or "")),
        # A frozen server lets one in and says nothing: nobody waits for it longer than this.
        "OPTIONS": {"connect_timeout": "5", **query, **_plans()},
    }


def _plans() -> dict[str, object]:
    """How statements are sent: by default the server binds the values, and keeps plans.

    That halves its CPU time, and saves a tenth of ours (docs/explanation/performance.md). A pooler
    that gives connections out by the transaction must know of it (pgbouncer since 1.21), else `no`.
    """
    if not flag("PISHKHAN_PREPARED_STATEMENTS", default=True):
        return {}
    return {"server_side_binding": True, "prepare_threshold": 3}

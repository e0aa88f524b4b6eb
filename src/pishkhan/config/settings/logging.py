"""Structured logs to standard error; no personal data stands in them (config/logs.py)."""

from pishkhan.config import logs


logs.configure()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "pishkhan.config.logs.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # `handlers: []` takes away Django's own, which would write the records a second time.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "procrastinate": {"level": "WARNING"},
    },
}

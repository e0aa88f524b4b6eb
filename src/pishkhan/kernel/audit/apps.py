"""The audit component as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Audit."""

    name = "pishkhan.kernel.audit"
    label = "audit"
    verbose_name = "رد کارها"

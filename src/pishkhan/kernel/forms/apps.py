"""The forms component as a Django app."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Forms."""

    name = "pishkhan.kernel.forms"
    label = "forms"
    verbose_name = "فرم‌ها"

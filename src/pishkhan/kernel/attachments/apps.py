"""The attachments component as a Django app."""

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    """Attachments."""

    name = "pishkhan.kernel.attachments"
    label = "attachments"
    verbose_name = "پیوست‌ها"

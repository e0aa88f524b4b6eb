"""The notifications component as a Django app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notifications."""

    name = "pishkhan.kernel.notifications"
    label = "notifications"
    verbose_name = "پیام‌ها"

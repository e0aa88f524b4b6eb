"""How pages look and speak HTTP, as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Web."""

    name = "pishkhan.web"
    label = "web"
    verbose_name = "صفحه‌ها"

"""The API surface as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Api."""

    name = "pishkhan.surfaces.api"
    label = "api"
    verbose_name = "رابط برنامه‌ها"

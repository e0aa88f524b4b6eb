"""The track surface as a Django app."""

from django.apps import AppConfig


class TrackConfig(AppConfig):
    """Track."""

    name = "pishkhan.surfaces.track"
    label = "track"
    verbose_name = "پیگیری"

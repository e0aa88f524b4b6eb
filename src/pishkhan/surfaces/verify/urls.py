"""Addresses of the verify surface."""

from django.urls import URLPattern, path

from pishkhan.surfaces.verify import log_files, log_pages


app_name = "verify"
urlpatterns: list[URLPattern] = [
    path("log/", log_pages.monitor, name="log"),
    path("log/institutions/<int:institution_id>/", log_pages.institution, name="log_institution"),
    path("log/institutions/<int:institution_id>/<str:day>/", log_pages.day, name="log_day"),
    path(
        "log/institutions/<int:institution_id>/<str:day>/entries.json",
        log_pages.entries,
        name="log_entries",
    ),
    path("log/keys", log_files.keys, name="log_keys"),
    path("log/<int:epoch>/checkpoint", log_files.checkpoint, name="log_checkpoint"),
    path("log/<int:epoch>/tile/<path:path>", log_files.tile, name="log_tile"),
]

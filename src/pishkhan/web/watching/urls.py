"""Addresses of those who watch the running system."""

from django.urls import path

from pishkhan.web.watching import views


app_name = "watching"
urlpatterns = [
    path("healthz", views.health, name="health"),
    path("readyz", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]

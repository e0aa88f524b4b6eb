"""Addresses of the track surface."""

from django.urls import URLPattern


app_name = "track"
urlpatterns: list[URLPattern] = []

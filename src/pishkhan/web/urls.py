"""Addresses of the web layer itself: the human check, and the gallery in development."""

from django.urls import URLPattern


app_name = "web"
urlpatterns: list[URLPattern] = []

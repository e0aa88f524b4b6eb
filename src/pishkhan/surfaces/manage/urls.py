"""Addresses of the manage surface."""

from django.urls import URLPattern


app_name = "manage"
urlpatterns: list[URLPattern] = []

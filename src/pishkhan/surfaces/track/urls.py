"""Addresses of the track surface."""

from django.urls import URLPattern, path

from pishkhan.surfaces.track import status, views


app_name = "track"
urlpatterns: list[URLPattern] = [
    path("", views.enter, name="enter"),
    path("status.json", status.status, name="status"),
    path("case/", views.case, name="case"),
    path("answer.pdf", views.answer_pdf, name="answer_pdf"),
]

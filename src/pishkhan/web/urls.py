"""Addresses of the web layer itself: the human check, and the gallery in development."""

from django.conf import settings
from django.urls import URLPattern, path

from pishkhan.web import gallery, people, resumable
from pishkhan.web.human_check import views


app_name = "web"
urlpatterns: list[URLPattern] = [
    path("sign-out/", people.sign_out, name="sign_out"),
    path("uploads/", resumable.begin, name="uploads"),
    path("uploads/<slug:token>", resumable.one, name="upload"),
    path("human-check/challenge/", views.challenge, name="challenge"),
    path("human-check/<str:token>.png", views.picture, name="picture"),
]
if settings.DEVELOPMENT:
    urlpatterns += [
        path("ui/", gallery.index, name="gallery"),
        path("ui/<slug:name>/", gallery.screen, name="screen"),
    ]

"""Addresses of the registrar's pages."""

from django.urls import URLPattern, path

from pishkhan.surfaces.registrar import held, keys, views


app_name = "registrar"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("template.csv", views.template_csv, name="template_csv"),
    path("template.xlsx", views.template_xlsx, name="template_xlsx"),
    path("held/", held.index, name="held"),
    path("held.csv", held.as_csv, name="held_csv"),
    path("<int:organisation_id>/", views.institution, name="institution"),
    path("<int:organisation_id>/batch/<int:batch_id>/", views.batch, name="batch"),
    path("<int:organisation_id>/held/<int:taken_id>/", held.one, name="held_record"),
    path("<int:organisation_id>/keys/", keys.index, name="keys"),
]

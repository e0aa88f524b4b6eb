"""Pages of issuing, under /x/degree-issuance/."""

from django.urls import URLPattern, path

from pishkhan.services.degree_issuance import views


app_name = "degree_issuance"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("new/<slug:deed>/", views.new, name="new"),
    path("paper/", views.paper, name="paper"),
]

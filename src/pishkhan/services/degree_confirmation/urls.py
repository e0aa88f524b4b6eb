"""The page where two people compare, under /x/degree-confirmation/."""

from django.urls import URLPattern, path

from pishkhan.services.degree_confirmation import views


app_name = "degree_confirmation"
urlpatterns: list[URLPattern] = [
    path("<int:case_id>/", views.compare, name="compare"),
    path("<int:case_id>/do/<slug:deed>/", views.do, name="do"),
]

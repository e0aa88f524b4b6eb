"""Pages of introducing, under /x/cartable-request/."""

from django.urls import URLPattern, path

from pishkhan.services.cartable_request import views


app_name = "cartable_request"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("ask/", views.ask, name="ask"),
    path("request/<int:case_id>/", views.introduce, name="introduce"),
    path("cartable/<int:cartable_id>/", views.keep, name="keep"),
    path("files/", views.send_file, name="files"),
    path("files/sample.csv", views.sample, name="sample"),
    path("files/<int:batch_id>/", views.batch, name="batch"),
    path("files/<int:batch_id>/result.csv", views.result, name="result"),
]

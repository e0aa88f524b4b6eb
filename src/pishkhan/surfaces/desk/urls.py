"""Addresses of the desk surface."""

from django.urls import URLPattern, path, re_path

from pishkhan.surfaces.desk import acting, bulk, mobiles, papers, views


app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", views.inbox, name="inbox"),
    path("search/", views.search, name="search"),
    path("book/", papers.book, name="book"),
    path("mobile/", mobiles.mobile, name="mobile"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("organisations/", views.organisations, name="organisations"),
    path("case/<int:case_id>/", views.case, name="case"),
    path("case/<int:case_id>/note/", views.note, name="note"),
    path("case/<int:case_id>/take-back/", acting.take_back, name="take_back"),
    path("case/<int:case_id>/reopen/", acting.reopen, name="reopen"),
    path("case/<int:case_id>/letter.pdf", papers.letter, name="letter"),
    path("case/<int:case_id>/draft.pdf", papers.draft, name="draft"),
    path("case/<int:case_id>/receipt.pdf", papers.receipt, name="receipt"),
    path("case/<int:case_id>/file/<int:attachment_id>/", views.file, name="file"),
    path("case/<int:case_id>/file/<int:attachment_id>/mark/", views.mark, name="mark"),
    re_path(
        r"^task/(?P<task_id>\d{1,19})/handle/(?P<deed>claim|release|reassign)/$",
        acting.handle,
        name="handle",
    ),
    path("task/<int:task_id>/<str:action>/", acting.decide, name="decide"),
]

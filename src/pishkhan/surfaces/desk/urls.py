"""Addresses of the desk surface."""

from django.urls import URLPattern, path, re_path

from pishkhan.surfaces.desk import (
    acting,
    bulk,
    drawing,
    folders,
    marking,
    mobiles,
    papers,
    referring,
    runs,
    sharing,
    standing_in,
    views,
)


app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", views.inbox, name="inbox"),
    path("search/", views.search, name="search"),
    path("follow-up/", folders.follow_up, name="follow_up"),
    path("sent/", folders.sent, name="sent"),
    path("drafts/", folders.drafts, name="drafts"),
    path("labels/", marking.labels, name="labels"),
    path("views/", marking.saved, name="views"),
    path("keys/", views.keys, name="keys"),
    path("book/", papers.book, name="book"),
    path("mobile/", mobiles.mobile, name="mobile"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("runs/", runs.runs, name="runs"),
    path("run/<int:run_id>/", runs.run, name="run"),
    path("run/<int:run_id>/results.csv", runs.results, name="results"),
    path("run/<int:run_id>/undo/", runs.undo, name="undo"),
    path("distribute/", sharing.distribute, name="distribute"),
    path("stand-in/", standing_in.stand_in, name="stand_in"),
    path("stand-in/<int:holding_id>/end/", standing_in.end, name="end_stand_in"),
    path("organisations/", views.organisations, name="organisations"),
    path("case/<int:case_id>/", views.case, name="case"),
    path("case/<int:case_id>/note/", views.note, name="note"),
    path("case/<int:case_id>/labels/", marking.put_labels, name="put_labels"),
    path("case/<int:case_id>/confidentiality/", marking.confidentiality, name="confidentiality"),
    path("case/<int:case_id>/beside/", marking.beside, name="beside"),
    path("case/<int:case_id>/refer/", referring.refer, name="refer"),
    path(
        "case/<int:case_id>/referral/<int:referral_id>/<str:deed>/",
        referring.undo_referral,
        name="undo_referral",
    ),
    path("case/<int:case_id>/map/", drawing.drawing, name="map"),
    path("case/<int:case_id>/take-back/", acting.take_back, name="take_back"),
    path("case/<int:case_id>/reopen/", acting.reopen, name="reopen"),
    path("case/<int:case_id>/letter.pdf", papers.letter, name="letter"),
    path("case/<int:case_id>/draft.pdf", papers.draft, name="draft"),
    path("case/<int:case_id>/receipt.pdf", papers.receipt, name="receipt"),
    path("case/<int:case_id>/file/<int:attachment_id>/", views.file, name="file"),
    path("case/<int:case_id>/file/<int:attachment_id>/mark/", views.mark, name="mark"),
    path("referral/<int:task_id>/", referring.referral, name="referral"),
    re_path(
        r"^task/(?P<task_id>\d{1,19})/handle/(?P<deed>claim|release|reassign)/$",
        acting.handle,
        name="handle",
    ),
    path("task/<int:task_id>/<str:action>/", acting.decide, name="decide"),
]

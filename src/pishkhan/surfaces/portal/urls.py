"""Addresses of the portal surface."""

from django.urls import URLPattern, path

from pishkhan.surfaces.portal.views import (
    about,
    attaching,
    confirming,
    correcting,
    emails,
    filling,
    home,
    messages,
    mine,
    replacing,
    reviewing,
    signing_in,
    wishes,
)


app_name = "portal"
SMALL = {"thumbnail": True}
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("which/", home.which, name="which"),
    path("about/<slug:topic>/", about.about, name="about"),
    path("s/<slug:service>/", home.card, name="card"),
    path("s/<slug:service>/start/", home.start, name="start"),
    path("d/<str:token>/", filling.draft, name="draft"),
    path("d/<str:token>/later/", filling.later, name="later"),
    path("d/<str:token>/receipt/", reviewing.receipt, name="receipt"),
    path("d/<str:token>/receipt.pdf", reviewing.receipt_pdf, name="receipt_pdf"),
    path("d/<str:token>/file/<int:attachment_id>/", attaching.file, name="draft_file"),
    path(
        "d/<str:token>/file/<int:attachment_id>/thumbnail/",
        attaching.file,
        SMALL,
        name="draft_thumbnail",
    ),
    path("d/<str:token>/<slug:code>/", filling.page, name="page"),
    path("d/<str:token>/<slug:code>/autosave/", filling.autosave, name="autosave"),
    path("d/<str:token>/<slug:code>/resend/", confirming.resend, name="resend"),
    path("d/<str:token>/<slug:code>/upload/", attaching.upload, name="upload"),
    path("d/<str:token>/<slug:code>/remove/<int:attachment_id>/", attaching.remove, name="remove"),
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/code/", signing_in.code, name="sign_in_code"),
    path("sign-in/resend/", signing_in.resend, name="sign_in_resend"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("recover/", signing_in.recover, name="recover"),
    path("my/", mine.my, name="my"),
    path("my/messages/", messages.inbox, name="inbox"),
    path("my/messages/read/", messages.all_read, name="all_read"),
    path("my/settings/", wishes.wishes, name="wishes"),
    path("my/settings/email/", wishes.email, name="email"),
    path("email/<str:token>/", emails.confirm, name="confirm_email"),
    path("unsubscribe/<str:token>/", emails.unsubscribe, name="unsubscribe"),
    path("my/<int:case_id>/", mine.case, name="case"),
    path("my/<int:case_id>/complete/", correcting.complete, name="complete"),
    path("my/<int:case_id>/object/", correcting.objection, name="object"),
    path("my/<int:case_id>/answer.pdf", mine.answer_pdf, name="answer_pdf"),
    path("my/<int:case_id>/receipt.pdf", mine.receipt_pdf, name="case_receipt_pdf"),
    path("my/<int:case_id>/file/<int:attachment_id>/", mine.file, name="case_file"),
    path(
        "my/<int:case_id>/file/<int:attachment_id>/replace/",
        replacing.replace,
        name="replace",
    ),
    path(
        "my/<int:case_id>/file/<int:attachment_id>/thumbnail/",
        mine.file,
        SMALL,
        name="case_thumbnail",
    ),
]

"""Addresses of the manage surface."""

from django.urls import URLPattern, path

from pishkhan.surfaces.manage.views import (
    audit,
    holidays,
    home,
    identifiers,
    offers,
    organisations,
    people,
    posts,
    processes,
    texts,
)


app_name = "manage"
TEXT = "texts/<str:event>/<slug:channel>/<slug:language>/"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("organisations/", organisations.index, name="organisations"),
    path("organisations/<int:organisation_id>/", organisations.one, name="organisation"),
    path("organisations/<int:organisation_id>/new/", organisations.create, name="new_organisation"),
    path("organisations/<int:organisation_id>/rename/", organisations.rename, name="rename"),
    path("organisations/<int:organisation_id>/move/", organisations.move, name="move"),
    path("organisations/<int:organisation_id>/close/", organisations.close, name="close"),
    path("organisations/<int:organisation_id>/posts/new/", posts.create, name="new_post"),
    path(
        "organisations/<int:organisation_id>/books/<slug:direction>/",
        organisations.book,
        name="book",
    ),
    path("posts/", posts.index, name="posts"),
    path("posts/<int:post_id>/", posts.one, name="post"),
    path("posts/<int:post_id>/appoint/", posts.appoint, name="appoint"),
    path("posts/<int:post_id>/stand-in/", posts.stand_in, name="stand_in"),
    path("posts/<int:post_id>/end/<int:holding_id>/", posts.end, name="end_holding"),
    path("people/", people.index, name="people"),
    path("people/new/", people.create, name="new_person"),
    path("people/<int:account_id>/", people.one, name="person"),
    path("people/<int:account_id>/close/", people.close, name="close_account"),
    path("people/<int:account_id>/open/", people.reopen, name="open_account"),
    path("people/<int:account_id>/reset/", people.reset, name="reset_account"),
    path("people/<int:account_id>/link/", people.link, name="link_person"),
    path("holidays/", holidays.year, name="holidays"),
    path("holidays/new/", holidays.add, name="new_holiday"),
    path("holidays/closure/", holidays.closure, name="closure"),
    path("holidays/weekend/", holidays.weekend, name="weekend"),
    path("holidays/seed/", holidays.seed, name="seed_year"),
    path("holidays/<str:day>/remove/", holidays.remove, name="remove_holiday"),
    path("texts/", texts.index, name="texts"),
    path(TEXT, texts.edit, name="text"),
    path(f"{TEXT}reset/", texts.reset, name="reset_text"),
    path("services/", offers.index, name="service_list"),
    path("services/<slug:service>/switch/", offers.switch, name="switch"),
    path("services/<slug:service>/office/", offers.office, name="office"),
    path("processes/", processes.index, name="processes"),
    path("processes/<slug:service>/", processes.one, name="process"),
    path("processes/<slug:service>/publish/", processes.publish, name="publish"),
    path("identifiers/", identifiers.index, name="identifiers"),
    path("identifiers/<slug:kind>/", identifiers.edit, name="identifier"),
    path("audit/", audit.index, name="audit"),
    path("audit/export.csv", audit.export, name="audit_export"),
]

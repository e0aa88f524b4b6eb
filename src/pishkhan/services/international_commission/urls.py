"""Addresses of the commission, under /x/international-commission/."""

from django.urls import URLPattern, path

from pishkhan.services.international_commission.views import papers, sessions, voting


app_name = "international_commission"
urlpatterns: list[URLPattern] = [
    path("", sessions.index, name="index"),
    path("sessions/new/<int:organisation_id>/", sessions.create, name="new_session"),
    path("sessions/<int:session_id>/", sessions.one, name="session"),
    path("sessions/<int:session_id>/do/<slug:deed>/", sessions.do, name="do"),
    path("sessions/<int:session_id>/minutes.pdf", sessions.minutes, name="minutes"),
    path("items/<int:item_id>/", voting.item, name="item"),
    path("items/<int:item_id>/do/<slug:deed>/", voting.do, name="vote"),
    path("orders/<int:case_id>.pdf", papers.order, name="order"),
    path("documents/", papers.mine, name="papers"),
    path("documents/<int:paper_id>/", papers.renew, name="renew"),
    path("expiring/", papers.expiring, name="expiring"),
]

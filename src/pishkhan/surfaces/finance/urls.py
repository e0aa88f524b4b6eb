"""Addresses of the finance desk."""

from django.urls import URLPattern, path

from pishkhan.surfaces.finance.views import (
    attempts,
    books,
    differences,
    fees,
    files,
    home,
    orphans,
    payments,
    refunds,
)


app_name = "finance"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("daybook/", books.daybook, name="daybook"),
    path("daybook.csv", books.daybook_csv, name="daybook_csv"),
    path("sums/", books.sums, name="sums"),
    path("sums.csv", books.sums_csv, name="sums_csv"),
    path("payments/", payments.index, name="payments"),
    path("payments.csv", payments.as_csv, name="payments_csv"),
    path("payments/<int:payment_id>/", payments.one, name="payment"),
    path("payments/<int:payment_id>/refund/", refunds.ask, name="ask_refund"),
    path("attempts/", attempts.index, name="attempts"),
    path("attempts.csv", attempts.as_csv, name="attempts_csv"),
    path("refunds/", refunds.index, name="refunds"),
    path("refunds.csv", refunds.as_csv, name="refunds_csv"),
    path("refunds/<int:refund_id>/", refunds.one, name="refund"),
    path("refunds/<int:refund_id>/second/", refunds.second, name="second_refund"),
    path("refunds/<int:refund_id>/approve/", refunds.approve, name="approve_refund"),
    path("refunds/<int:refund_id>/refuse/", refunds.refuse, name="refuse_refund"),
    path("refunds/<int:refund_id>/take-away/", refunds.take_away, name="take_away"),
    path("refunds/<int:refund_id>/paid-back/", refunds.paid_back, name="paid_back"),
    path("files/", files.index, name="files"),
    path("files/<int:file_id>/", files.one, name="file"),
    path("differences/", differences.index, name="differences"),
    path("differences.csv", differences.as_csv, name="differences_csv"),
    path("differences/<int:difference_id>/", differences.one, name="difference"),
    path("differences/<int:difference_id>/resolve/", differences.resolve, name="resolve"),
    path("orphans/", orphans.find, name="orphans"),
    path("orphans/<int:line_id>/", orphans.line, name="orphan"),
    path("orphans/<int:line_id>/claim/", orphans.claim, name="claim"),
    path("fees/", fees.index, name="fees"),
    path("fees/new/", fees.create, name="new_fee"),
    path("fees/<int:fee_id>/end/", fees.end, name="end_fee"),
]

"""Addresses of the verify surface."""

from django.urls import URLPattern, path

from pishkhan.surfaces.verify import (
    inquiry,
    issuers,
    json_inquiry,
    log_files,
    log_pages,
    receipts,
    shares,
    vc_api,
)


app_name = "verify"
urlpatterns: list[URLPattern] = [
    path("v/", inquiry.inquire, name="inquiry"),
    path("v/inquiry.json", json_inquiry.inquire, name="json_inquiry"),
    path("v/compare/", inquiry.compare, name="compare"),
    path("v/share/<str:token>/", shares.shared, name="share"),
    path("v/receipt/<str:number>.json", receipts.receipt, name="receipt"),
    path("v/receipt/<str:number>.pdf", receipts.receipt_pdf, name="receipt_pdf"),
    path("v/receipt-keys.json", receipts.keys, name="receipt_keys"),
    path("V/<str:code>", inquiry.scanned, name="scanned"),
    path("v/<str:code>", inquiry.scanned, name="scanned_small"),
    path(".well-known/did.json", issuers.platform, name="did"),
    path(".well-known/jwks.json", issuers.jwks, name="jwks"),
    path("issuers/list.json", issuers.issuers, name="issuers"),
    path("issuers/list.jwt", issuers.signed_issuers, name="signed_issuers"),
    path("issuers/authority.pem", issuers.authority, name="authority"),
    path("issuers/trial/did.json", issuers.trial, name="did_of_trial"),
    path("issuers/<int:number>/did.json", issuers.issuer, name="did_of_issuer"),
    path("credentials/status/<int:list_id>/<str:purpose>", issuers.status_list, name="status_list"),
    path("vc-api/credentials/issue", vc_api.issue, name="vc_issue"),
    path("vc-api/credentials/verify", vc_api.verify, name="vc_verify"),
    path("log/", log_pages.monitor, name="log"),
    path("log/institutions/<int:institution_id>/", log_pages.institution, name="log_institution"),
    path("log/institutions/<int:institution_id>/<str:day>/", log_pages.day, name="log_day"),
    path(
        "log/institutions/<int:institution_id>/<str:day>/entries.json",
        log_pages.entries,
        name="log_entries",
    ),
    path("log/keys", log_files.keys, name="log_keys"),
    path("log/<int:epoch>/checkpoint", log_files.checkpoint, name="log_checkpoint"),
    path("log/<int:epoch>/tile/<path:path>", log_files.tile, name="log_tile"),
]

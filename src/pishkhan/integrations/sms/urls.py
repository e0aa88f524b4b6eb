"""Where operators tell us of deliveries."""

from django.urls import URLPattern, path

from pishkhan.integrations.sms.receipts import receipts


app_name = "sms"
urlpatterns: list[URLPattern] = [
    path("<slug:operator>/<str:token>/", receipts, name="receipts"),
]

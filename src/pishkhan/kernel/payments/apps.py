"""The payments component as a Django app."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Payments."""

    name = "pishkhan.kernel.payments"
    label = "payments"
    verbose_name = "پرداخت‌ها"

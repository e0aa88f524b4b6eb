"""The identity component as a Django app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Identity."""

    name = "pishkhan.kernel.identity"
    label = "identity"
    verbose_name = "اشخاص و ورود"

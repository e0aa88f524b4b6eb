"""The documents component as a Django app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents."""

    name = "pishkhan.kernel.documents"
    label = "documents"
    verbose_name = "اسناد"

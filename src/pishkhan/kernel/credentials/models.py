"""Credentials that were issued, the lists that tell what became of them, entries of keys in the log."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from pishkhan.kernel.credentials.terms import CredentialState
from pishkhan.kernel.persistence.api import Row
from pishkhan.kernel.signing.terms import KeyChange


class StatusList(Row):
    """A list of bits of one issuer; how many of its places are taken, and when it changed last."""

    owner = models.CharField(max_length=40, db_index=True)
    size = models.IntegerField()
    taken = models.IntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta(Row.Meta):
        verbose_name = "فهرست وضعیت"
        verbose_name_plural = "فهرست‌های وضعیت"

    @override
    def __str__(self) -> str:
        return f"{self.owner} {self.taken}/{self.size}"


class Credential(Row):
    """A credential of a document for as long as its facts are the same; the text is made anew.

    `said` is a digest of all that it says, so that one signed by a stolen key is told from one
    that we issued. Without a document it is of a conformance suite.
    """

    number = models.UUIDField(unique=True, default=uuid.uuid4)
    document_id = models.BigIntegerField(null=True)
    facts = models.BinaryField(max_length=16)
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="entries")
    index = models.IntegerField()
    state = models.CharField(max_length=12, choices=CredentialState.choices())
    issued_at = models.DateTimeField()
    log_epoch = models.SmallIntegerField(default=0)
    log_index = models.BigIntegerField(default=0)
    said = models.BinaryField(max_length=32)

    class Meta(Row.Meta):
        verbose_name = "گواهی ماشین‌خوان"
        verbose_name_plural = "گواهی‌های ماشین‌خوان"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["document_id", "facts"], name="credential_once"),
            models.UniqueConstraint(fields=["status_list", "index"], name="credential_own_place"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["status_list", "state", "index"],
                name="credential_marked",
                condition=~Q(state="active"),
            ),
        ]

    @override
    def __str__(self) -> str:
        return str(self.number)


class KeyEntry(Row):
    """That a key was added or ended, as the public log has it."""

    key_id = models.CharField(max_length=60, db_index=True)
    change = models.CharField(max_length=10, choices=KeyChange.choices())
    entry_id = models.BigIntegerField(unique=True)
    salt = models.BinaryField()
    record = models.JSONField()

    class Meta(Row.Meta):
        verbose_name = "سطر کلید در دفتر عمومی"
        verbose_name_plural = "سطرهای کلید در دفتر عمومی"

    @override
    def __str__(self) -> str:
        return f"{self.key_id} {self.change}"

"""Where sealed files lie, by the settings of this installation."""

from dataclasses import dataclass, field

from django.core.files.storage import Storage


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreSettings:
    """What an installation says about its object store; `address` is empty for Amazon's own."""

    kind: str = "disk"
    address: str = ""
    bucket: str = ""
    region: str = ""
    key: str = ""
    secret: str = field(default="", repr=False)


def file_store(settings: StoreSettings) -> Storage | None:
    """The store named by `settings.kind`: s3, or None for the local disk.

    Raises ValueError for any other name and where the bucket is not named.
    """
    if settings.kind == "disk":
        return None
    if settings.kind != "s3" or not settings.bucket:
        message = "PISHKHAN_FILES_STORE must be disk, or s3 together with PISHKHAN_S3_BUCKET."
        raise ValueError(message)
    from storages.backends.s3 import S3Storage  # noqa: PLC0415 - boto3 takes half a second and 30 MB

    store: Storage = S3Storage(
        access_key=settings.key or None,
        secret_key=settings.secret or None,
        bucket_name=settings.bucket,
        endpoint_url=settings.address or None,
        region_name=settings.region,
        addressing_style="path" if settings.address else "auto",
        default_acl=None,
        querystring_auth=True,
        file_overwrite=True,
    )
    return store

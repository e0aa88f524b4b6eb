"""Everything that is wrong with the settings of production, told at once and before the start.

No message repeats a value: a secret that is wrong in one place is often right in another.
"""

import base64
import binascii
import os
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


REQUIRED = (
    "PISHKHAN_SECRET_KEY",
    "PISHKHAN_HOSTS",
    "PISHKHAN_ADDRESS",
    "PISHKHAN_AUDIT_FOLDER",
    "PISHKHAN_FILES_KEYS",
    "PISHKHAN_SMS",
    "PISHKHAN_GATEWAYS",
)
# Each that is set must be long enough to be guessed by nobody.
SECRETS = {
    "PISHKHAN_SECRET_KEY": 50,
    "PISHKHAN_WATCH_TOKEN": 32,
    "PISHKHAN_SMS_CALLBACK_TOKEN": 32,
    "PISHKHAN_SMS_KAVENEGAR_KEY": 16,
    "PISHKHAN_SMS_SMSIR_KEY": 16,
    "PISHKHAN_MOBILE_OWNERSHIP_BUSINESS_TOKEN": 16,
    "PISHKHAN_S3_SECRET": 16,
    "PISHKHAN_ZARINPAL_MERCHANT": 16,
    "PISHKHAN_ZARINPAL_TOKEN": 16,
}
# Given to us by others: by chance such a key may hold the letters of any word.
ISSUED = frozenset(
    {
        "PISHKHAN_SMS_KAVENEGAR_KEY",
        "PISHKHAN_SMS_SMSIR_KEY",
        "PISHKHAN_MOBILE_OWNERSHIP_BUSINESS_TOKEN",
        "PISHKHAN_S3_SECRET",
        "PISHKHAN_ZARINPAL_MERCHANT",
        "PISHKHAN_ZARINPAL_TOKEN",
    }
)
# With this in the setting of the left, those of the right are needed too.
NEEDED_WITH = (
    ("PISHKHAN_SMS", "kavenegar", ("PISHKHAN_SMS_KAVENEGAR_KEY",)),
    ("PISHKHAN_SMS", "smsir", ("PISHKHAN_SMS_SMSIR_KEY", "PISHKHAN_SMS_SMSIR_LINE")),
    (
        "PISHKHAN_GATEWAYS",
        "mellat",
        ("PISHKHAN_MELLAT_TERMINAL", "PISHKHAN_MELLAT_USER", "PISHKHAN_MELLAT_PASSWORD"),
    ),
    ("PISHKHAN_GATEWAYS", "saman", ("PISHKHAN_SAMAN_TERMINAL",)),
    ("PISHKHAN_GATEWAYS", "zarinpal", ("PISHKHAN_ZARINPAL_MERCHANT",)),
    ("PISHKHAN_FILES_STORE", "s3", ("PISHKHAN_S3_BUCKET", "PISHKHAN_S3_KEY", "PISHKHAN_S3_SECRET")),
)
ENCRYPTED = (
    "PISHKHAN_ADDRESS",
    "PISHKHAN_FILES_ADDRESS",
    "PISHKHAN_S3_ADDRESS",
    "PISHKHAN_MELLAT_ADDRESS",
    "PISHKHAN_SAMAN_ADDRESS",
    "PISHKHAN_ZARINPAL_ADDRESS",
    "PISHKHAN_ZARINPAL_REFUNDS_ADDRESS",
)
# Where the account or the address of a bank that moves no money would stand.
OF_GATEWAYS = (
    "PISHKHAN_GATEWAYS",
    "PISHKHAN_MELLAT_USER",
    "PISHKHAN_MELLAT_PASSWORD",
    "PISHKHAN_MELLAT_ADDRESS",
    "PISHKHAN_SAMAN_ADDRESS",
    "PISHKHAN_ZARINPAL_ADDRESS",
)
PRETENDERS = ("simulator", "memory", "sandbox")
DEFAULTS = re.compile(r"development|never[-_ ]used|django-insecure", re.IGNORECASE)
PLACEHOLDERS = re.compile(
    r"change[-_ ]?me|change[-_ ]?this|your[-_ ]|placeholder|example|secret|password|"
    r"x{4}|0{8}|1234|qwerty|[<>{}…]",
    re.IGNORECASE,
)
LEAST_KINDS = 10  # different characters of a secret
KEY_OCTETS = 32


def refuse_unsound(environment: Mapping[str, str] = os.environ) -> None:
    """Raises ImproperlyConfigured with all that is wrong, a line each."""
    found = list(problems(environment))
    if found:
        raise ImproperlyConfigured("\n".join(["", *(f"  - {one}" for one in found)]))


def problems(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """What is wrong, a sentence each, beginning with the name of the variable."""
    return tuple(_problems(environment))


def _problems(environment: Mapping[str, str]) -> Iterator[str]:
    given = {name: text for name, value in environment.items() if (text := value.strip())}
    yield from _of_what_is_missing(given)
    for name in sorted(SECRETS.keys() & given.keys()):
        yield from _of_a_secret(name, given[name])
    yield from _of_file_keys(given.get("PISHKHAN_FILES_KEYS", ""))
    yield from _of_addresses(given)
    for name in ("PISHKHAN_SMS", "PISHKHAN_MOBILE_OWNERSHIP", *OF_GATEWAYS):
        if any(pretender in given.get(name, "") for pretender in PRETENDERS):
            yield f"{name} names a simulator, which answers nobody in production."


def _of_what_is_missing(given: Mapping[str, str]) -> Iterator[str]:
    for name in REQUIRED:
        if name not in given:
            yield f"{name} is required and is not set."
    for chooser, word, names in NEEDED_WITH:
        if word in re.split(r"[,:\s]+", given.get(chooser, "")):
            for name in names:
                if name not in given:
                    yield f"{name} is required with {chooser}={word} and is not set."


def _of_a_secret(name: str, value: str) -> Iterator[str]:
    least = SECRETS[name]
    if DEFAULTS.search(value):
        yield f"{name} is the key of development, which everybody knows."
    elif name not in ISSUED and PLACEHOLDERS.search(value):
        yield f"{name} looks like a placeholder."
    elif len(value) < least:
        yield f"{name} is too short: {len(value)} characters, at least {least} are needed."
    elif len(set(value)) < LEAST_KINDS:
        yield f"{name} repeats itself too much to be a secret."


def _of_file_keys(text: str) -> Iterator[str]:
    names = set()
    for number, entry in enumerate((e.strip() for e in text.split(",") if e.strip()), start=1):
        name, _, key = entry.partition(":")
        said = f"PISHKHAN_FILES_KEYS, key {number},"
        try:
            octets = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
        except (binascii.Error, ValueError):
            octets = b""
        if not name or len(octets) != KEY_OCTETS:
            yield f"{said} is not `name:base64` of {KEY_OCTETS} bytes (`pishkhan new-key`)."
        elif DEFAULTS.search(octets.decode("latin-1")) or name == "development":
            yield f"{said} is the key of development, which everybody knows."
        elif len(set(octets)) < LEAST_KINDS:
            yield f"{said} repeats itself too much to be a key."
        if name in names:
            yield f"{said} has the name of another one."
        names.add(name)


def _of_addresses(given: Mapping[str, str]) -> Iterator[str]:
    hosts = given.get("PISHKHAN_HOSTS", "localhost").split(",")
    if any(host.strip() in {"*", ".", ""} for host in hosts):
        yield "PISHKHAN_HOSTS must name each host; `*` lets a stranger choose what links lead to."
    for name in ENCRYPTED:
        if name in given and not _is_https(given[name]):
            yield f"{name} must begin with https:// and name a host."


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)

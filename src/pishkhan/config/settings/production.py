"""Production: every secret from the environment, HTTPS only."""

from pathlib import Path
from urllib.parse import urlsplit

from pishkhan.config import environment, soundness


soundness.refuse_unsound()  # before anything else: all that is wrong is told at once

from pishkhan.config.settings.base import *  # noqa: E402 - nothing is read before


DEBUG = False
DEVELOPMENT = False
SECRET_KEY = environment.text("PISHKHAN_SECRET_KEY")
SECRET_KEY_FALLBACKS = environment.listing("PISHKHAN_OLD_SECRET_KEYS")
ALLOWED_HOSTS = environment.listing("PISHKHAN_HOSTS")
if FILES_ADDRESS:
    ALLOWED_HOSTS += [urlsplit(FILES_ADDRESS).hostname or ""]
# Where the worker finds the key that seals the trail, out of reach of the database's owner.
AUDIT_FOLDER = Path(environment.text("PISHKHAN_AUDIT_FOLDER"))
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# The list in browsers cannot be left again within months, and it takes a whole domain: a decision
# of those who own the domain.
SECURE_HSTS_PRELOAD = environment.flag("PISHKHAN_HSTS_PRELOAD", default=False)
# Frames and forged forms are refused in the middleware of pages, not in that of all (web/by_prefix).
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W003", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
# Browsers take these names only from this very host, over HTTPS, for the whole of it.
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_NAME = "__Host-language"
DEVICE_COOKIE_NAME = "__Host-device"
ACCESS_LOG = environment.flag("PISHKHAN_ACCESS_LOG", default=True)
# Nothing that plays the outside may answer here: an operator is named, the check is named or off.
SMS_PROVIDER = environment.text("PISHKHAN_SMS")
GATEWAYS = environment.text("PISHKHAN_GATEWAYS")
MOBILE_OWNERSHIP = environment.text("PISHKHAN_MOBILE_OWNERSHIP", "none")
FILES_KEYS = environment.listing("PISHKHAN_FILES_KEYS", environment.text("PISHKHAN_FILES_KEYS"))
# Under load that lasts, features are left out and newcomers wait by themselves.
SURGE_AUTOMATIC = environment.flag("PISHKHAN_SURGE_AUTOMATIC", default=True)
FLOOD_PER_SECOND = environment.number("PISHKHAN_FLOOD_PER_SECOND", 100)

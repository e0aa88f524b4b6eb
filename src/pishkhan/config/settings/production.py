"""Production: every secret from the environment, HTTPS only."""

from pathlib import Path

from pishkhan.config import environment
from pishkhan.config.settings.base import *


DEBUG = False
DEVELOPMENT = False
SECRET_KEY = environment.text("PISHKHAN_SECRET_KEY")
ALLOWED_HOSTS = environment.listing("PISHKHAN_HOSTS")
# Where the worker finds the key that seals the trail, out of reach of the database's owner.
AUDIT_FOLDER = Path(environment.text("PISHKHAN_AUDIT_FOLDER"))
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
# Nothing that plays the outside may answer here: an operator is named, the check is named or off.
SMS_PROVIDER = environment.text("PISHKHAN_SMS")
MOBILE_OWNERSHIP = environment.text("PISHKHAN_MOBILE_OWNERSHIP", "none")
FILES_KEYS = environment.listing("PISHKHAN_FILES_KEYS", environment.text("PISHKHAN_FILES_KEYS"))
# Under load that lasts, features are left out and newcomers wait by themselves.
SURGE_AUTOMATIC = environment.flag("PISHKHAN_SURGE_AUTOMATIC", default=True)
FLOOD_PER_SECOND = environment.number("PISHKHAN_FLOOD_PER_SECOND", 100)

"""Development and demonstration on one machine."""

from pishkhan.config import environment
from pishkhan.config.settings.base import *


DEBUG = False
DEVELOPMENT = True
SECRET_KEY = environment.text(
    "PISHKHAN_SECRET_KEY", "development-only-key-never-used-in-production"
)
ALLOWED_HOSTS = ["*"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

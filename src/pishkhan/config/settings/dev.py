"""Development and demonstration on one machine."""

from pishkhan.config import environment
from pishkhan.config.paths import VAR
from pishkhan.config.settings.base import *


DEBUG = False
DEVELOPMENT = True
SECRET_KEY = environment.text(
    "PISHKHAN_SECRET_KEY", "development-only-key-never-used-in-production"
)
ALLOWED_HOSTS = ["*"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
FILES_KEYS = environment.listing(
    "PISHKHAN_FILES_KEYS", "development:ZGV2ZWxvcG1lbnQtb25seS1uZXZlci1wcm9kdWN0aW8"
)
# With what the simulated education system of a university calls us (`config.demo.graduates`).
UNIVERSITY_KEY_FILE = VAR / "university.key"

"""Tests: the same as development, with quick password hashing and no outside."""

from pathlib import Path

from pishkhan.config import environment
from pishkhan.config.paths import VAR
from pishkhan.config.settings.dev import *


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SMS_PROVIDER = "memory"
GATEWAYS = "none"  # a test that pays connects a gateway of its own
SMS_QUIET_HOURS = ""  # what a test finds must not depend on the hour at which it runs
FILES_FOLDER = VAR / "test-files"
AUDIT_FOLDER = VAR / "test-audit"
LOG_FOLDER = VAR / "test-log"
LOG_KEY_FOLDER = VAR / "test-log-key"
UNIVERSITY_KEY_FILE = VAR / "test-university.key"
LOG_WITNESSES = []
SIGNING_FOLDER = Path(environment.text("PISHKHAN_SIGNING_FOLDER", str(VAR / "test-signing")))
LIMITS_REMEMBERED_SECONDS = 0.0  # a test must not be refused for what the one before it did
SURGE_LOOK_SECONDS = 0.0

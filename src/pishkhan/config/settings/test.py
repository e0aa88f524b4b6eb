"""Tests: the same as development, with quick password hashing and no outside."""

from pishkhan.config.paths import VAR
from pishkhan.config.settings.dev import *


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SMS_PROVIDER = "memory"
FILES_FOLDER = VAR / "test-files"
AUDIT_FOLDER = VAR / "test-audit"

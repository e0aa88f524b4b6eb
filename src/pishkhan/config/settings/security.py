"""Accounts, cookies, limits of a request's size."""

from pishkhan.config import environment


AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # staff have no e-mail of theirs; messages go to persons
ACCOUNT_ADAPTER = "pishkhan.web.accounts.StaffAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "پیشخوان"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # scripts send forms, and forms carry the token
# What was done is told on the next page; in a cookie the name of a person would travel with it.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DEVICE_COOKIE_NAME = "device"
CSRF_FAILURE_VIEW = "pishkhan.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
ALLOWED_HOSTS = environment.listing("PISHKHAN_HOSTS", "localhost,127.0.0.1,[::1],testserver")
# A body over this that is not a file is refused; files stream to disk and have their own limit.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["pishkhan.web.uploads.CappedFileUploadHandler"]
# Addresses of the proxies in front; only what they wrote into X-Forwarded-For is believed. Without
# them behind a proxy, all people would share one limit.
TRUSTED_PROXIES = environment.listing("PISHKHAN_TRUSTED_PROXIES")

"""What holds in every environment. What differs between installations comes from the environment."""

from pathlib import Path

from pishkhan.config import environment
from pishkhan.config.installed import PISHKHAN_APPS
from pishkhan.config.paths import CHECKOUT, MADE, PACKAGE, VAR
from pishkhan.config.settings.database import *
from pishkhan.config.settings.i18n import *
from pishkhan.config.settings.logging import *
from pishkhan.config.settings.security import *


INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *PISHKHAN_APPS,
    "pishkhan.config",
]
ROOT_URLCONF = "pishkhan.config.urls"
WSGI_APPLICATION = "pishkhan.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = [
    "pishkhan.web.headers.HeadersMiddleware",
    "pishkhan.web.watching.middleware.WatchingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "pishkhan.web.showing.FilesHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pishkhan.web.by_prefix.ByPrefix",
    "allauth.account.middleware.AccountMiddleware",  # asks to stand here; it costs two microseconds
]
# What comes after these depends on the address (web/by_prefix.py): pages of a person, pages that
# are the same for everybody (only to be read), doors of machines, which know no cookie.
MIDDLEWARE_OF_PAGES = [
    "pishkhan.web.caching.PrivateMiddleware",
    "pishkhan.web.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pishkhan.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "pishkhan.web.middleware.FormsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pishkhan.web.middleware.ActorMiddleware",
    "pishkhan.web.device.DeviceMiddleware",
    "pishkhan.web.middleware.ErrorMiddleware",
    "pishkhan.web.limits.LimitsMiddleware",
    "pishkhan.web.shedding.SheddingMiddleware",
]
MIDDLEWARE_OF_PUBLIC = [
    "pishkhan.web.caching.PublicMiddleware",
    "pishkhan.web.middleware.PolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pishkhan.web.middleware.PublicPageMiddleware",
    "pishkhan.web.middleware.ErrorMiddleware",
]
MIDDLEWARE_OF_MACHINES = [
    "pishkhan.surfaces.api.edge.ProblemMiddleware",
    "pishkhan.web.caching.PrivateMiddleware",
    "pishkhan.web.middleware.PolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pishkhan.web.middleware.ErrorMiddleware",
]
PUBLIC_PREFIXES = ("/s/", "/about/", "/which/", "/guides/", "/log/")  # and "/" itself
# The files of the public log are for programs; its pages (/log/…) for people.
MACHINE_PREFIXES = (
    *("/api/", "/hooks/", "/track/status.json", "/v/inquiry.json", "/log/keys"),
    *("/.well-known/", "/issuers/", "/credentials/", "/vc-api/"),
    *(f"/log/{digit}" for digit in range(1, 10)),
)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the packages' own: our look for allauth's pages, and the components.
        "DIRS": [PACKAGE / "web" / "templates", PACKAGE / "web" / "components"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "pishkhan.web.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "pishkhan.web.templatetags.ui",
            ],
        },
    },
]
# Shared by all processes: limits of signing in and used second factors hold for all of them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    }
}
# Limits and surge (docs/explanation/limits.md). An address over a limit is refused from memory for
# so long, without asking the table; a process looks at the room and the switches so often.
LIMITS_REMEMBERED_SECONDS = 5.0
SURGE_LOOK_SECONDS = 1.5
SURGE_AUTOMATIC = environment.flag("PISHKHAN_SURGE_AUTOMATIC", default=False)
FLOOD_PER_SECOND = environment.number("PISHKHAN_FLOOD_PER_SECOND", 0)
WEB_THREADS = environment.number("PISHKHAN_WEB_THREADS", 1)  # blocking threads of a web process
STATIC_URL = "/static/"
STATIC_ROOT = MADE / "static"
# Packages from npm are installed at set-up and served from here; nothing of them is committed.
STATICFILES_DIRS = [("vendor", path) for path in [MADE / "vendor"] if path.exists()]
FILES_FOLDER = VAR / "files"
AUDIT_FOLDER = Path(environment.text("PISHKHAN_AUDIT_FOLDER", str(VAR / "audit")))
# The public log: its files, its key, the name it goes by, who witnesses it (`vkey address, …`).
LOG_FOLDER = Path(environment.text("PISHKHAN_LOG_FOLDER", str(VAR / "log")))
LOG_KEY_FOLDER = Path(environment.text("PISHKHAN_LOG_KEY_FOLDER", str(VAR / "log-key")))
LOG_WITNESSES = environment.listing("PISHKHAN_LOG_WITNESSES")
LOG_QUORUM = environment.number("PISHKHAN_LOG_QUORUM", 1)
# Keys that sign credentials, receipts and seals: sealed files, or a PKCS#11 device where one is named.
SIGNING_FOLDER = Path(environment.text("PISHKHAN_SIGNING_FOLDER", str(VAR / "signing")))
PKCS11_MODULE = environment.text("PISHKHAN_PKCS11", "")
PKCS11_TOKEN = environment.text("PISHKHAN_PKCS11_TOKEN", "")
PKCS11_PIN = environment.text("PISHKHAN_PKCS11_PIN", "")
# The endpoints that conformance suites are pointed at; they sign in the name of nobody who is trusted.
VC_API = environment.flag("PISHKHAN_VC_API", default=False)
# `name:base64, name:base64` of 32 bytes each, the current one first: `pishkhan rotate-keys`.
FILES_KEYS = environment.listing("PISHKHAN_FILES_KEYS")
FILES_STORE = environment.text("PISHKHAN_FILES_STORE", "disk")
S3_ADDRESS = environment.text("PISHKHAN_S3_ADDRESS", "")
S3_BUCKET = environment.text("PISHKHAN_S3_BUCKET", "")
S3_REGION = environment.text("PISHKHAN_S3_REGION", "us-east-1")
S3_KEY = environment.text("PISHKHAN_S3_KEY", "")
S3_SECRET = environment.text("PISHKHAN_S3_SECRET", "")
# A host of their own for uploaded files, `https://host`; empty: they are shown from this one.
FILES_ADDRESS = environment.text("PISHKHAN_FILES_ADDRESS", "").rstrip("/")
# Who may read figures and the reasons of readiness; empty: this machine itself.
WATCH_TOKEN = environment.text("PISHKHAN_WATCH_TOKEN", "")
ACCESS_LOG = environment.flag("PISHKHAN_ACCESS_LOG", default=False)
# Where traces go (OTLP over HTTP), and of how many requests of a hundred; empty: nowhere.
TRACES_ADDRESS = environment.text("PISHKHAN_TRACES", "")
TRACES_PERCENT = environment.number("PISHKHAN_TRACES_PERCENT", 10)
CLAMD_ADDRESS = environment.text("PISHKHAN_CLAMD", "")  # host:port, or the path of its socket
CHECKOUT_FOLDER = CHECKOUT
PUBLIC_ADDRESS = environment.text("PISHKHAN_ADDRESS", "http://localhost:8000")
# What log 1 is called for ever; read when it begins (`…/log/1`).
LOG_ORIGIN = environment.text("PISHKHAN_LOG_ORIGIN", f"{PUBLIC_ADDRESS.partition('://')[2]}/log")
SMS_PROVIDER = environment.text("PISHKHAN_SMS", "simulator:3,simulator-other")
SMS_SIMULATOR_URL = environment.text("PISHKHAN_SMS_SIMULATOR_URL", "http://127.0.0.1:8010")
SMS_KAVENEGAR_KEY = environment.text("PISHKHAN_SMS_KAVENEGAR_KEY", "")
SMS_KAVENEGAR_LINE = environment.text("PISHKHAN_SMS_KAVENEGAR_LINE", "")
SMS_KAVENEGAR_ADDRESS = environment.text("PISHKHAN_SMS_KAVENEGAR_ADDRESS", "")
SMS_SMSIR_KEY = environment.text("PISHKHAN_SMS_SMSIR_KEY", "")
SMS_SMSIR_LINE = environment.text("PISHKHAN_SMS_SMSIR_LINE", "")
SMS_SMSIR_ADDRESS = environment.text("PISHKHAN_SMS_SMSIR_ADDRESS", "")
SMS_SMSIR_RIALS = environment.number("PISHKHAN_SMS_SMSIR_RIALS", 0)
SMS_PATTERNS = environment.text("PISHKHAN_SMS_PATTERNS", "")
SMS_CALLBACK_TOKEN = environment.text("PISHKHAN_SMS_CALLBACK_TOKEN", "")
SMS_QUIET_HOURS = environment.text("PISHKHAN_SMS_QUIET_HOURS", "22:00-08:00")
MESSAGES_KEPT_DAYS = environment.number("PISHKHAN_MESSAGES_KEPT_DAYS", 400)
# A payment begun in time counts if it is made at most so long after the end.
PAYMENT_GRACE_MINUTES = environment.number("PISHKHAN_PAYMENT_GRACE_MINUTES", 30)
EMAIL_ADDRESS = environment.text("PISHKHAN_EMAIL", "")
EMAIL_FROM = environment.text("PISHKHAN_EMAIL_FROM", "")
MOBILE_OWNERSHIP = environment.text("PISHKHAN_MOBILE_OWNERSHIP", "simulator")
MOBILE_OWNERSHIP_ADDRESS = environment.text("PISHKHAN_MOBILE_OWNERSHIP_ADDRESS", "")
MOBILE_OWNERSHIP_BUSINESS_ID = environment.text("PISHKHAN_MOBILE_OWNERSHIP_BUSINESS_ID", "")
MOBILE_OWNERSHIP_BUSINESS_TOKEN = environment.text("PISHKHAN_MOBILE_OWNERSHIP_BUSINESS_TOKEN", "")
# In development those without an account of ours are the simulated bank's.
GATEWAYS = environment.text("PISHKHAN_GATEWAYS", "mellat:3,saman:1,zarinpal:1")
BANK_SIMULATOR_URL = environment.text("PISHKHAN_BANK_SIMULATOR_URL", "http://127.0.0.1:8020")
MELLAT_TERMINAL = environment.text("PISHKHAN_MELLAT_TERMINAL", "")
MELLAT_USER = environment.text("PISHKHAN_MELLAT_USER", "")
MELLAT_PASSWORD = environment.text("PISHKHAN_MELLAT_PASSWORD", "")
MELLAT_ADDRESS = environment.text("PISHKHAN_MELLAT_ADDRESS", "")
SAMAN_TERMINAL = environment.text("PISHKHAN_SAMAN_TERMINAL", "")
SAMAN_ADDRESS = environment.text("PISHKHAN_SAMAN_ADDRESS", "")
ZARINPAL_MERCHANT = environment.text("PISHKHAN_ZARINPAL_MERCHANT", "")
ZARINPAL_ADDRESS = environment.text("PISHKHAN_ZARINPAL_ADDRESS", "")
ZARINPAL_TERMINAL = environment.text("PISHKHAN_ZARINPAL_TERMINAL", "")
ZARINPAL_TOKEN = environment.text("PISHKHAN_ZARINPAL_TOKEN", "")
ZARINPAL_REFUNDS_ADDRESS = environment.text("PISHKHAN_ZARINPAL_REFUNDS_ADDRESS", "")

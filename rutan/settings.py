"""Settings: production unless manage.py or pytest provided the embedded database
(RUTAN_DEVELOPMENT).
"""

import base64
import os
import re
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
DEVELOPMENT = os.environ.get("RUTAN_DEVELOPMENT") == "1"
NEEDED = ["DATABASE_URL", "SECRET_KEY", "RUTAN_FIELD_KEYS"]
NEEDED_IN_PRODUCTION = ["ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "MEDIA_ROOT"]

missing = [
    name
    for name in NEEDED + ([] if DEVELOPMENT else NEEDED_IN_PRODUCTION)
    if not os.environ.get(name)
]
if missing:
    raise ImproperlyConfigured(
        f"Set these environment variables before starting: {', '.join(missing)}."
    )


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def whole_number(name: str, default: int) -> int:
    written = os.environ.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,2}", written):
        raise ImproperlyConfigured(f"{name} must be a whole number, written with digits.")
    return int(written)


def field_keys(name: str) -> list[str]:
    """Entries ``id:secret``; a bad one must stop the start, not the first officer who reads a
    number.
    """
    entries, ids = words(name), set()
    for place, entry in enumerate(entries or [""], 1):
        found = re.fullmatch(r"([0-9]{1,3}):([A-Za-z0-9+/]+={0,2})", entry)
        number = int(found[1]) if found else 256
        # The id is stored in one byte; AES-SIV takes 32, 48 or 64.
        if (
            number > 255
            or number in ids
            or len(found[2]) % 4
            or len(base64.b64decode(found[2])) not in (32, 48, 64)
        ):
            raise ImproperlyConfigured(
                f"{name} must be id:secret, several separated by commas, each id another number up"
                f" to 255 and each secret 64 random bytes in base64; entry {place} is not."
            )
        ids.add(number)
    return entries


# "runserver" is a programmer at work; everything else, the demo too, fails like production.
DEBUG = DEVELOPMENT and "runserver" in sys.argv
SECRET_KEY = os.environ["SECRET_KEY"]
RUTAN_FIELD_KEYS = field_keys("RUTAN_FIELD_KEYS")
ALLOWED_HOSTS = words(
    "ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver" if DEVELOPMENT else ""
)
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")

# The lowest first: each knows only those before it.
OUR_APPS = ["rutan", "harvests", "families", "distributions"]
INSTALLED_APPS = [
    *reversed(OUR_APPS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "crispy_bootstrap5",
    "crispy_forms",
    "csp",
    "django_htmx",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Static files are compressed once; a page at every answer, its length padded so that it tells
    # nothing (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "rutan.language.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rutan.access.local_time_and_idle_sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "rutan.timeouts.says_who_is_saving",
    "rutan.answers.kept_by_no_browser",
    "rutan.answers.no_empty_page",
    "rutan.same_again.asks_before_the_same_again",
]

ROOT_URLCONF = "rutan.urls"
WSGI_APPLICATION = "rutan.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "rutan.access.may",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "rutan.templatetags.rutan",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ["DATABASE_URL"], conn_max_age=60, conn_health_checks=True
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in
AUTH_USER_MODEL = "rutan.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "rutan.access.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "rutan.access.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "rutan.sign_in.SignInForm",
    "change_password": "rutan.sign_in.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# axes counts failed sign-ins; a second limiter would lock at another moment with another message.
ACCOUNT_RATE_LIMITS = False
# All desks share one address, so a lock is on one name at one address.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "rutan.sign_in.client_address"
# TLS ends at a proxy, and to the server every visitor has its address.
PROXIES = 0 if DEVELOPMENT else whole_number("PROXIES", 1)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_USERNAME_CALLABLE = "rutan.sign_in.tried_name"
AXES_RESET_ON_SUCCESS = True
# The page says until when; trying again meanwhile must not move that time.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "rutan.views.locked_out"
AXES_VERBOSE = False

SESSION_ENGINE = "rutan.sessions"
# Longer than any session lasts (access.py ends them), so that an ended one can be told from a first
# visit.
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEVELOPMENT
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "rutan.views.expired_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Security headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not DEVELOPMENT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# A field of a million characters is refused by its form; this bounds what one request may hold.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Words and times
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not DEVELOPMENT
LOCALE_PATHS = [BASE_DIR / "rutan" / "locale"]
USE_TZ = True
# Moments are stored in UTC and shown in the time zone of the user's facility.
TIME_ZONE = "UTC"

# Files. A release and the demo collect and compress once; tests and runserver read static/ as it
# is.
COLLECTED = not DEVELOPMENT or "demo" in sys.argv[1:2]
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = (
    BASE_DIR / ".local" / "static"
    if DEVELOPMENT
    else Path(os.environ.get("STATIC_ROOT", BASE_DIR / "staticfiles"))
)
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", BASE_DIR / ".local" / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if COLLECTED
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not COLLECTED
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# Every pgtrigger is written by name in a migration; a forgotten one fails "makemigrations --check".
PGTRIGGER_SCHEMA_EDITOR = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # A row that the database refused would be quoted with its names and phones.
    "formatters": {"without_rows": {"()": "rutan.logs.WithoutRows"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "without_rows"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.security.DisallowedHost": {"handlers": [], "propagate": False}},
}

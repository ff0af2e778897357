"""Django's settings, all from the environment; what is not set has a default that is safe.

``EMPACT_WORKSPACE``  folder of the installation         ``EMPACT_DATABASE``  empty: SQLite; or postgresql://...
``EMPACT_HOSTS``      host names, separated by commas    ``EMPACT_DEMO``      1: a demonstration on this machine, no HTTPS
``EMPACT_GATE_KEYS``  the key file of the pseudonyms; empty: in the workspace
``EMPACT_MILL``       a folder with register, results and measured, when the mill stands on this machine
``EMPACT_OIDC``       a file with OpenID Connect providers
``EMPACT_BEHIND_PROXY``  1: a proxy of ours ends HTTPS and says who asks
``EMPACT_METRICS_TOKEN`` who holds it may read /metrics/ from another machine
``EMPACT_ADDRESS``    where the site is found, for links in letters: https://empact.example.org
``EMPACT_MAIL_FROM``  who letters come from
``EMPACT_SMTP``       smtp://user:password@host:port; empty: letters are files in the workspace
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from .words import compile_into
from .workspace import Workspace, database_of

WORKSPACE = Workspace.from_environment()
_KEYS = WORKSPACE.keys()
DEMO = os.environ.get("EMPACT_DEMO") == "1"
DEBUG = False

SECRET_KEY = _KEYS["site"]
AUDIT_KEY = _KEYS["audit"]
FIELDS_KEY = _KEYS["fields"]
# The key of the pseudonyms; a region keeps it on another disk than the mill's.
GATE_KEYS = Path(os.environ.get("EMPACT_GATE_KEYS") or WORKSPACE.folder / "gate-keys.json")
MILL = Path(os.environ["EMPACT_MILL"]).absolute() if os.environ.get("EMPACT_MILL") else None
# Our own machine may always ask: probes and figures come from there.
ALLOWED_HOSTS = [*filter(None, os.environ.get("EMPACT_HOSTS", "").split(",")), "localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "empact.web.kernel",  # before the library that signs in: its pages are drawn with our templates
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "empact.web.territory",
    "empact.web.people",
    "empact.web.network",
    "empact.web.governance",
    "empact.web.consent",
    "empact.web.care",
    "empact.web.screening",
    "empact.web.rounds",
    "empact.web.signals",
    "empact.web.insight",
    "empact.web.feedback",
    "empact.web.portfolio",
    "empact.web.levers",
    "empact.web.participation",
    "empact.web.budgets",
    "empact.web.policy",
]
OUR_APPS = [name for name in INSTALLED_APPS if name.startswith("empact.web.")]
WIRING = "empact.web.site.wiring"

MIDDLEWARE = [
    "empact.web.kernel.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # adds a random length, so that a secret in a page cannot be guessed by its size
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "empact.web.kernel.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "empact.web.kernel.middleware.WhoMiddleware",
    "empact.web.kernel.middleware.RuleMiddleware",
    "empact.web.kernel.limits.WriteLimitMiddleware",
]

ROOT_URLCONF = "empact.web.site.urls"
WSGI_APPLICATION = "empact.web.site.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "empact.web.kernel.context.frame",
            ],
            "builtins": ["empact.web.kernel.templatetags.parts", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "empact.web.kernel.forms.Renderer"

DATABASES = {"default": database_of(os.environ.get("EMPACT_DATABASE", ""), WORKSPACE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all processes: second factors may not be used twice, and attempts are counted together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
        "KEY_FUNCTION": "empact.web.kernel.sealing.cache_key",
    }
}

# --- who signs in ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "kernel.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "kernel:day"
ACCOUNT_ADAPTER = "empact.web.kernel.signin.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "empact.web.kernel.signin.ProviderAdapter"
MFA_ADAPTER = "empact.web.kernel.signin.SecondFactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are given by the region, not opened by whoever comes
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/5m/ip", "login": "30/m/ip"}
# Writes a minute, by whoever is signed in and by an address; a person who types never gets there.
WRITE_LIMITS = {"account": 120, "address": 60}
METRICS_TOKEN = os.environ.get("EMPACT_METRICS_TOKEN", "")
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "EMPACT"
MFA_TOTP_TOLERANCE = 1  # clocks of phones run up to half a minute apart
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if os.environ.get("EMPACT_OIDC"):
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": json.loads(Path(os.environ["EMPACT_OIDC"]).read_text(encoding="utf-8")),
        }
    }
# Roles that see persons need a second factor; a demonstration lets its cast in without one.
SECOND_FACTOR_REQUIRED = not DEMO

SESSION_ENGINE = "empact.web.kernel.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 10  # a working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("EMPACT_BEHIND_PROXY") == "1" else None
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics/$"]  # asked by this machine itself
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE_PROXY_SSL_HEADER else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "empact.web.kernel.views.problems.csrf_failure"

# --- words -------------------------------------------------------------------------------------------

LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English")]
LANGUAGE_CODE = os.environ.get("EMPACT_LANGUAGE", "nl")
LOCALE_PATHS = [compile_into(WORKSPACE.folder / "locale")]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
FORMAT_MODULE_PATH = ["empact.web.kernel.formats"]

# --- files, letters, logs ----------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = WORKSPACE.folder / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": WORKSPACE.folder / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20

if os.environ.get("EMPACT_SMTP"):
    _smtp = urlsplit(os.environ["EMPACT_SMTP"])
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _smtp.hostname or "localhost", _smtp.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_smtp.username or ""), unquote(_smtp.password or "")
    EMAIL_USE_TLS = _smtp.scheme != "smtp+plain"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = WORKSPACE.mail
# Where links in letters lead; a proxy may know this house by another name.
PUBLIC_ADDRESS = os.environ.get("EMPACT_ADDRESS", "").rstrip("/") or f"http{'' if DEMO else 's'}://{ALLOWED_HOSTS[0]}"
DEFAULT_FROM_EMAIL = os.environ.get("EMPACT_MAIL_FROM", "empact@localhost")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "empact.web.kernel.logs.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {"empact": {"level": "INFO"}, "django.server": {"handlers": [], "propagate": False}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []

"""All settings, read from the environment. docs/operasi.md lists them.

The demo and the tests bring working defaults; production starts only with every unsafe default replaced.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host
from django.utils.translation import gettext_lazy as _

from kovablik.storage_settings import IN_FOLDER, find_bucket, in_bucket
from submissions.scanning import scanner_address

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("KOVABLIK_DEMO", False)  # set by bin/demo
TESTING = env.bool("KOVABLIK_TEST", False)  # set by bin/test
PRODUCTION = not (DEBUG or DEMO or TESTING)


def required(name: str, default: str) -> str:
    """A setting that production must name itself; the demo, the tests and a developer get the default."""
    value = env.str(name, "")
    if PRODUCTION and not value:
        raise ImproperlyConfigured(f"{name} belum diisi; lihat docs/operasi.md.")
    return value or default


def refuse(name: str, reason: str, *, when: bool) -> None:
    """Production does not start with this; the value stays out of the message, for it may be a secret."""
    if PRODUCTION and when:
        raise ImproperlyConfigured(f"{name} tidak aman: {reason}; lihat docs/operasi.md.")


SECRET_KEY = required("SECRET_KEY", "not-a-secret-" * 5)
refuse(
    "SECRET_KEY",
    "pakai sedikitnya 50 karakter acak",
    when=len(SECRET_KEY) < 50
    or len(set(SECRET_KEY)) < 10
    or SECRET_KEY.startswith(("not-a-secret", "django-insecure")),
)

BASE_URL = required("BASE_URL", "http://localhost:8000").rstrip("/")
refuse("BASE_URL", "alamat harus diawali https://", when=not BASE_URL.startswith("https://"))

ALLOWED_HOSTS = [host for host in required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
refuse("ALLOWED_HOSTS", "sebutkan nama servernya, bukan *", when="*" in ALLOWED_HOSTS)
refuse(
    "ALLOWED_HOSTS",
    "nama dalam BASE_URL tidak termuat",
    when=not validate_host(urlsplit(BASE_URL).hostname or "", ALLOWED_HOSTS),
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])
refuse(
    "CSRF_TRUSTED_ORIGINS",
    "alamat harus diawali https:// dan tanpa *",
    when=any(not origin.startswith("https://") or "*" in origin for origin in CSRF_TRUSTED_ORIGINS),
)

INSTALLED_APPS = [
    "accounts",
    "competitions",
    "submissions",
    "judging",
    "awards",
    "kovablik",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "pgtrigger",
    "rules.apps.AutodiscoverRulesConfig",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kovablik.middleware.kept_by_nobody",
    "kovablik.middleware.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kovablik.rehearsal.middleware.inside_of_it",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "judging.pledge_gate.PledgeFirst",
    "kovablik.middleware.VanishedRows",
]

ROOT_URLCONF = "kovablik.urls"
WSGI_APPLICATION = "kovablik.wsgi.application"

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
                "kovablik.context.frame",
            ],
        },
    },
]

DATABASE_URL = required("DATABASE_URL", "postgresql:///kovablik")
if not DATABASE_URL.startswith(("postgres://", "postgresql://")):
    raise ImproperlyConfigured("DATABASE_URL harus diawali postgresql://; basis data lain tidak didukung.")
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["HOST"] = DATABASES["default"]["OPTIONS"].pop("host", DATABASES["default"]["HOST"])
# PostgreSQL's JIT doubles the time of mid-sized aggregates, and the pages ask nothing larger. Nor do they gain from
# trying every order of eight joins along keys: planning took longer than the query.
DATABASES["default"]["OPTIONS"].setdefault("options", "-c jit=off -c join_collapse_limit=4 -c from_collapse_limit=4")
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL", "redis://localhost:6379/0")
if not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL harus diawali redis://, rediss:// atau unix://.")
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "kovablik",
        "KEY_FUNCTION": "accounts.rehearsal.cache_key",
        "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 5, "SOCKET_TIMEOUT": 5},
    }
}

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

CELERY_BROKER_URL = REDIS_URL
if REDIS_URL.startswith("unix://"):  # Celery spells the address of a socket in its own way
    CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # What a killed worker held comes back after this time; tasks may run twice, so it can be short.
    "visibility_timeout": env.int("TASK_VISIBILITY_SECONDS", 90),
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kB; drawing leaves memory behind
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Jakarta"
CELERY_BEAT_SCHEDULE = {
    "draw-missing-certificates": {"task": "awards.draw_missing", "schedule": 20, "options": {"expires": 20}},
    "find-lost-papers": {"task": "submissions.find_lost_papers", "schedule": 30, "options": {"expires": 30}},
    "send-waiting": {"task": "accounts.send_waiting", "schedule": 60, "options": {"expires": 60}},
    "tell-verifiers": {"task": "submissions.tell_verifiers", "schedule": crontab(minute=5, hour="7-16")},
    "tell-turns": {"task": "judging.tell_turns", "schedule": 300, "options": {"expires": 300}},
    "clear-uploads": {"task": "submissions.clear_uploads", "schedule": 3600, "options": {"expires": 3600}},
    "forget-workbooks": {"task": "accounts.forget_workbooks", "schedule": 600, "options": {"expires": 600}},
    "scan-waiting-files": {"task": "submissions.scan_waiting", "schedule": 120, "options": {"expires": 120}},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.adapter.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "landing"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kovablik"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
NODE_MODULES = BASE_DIR / "node_modules"
NPM_FOLDERS = {
    "bootstrap": "bootstrap/dist",
    "bootstrap-icons": "bootstrap-icons/font",
    "htmx": "htmx.org/dist",
    "idb": "idb/build",
    "plus-jakarta-sans": "@fontsource-variable/plus-jakarta-sans",
    "tus": "tus-js-client/dist",
}
STATICFILES_DIRS = [
    BASE_DIR / "static",
    *((f"npm/{name}", NODE_MODULES / path) for name, path in NPM_FOLDERS.items() if (NODE_MODULES / path).is_dir()),
]
STATIC_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if DEMO:  # compressing takes longer than the demo should need to start
    STATIC_STORAGE = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
if DEBUG or TESTING:
    STATIC_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or TESTING  # straight from static/ and node_modules/

bucket = {} if TESTING else find_bucket(env)  # no test writes into a bucket that somebody uses
endpoint = bucket.get("endpoint_url") or "https://"
refuse(
    "S3_ENDPOINT_URL",
    "alamat harus diawali https:// dan tanpa sandi",
    when=not endpoint.startswith("https://") or "@" in endpoint,
)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000  # a page of the grid sends a mark and what it was shown for each cell
STORAGES = {**(in_bucket(bucket) if bucket else IN_FOLDER), "staticfiles": {"BACKEND": STATIC_STORAGE}}
if not bucket:
    MEDIA_ROOT = Path(required("MEDIA_ROOT", str(BASE_DIR / "var" / "media")))
    refuse("MEDIA_ROOT", "sebutkan folder dengan jalur penuh", when=not MEDIA_ROOT.is_absolute())
    refuse("MEDIA_ROOT", "folder tidak boleh di dalam STATIC_ROOT", when=MEDIA_ROOT.is_relative_to(STATIC_ROOT))

CLAMAV_SOCKET = "" if TESTING else env.str("CLAMAV_SOCKET", "")  # unix:/run/clamav/clamd.ctl or tcp://host:3310
try:
    CLAMAV_ADDRESS = scanner_address(CLAMAV_SOCKET)
except ValueError as error:
    raise ImproperlyConfigured(f"CLAMAV_SOCKET tidak dikenal: {error}; lihat docs/operasi.md.") from error

EMAIL_URL = required("EMAIL_URL", (BASE_DIR / "var" / "surat").as_uri().replace("file:", "filemail:", 1))
refuse("EMAIL_URL", "pakai smtp+tls:// atau smtp+ssl://", when=not EMAIL_URL.startswith(("smtp+tls://", "smtp+ssl://")))
vars().update(env.email_url_config(EMAIL_URL))
if EMAIL_URL.startswith("filemail:"):  # environ reads the path as one of a database server, without its slash
    EMAIL_FILE_PATH = unquote(urlsplit(EMAIL_URL).path)
EMAIL_TIMEOUT = 60  # a server that reads each letter before it says yes may take half a minute
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "kovablik@demo.test")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
    }
}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

SESSION_COOKIE_NAME = env.str("SESSION_COOKIE_NAME", "sessionid")  # two demos on one machine share their cookies
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = ["^sehat/$"]  # asked from inside, past the proxy
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 365 * 24 * 3600) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if PRODUCTION:
    # Caddy stands in front, and nothing else reaches gunicorn (docker-compose.yml, docs/operasi.md).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ACCOUNT_RATE_LIMITS = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "fontTools": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "weasyprint.progress": {"level": "ERROR"},
    },
}

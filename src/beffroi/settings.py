"""Settings: read from the environment once, strictly (see docs/operating.md)."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from beffroi.kernel import config, env

ROOT = Path(__file__).resolve().parent
PROJECT = ROOT.parent.parent

DATA = env.path("DATA", "data", help="Folder of the database, the media and the secret key.")
TOWNS = env.path("TOWNS", "towns", help="Folder of the towns of a host (many towns on one machine).")
DEBUG = env.yes_no("DEBUG", False, help="Show errors in the browser. Never on a real town.")
DEMO = env.yes_no("DEMO", False, help="A demonstration: the gallery and the demo accounts are shown.")
SECRET_KEY = config.secret_key(DATA)
SEALING_KEYS = config.sealing_keys()
BASE_URL = env.text("BASE_URL", "", help="Public address of the site, such as https://participez.example.fr.").rstrip("/")
ALLOWED_HOSTS = config.allowed_hosts(BASE_URL)
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []
SECURE = BASE_URL.startswith("https://")

HOST = env.text("HOST", "127.0.0.1", help="Address that the server listens on.")
PORT = env.number("PORT", 8000, help="Port that the server listens on.", least=1, most=65535)
WEB_PROCESSES = env.number("WEB_PROCESSES", 1, help="Web processes under one supervisor.", least=1, most=32)
WORKER_PROCESSES = env.number(
    "WORKER_PROCESSES", 1, help="Worker processes under one supervisor; more can run elsewhere.", least=0, most=32
)
ONE_PROCESS = env.yes_no(
    "ONE_PROCESS", True, help="On SQLite, one web process and one worker are one and the same process: a third less memory."
)

FLOORS = ("kernel", "ui", "ground", "commons", "channels", "outreach", "participation", "crossings", "sites")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    *config.domains(ROOT, FLOORS),
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "beffroi.kernel.middleware.GuardMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_http_compression.middleware.HttpCompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "beffroi.ground.people.middleware.AccountMiddleware",
    "beffroi.ground.people.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "beffroi.ground.verification.middleware.StepMiddleware",
    "beffroi.kernel.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "beffroi.urls"
WSGI_APPLICATION = "beffroi.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "beffroi.ui.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "beffroi.ui.forms.Renderer"

DATABASE_URL = env.text("DATABASE_URL", "", help="Empty: SQLite in the data folder. Or postgresql://user:password@host:port/name.")
DATABASES = {"default": config.database(DATABASE_URL, DATA)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}}
SESSION_ENGINE = "beffroi.ground.people.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["beffroi.ground.people.backends.PeopleBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "people:home", "/"
ACCOUNT_ADAPTER = "beffroi.ground.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people confirms addresses itself (EmailProof)
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_ADAPTER = "beffroi.ground.people.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # so that a passkey is two factors: what one has, and a finger or a PIN
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = False  # people counts by itself, in the database
MFA_FORMS = {
    "authenticate": "beffroi.ground.people.second_factor.AuthenticateForm",
    "activate_totp": "beffroi.ground.people.second_factor.ActivateTOTPForm",
    "login_webauthn": "beffroi.ground.people.passkey_forms.LoginForm",
    "authenticate_webauthn": "beffroi.ground.people.passkey_forms.AuthenticateForm",
    "add_webauthn": "beffroi.ground.people.passkey_forms.AddForm",
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
USE_I18N = True
TIME_ZONE = config.time_zone()
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PROJECT / "build" / "static"] if (PROJECT / "build" / "static").is_dir() else []
STATIC_ROOT = PROJECT / "build" / "collected"
# Django's hash (of collected files) or esbuild's (of chunks, fonts and pictures, which scripts and styles name themselves).
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$|/bundle/(?:chunks|files)/[^/]+-[0-9A-Z]{8}(?:\.[0-9a-f]{12})?\.\w+$"
MEDIA_ROOT = DATA / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": config.media_storage(),
    "staticfiles": {"BACKEND": config.static_storage(DEBUG, STATIC_ROOT)},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
UPLOAD_BYTES = 1_000_000 * env.number("UPLOAD_MB", 30, help="Largest request taken, files included, in megabytes.", least=1, most=2000)
TRUSTED_PROXIES = config.networks(
    env.words("TRUSTED_PROXIES", "127.0.0.1,::1", help="Addresses or networks of the proxies whose X-Forwarded-For is believed.")
)
POSTS_PER_MINUTE = env.number("POSTS_PER_MINUTE", 120, help="Forms that one client may send in a minute.", least=10)
PAGE_SECONDS = env.number("PAGE_SECONDS", 10, help="Longest time that reading the database may take for one page.", least=1, most=600)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MAIL_URL = env.text(
    "MAIL_URL", "", help="smtp://user:password@host:587 (STARTTLS) or smtps://…:465. Empty: mails are kept in the data folder, in mail/."
)
MAIL_FROM = config.mail_from()
MAILBOX_ALLOW = config.mailboxes()
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
EMAIL_BACKEND, EMAIL_SETTINGS = config.mail(MAIL_URL, DATA)
globals().update(EMAIL_SETTINGS)

SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "beffroi.ui.views.token_refused"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "media-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

OUTGOING_ALLOW = config.outgoing_allow(DEBUG)
REPORTERS_KEPT_DAYS = env.number(
    "REPORTERS_KEPT_DAYS", 365, help="Days after the end of a report when its author's e-mail address and telephone are erased.", least=30
)
X_MONTHLY_BUDGET = env.number(
    "X_MONTHLY_BUDGET", 0, help="Most that an account may spend on X in a month, in euros. 0: X is not offered.", least=0
)
LINKEDIN_VERSION = config.linkedin_version()
LOGGING = config.logging(DEBUG)
TEST_RUNNER = "django.test.runner.DiscoverRunner"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.settings")

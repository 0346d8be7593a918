"""Django settings. Everything that differs between installations comes from the environment."""

import os

from posse.config.database import database_settings
from posse.config.home import home, secret_key

POSSE_HOME = home()
SECRET_KEY = secret_key()
DEBUG = os.environ.get("POSSE_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("POSSE_HOSTS", "127.0.0.1,localhost,testserver").split(",")
# Under which address families reach this installation; it stands in e-mails.
SITE_ADDRESS = os.environ.get("POSSE_SITE_ADDRESS", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "posse.apps.runs",
    "posse.apps.people",
    "posse.apps.staff",
    "posse.apps.cases",
    "posse.apps.doors",
    "posse.apps.orders",
    "posse.apps.payments",
    "posse.apps.books",
    "posse.apps.instruments",
    "posse.apps.approvals",
    "posse.apps.recovery",
    "posse.apps.records",
    "posse.apps.closure",
    "posse.apps.intake",
    "posse.apps.online",
    "posse.apps.matching",
    "posse.apps.work",
    "posse.apps.tokens",
    "posse.apps.portal",
    "posse.apps.outreach",
    "posse.apps.enforcement",
    "posse.apps.withholding",
    "posse.apps.partners",
    "posse.apps.care",
    "posse.apps.proofs",
    "posse.apps.releases",
    "posse.apps.supplements",
    "posse.apps.subsidy",
    "posse.apps.history",
    "posse.config",
    "posse.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "posse.web.security.headers.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "posse.web.security.session_guard.SessionGuard",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "posse.web.security.second_factor.SecondFactorGate",
    "posse.web.security.history.HistoryContext",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "posse.config.urls"
WSGI_APPLICATION = "posse.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database_settings(os.environ, folder=POSSE_HOME / "pgdata")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/Denver"
USE_TZ = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
# When a session ends is law (support.sign_in); the cookie need only live as long as a day.
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Set to 1 where a web server with encryption stands in front: then cookies travel by it only.
POSSE_TLS = os.environ.get("POSSE_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = POSSE_TLS
if POSSE_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
]

# "required" or "offered"; without one, staff must have a second factor unless this is a demo.
POSSE_SECOND_FACTOR = os.environ.get("POSSE_SECOND_FACTOR", "")
ACCOUNT_ADAPTER = "posse.web.security.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
MFA_ADAPTER = "posse.web.security.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Posse"
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not POSSE_TLS

AXES_FAILURE_LIMIT = "posse.web.security.locking.failures_allowed"
AXES_COOLOFF_TIME = "posse.web.security.locking.lock_lasts"
AXES_LOCKOUT_PARAMETERS = ["username"]
# It asks for the address as well, which would let in whoever tries from several addresses.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_LOCKOUT_CALLABLE = "posse.web.security.locking.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False

# The profile of the law under which this installation decides.
POSSE_PROFILE = os.environ.get("POSSE_PROFILE", "wyoming")

# The profile that names this installation's bank and how the unit signs its files. The
# default is made up and pays nobody; an installation that pays names its own.
POSSE_BANK_PROFILE = os.environ.get("POSSE_BANK_PROFILE", "demo_bank")

# A command that is given each uploaded file as input and answers by its exit code: 0 nothing
# found, 1 found (refused). Without one a document says that it was not scanned.
POSSE_UPLOAD_SCANNER = os.environ.get("POSSE_UPLOAD_SCANNER", "")

# What changes in place leaves each earlier version of its row behind; none of these changes.
PGHISTORY_APPEND_ONLY = True

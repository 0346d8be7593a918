"""Django settings. Everything that differs between installations comes from the environment."""

import os

from posse.config.database import database_settings
from posse.config.home import home, secret_key

POSSE_HOME = home()
SECRET_KEY = secret_key()
DEBUG = os.environ.get("POSSE_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("POSSE_HOSTS", "127.0.0.1,localhost,testserver").split(",")

INSTALLED_APPS = [
    "django.contrib.admin",
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
    "posse.apps.matching",
    "posse.apps.work",
    "posse.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# The profile of the law under which this installation decides.
POSSE_PROFILE = os.environ.get("POSSE_PROFILE", "wyoming")

# The profile that names this installation's bank and how the unit signs its files. The
# default is made up and pays nobody; an installation that pays names its own.
POSSE_BANK_PROFILE = os.environ.get("POSSE_BANK_PROFILE", "demo_bank")

# A command that is given each uploaded file as input and answers by its exit code: 0 nothing
# found, 1 found (refused). Without one a document says that it was not scanned.
POSSE_UPLOAD_SCANNER = os.environ.get("POSSE_UPLOAD_SCANNER", "")

# What changes in place leaves every earlier version of its row behind, and none of them changes.
PGHISTORY_APPEND_ONLY = True

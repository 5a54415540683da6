"""Django's settings, from environment variables named XANH_… (``xanh settings`` lists them)."""

from __future__ import annotations

from datetime import timedelta

from xanh.web.configuration import configuration

XANH = configuration()

BASE = XANH.home
SECRET_KEY = XANH.secret_key
DEBUG = XANH.debug
ALLOWED_HOSTS = XANH.hosts
CSRF_TRUSTED_ORIGINS = XANH.origins
ROOT_URLCONF = "xanh.web.urls"
WSGI_APPLICATION = "xanh.web.wsgi.application"
DATABASES = {"default": XANH.database}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "ninja",
    "xanh.office.places",
    "xanh.office.organisations",
    "xanh.office.monitoring",
    "xanh.office.plans",
    "xanh.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "xanh.web.security.ContentSecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xanh.web.access.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "xanh.web.look.context",
                "xanh.web.access.context",
            ]
        },
    }
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "imports"
LOGOUT_REDIRECT_URL = "home"
CSRF_FAILURE_VIEW = "xanh.web.accounts.views.form_expired"

# Five wrong passwords for one name from one machine close that pair for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "xanh.web.accounts.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Cookies stay on https where people come by https, and go to no other site.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = XANH.secure
SESSION_COOKIE_AGE = 24 * 3600  # [s]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if XANH.proxy else None
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FILES = 5

if XANH.mail is not None:
    EMAIL_HOST, EMAIL_PORT = XANH.mail.host, XANH.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = XANH.mail.user, XANH.mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = XANH.mail.starttls, XANH.mail.tls
EMAIL_TIMEOUT = 30  # [s]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# Dates as dd/mm/yyyy and numbers as 1.234,5: Django's own Vietnamese formats read 05/03 as 3 May.
FORMAT_MODULE_PATH = ["xanh.web.formats"]
# Compiled from src/xanh/web/locale by `xanh.web.translations` when the system is set up.
LOCALE_PATHS = [XANH.home / "prepared" / "locale"]

# Everything a page loads comes from here: fonts are cut, files hashed and compressed at set-up.
STATIC_URL = "/static/"
STATIC_ROOT = XANH.home / "prepared" / "static"
STATICFILES_DIRS = [("xanh/fonts", XANH.home / "prepared" / "fonts")]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "xanh.web.statics.NeededFinder",
    "xanh.web.statics.LeafletFinder",
]
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]  # the fonts are not there before set-up
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "xanh.web.statics.PreparedStorage"},
}

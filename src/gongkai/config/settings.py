"""All settings of the platform. Every choice an operator has is an environment variable named here (docs/operating.md)."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from gongkai.config import environment as env

HOME = env.home()
DEMO = env.switch("DEMO", default=False)
DEBUG = env.switch("DEBUG", default=False)
SECRET_KEY = env.key("secret_key", HOME)
#: Encrypts what must not be read from a stolen database: second-factor secrets, identity numbers.
FIELD_KEY = env.key("field_key", HOME)

SITE_NAME = env.text("SITE_NAME", "政府信息公开平台", demo="哈尔滨市政府信息公开平台")
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.several("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.several("TRUSTED_ORIGINS", BASE_URL)
SECURE = BASE_URL.startswith("https://")
#: The foot of every public page and the SiteIDCode tag (政府网站发展指引, 国办发〔2017〕47号). What is empty is not shown.
SITE_HOST = env.text("SITE_HOST", demo="哈尔滨市人民政府办公厅（演示）")
SITE_CONTACT = env.text("SITE_CONTACT", demo="0000-00000000（演示）")
SITE_ID_CODE = env.text("SITE_ID_CODE", demo="演示00000000")
SITE_ICP = env.text("SITE_ICP", demo="演示ICP备00000000号（演示）")
SITE_POLICE = env.text("SITE_POLICE", demo="演示公网安备 00000000000000号（演示）")
SITE_MARK = env.text("SITE_MARK", demo="党政机关网站标识（演示）")
SITE_MARK_URL = env.text("SITE_MARK_URL")

#: How an index number (索引号) is written: the unit's code, the year, the number in it. Gap-free per unit and year.
INDEX_NUMBER = env.text("INDEX_NUMBER", "{uscc18}/{yyyy}-{seq:05d}")
#: An office's own data over the statutory catalogue (statute/disclosure.toml): names, cycles, who owes what.
DISCLOSURE_FILE = env.text("DISCLOSURE_FILE") or None

# --- applications, from the ground up (the layers of docs/architecture.md) ------------------------------------------
OFFICE_APPS = [
    "gongkai.office.audit",
    "gongkai.office.units",
    "gongkai.office.accounts",
    "gongkai.office.files",
    "gongkai.office.search",
    "gongkai.office.clearance",
    "gongkai.office.catalog",
    "gongkai.office.annualreport",
    "gongkai.office.inspection",
]
FACES = ["gongkai.faces.look", "gongkai.faces.portal", "gongkai.faces.desk", "gongkai.faces.jobs"]
INSTALLED_APPS = [
    *reversed(FACES),
    *OFFICE_APPS,
    # Wagtail is the shell of the desk (menu, header, dialogs); its own screens stay shut: faces/desk/doors.py
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gongkai.faces.desk.gate.OfficerMiddleware",
    "gongkai.faces.desk.gate.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "gongkai.config.urls"
WSGI_APPLICATION = "gongkai.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongkai.faces.look.context.site",
            ],
            "builtins": ["gongkai.faces.look.templatetags.look"],
        },
    }
]

# --- database: SQLite in one file, PostgreSQL by DATABASE_URL alone --------------------------------------------------
# SQLite loses writes under several writers unless a transaction takes its lock at the start (ADR 0005).
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'gongkai.sqlite3'}", conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }

# --- people and sign-in ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "gongkai.office.accounts.backends.PostsBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "gongkai.office.accounts.passwords.ThreeKindsValidator"},
    {"NAME": "gongkai.office.accounts.passwords.NotThePersonValidator"},
    {"NAME": "gongkai.office.accounts.passwords.NotUsedBeforeValidator", "OPTIONS": {"remembered": 5}},
]
PASSWORD_DAYS = env.number("PASSWORD_DAYS", 90)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "gongkai.faces.desk.signin.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_FORMS = {
    "login": "gongkai.faces.desk.signin_forms.SignInForm",
    "change_password": "gongkai.faces.desk.signin_forms.PasswordForm",
    "reauthenticate": "gongkai.faces.desk.signin_forms.ConfirmPasswordForm",
}
ACCOUNT_RATE_LIMITS = {
    "login_failed": False,  # lockout is django-axes' work: it survives a restart
    "login": "120/m/ip",  # a whole office shares one address
}
MFA_ADAPTER = "gongkai.faces.desk.signin.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "gongkai.faces.desk.signin_codes.SignInCodeForm",
    "reauthenticate": "gongkai.faces.desk.signin_codes.ConfirmCodeForm",
    "activate_totp": "gongkai.faces.desk.signin_codes.EnrolForm",
}
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = env.number("LOCKOUT_FAILURES", 5, least=1)
AXES_COOLOFF_TIME = env.number("LOCKOUT_MINUTES", 30, least=1) / 60
AXES_LOCKOUT_PARAMETERS = [["username"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "gongkai.faces.desk.signin.axes_username"
AXES_CLIENT_IP_CALLABLE = "gongkai.faces.look.address.client_address"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or whoever goes on trying keeps the person out for ever
AXES_DISABLE_ACCESS_LOG = True  # the sign-in log is ours
AXES_LOCKOUT_CALLABLE = "gongkai.faces.desk.signin.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_IPWARE_PROXY_COUNT = env.number("PROXIES", 0)
#: In the demonstration only: a visible switch that lets a newcomer play every person without a second factor.
SECOND_FACTOR = env.switch("SECOND_FACTOR", default=not DEMO)
#: Public: the password of everyone in the demo city, and of use nowhere else.
DEMO_PASSWORD = "演示-Demo-2026"  # noqa: S105

# --- sessions, cookies, headers --------------------------------------------------------------------------------------
SESSION_COOKIE_NAME = "gongkai_desk"
SESSION_COOKIE_AGE = env.number("SESSION_MINUTES", 30, least=1) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_NAME = "gongkai_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "gongkai.faces.desk.gate.csrf_failure"
SECURE_SSL_REDIRECT = SECURE and not env.switch("BEHIND_PROXY", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.switch("BEHIND_PROXY", default=SECURE) else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

# --- language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [str(Path(__file__).parents[1] / "faces" / "desk" / "locale")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["gongkai.config.formats"]

# --- files and pages -------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "media"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or env.switch("PLAIN_STATIC", default=False)
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
ORIGINALS = HOME / "files"
ANCHORS = HOME / "anchors"
UPLOAD_MOST_BYTES = env.number("UPLOAD_MEGABYTES", 50, least=1) * 2**20
#: Whether plain zip archives may be uploaded: what is in them cannot be cleaned for publication.
UPLOAD_ZIP = env.switch("UPLOAD_ZIP", default=False)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 1_001  # a table and the thousand files of an import
FILE_UPLOAD_TEMP_DIR = env.text("TEMP") or None
#: The socket of clamd (unix:/run/clamav/clamd.ctl or tcp:host:port). Where it is set, nothing is kept unscanned.
CLAMAV = env.text("CLAMAV")

# --- the shell of the desk -------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = None
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]

# --- work in the background ------------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": HOME / "cache"}}
if redis := env.text("REDIS"):
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis}
#: What attachments show on a page: made anew from the stored file where it is missing, and never in Redis.
CACHES["previews"] = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": HOME / "previews",
    "OPTIONS": {"MAX_ENTRIES": 1000},
}

#: Memory for public pages in each web process; 0 keeps none. What changes is seen within half a second (ADR 0014).
PAGE_CACHE_MEGABYTES = env.number("PAGE_CACHE_MEGABYTES", 0 if DEBUG else 64)

# --- letters of the machine ------------------------------------------------------------------------------------------
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("SMTP_HOST")
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = env.text("SMTP_HOST")
EMAIL_PORT = env.number("SMTP_PORT", 25)
DEFAULT_FROM_EMAIL = env.text("SMTP_FROM", "gongkai@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003", "axes.W006"]  # the lockout is per person: a whole office shares one address

"""The one settings file, with a home of its own for each process of the tests and fast password hashing."""

import os
import tempfile

os.environ.setdefault("GONGKAI_HOME", tempfile.mkdtemp(prefix="gongkai-tests-"))
os.environ.setdefault("GONGKAI_PLAIN_STATIC", "1")
os.environ.setdefault("GONGKAI_SECRET_KEY", "tests-only-secret-key-0123456789-0123456789-0123456789")
os.environ.setdefault("GONGKAI_FIELD_KEY", "tests-only-field-key-0123456789-0123456789-01234567")
# Most tests sign people in without the second factor, at any distance from the day their world stands still:
# tests/desk/test_second_factor.py and test_password_change.py turn them on.
os.environ.setdefault("GONGKAI_SECOND_FACTOR", "0")
os.environ.setdefault("GONGKAI_PASSWORD_DAYS", "0")

from gongkai.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.Argon2PasswordHasher"]
ALLOWED_HOSTS = ["*"]
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "previews")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in production: in memory, the threads of the browser tests' server would share one connection.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "tests.sqlite3")}  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  (WhiteNoise warns about a missing folder)

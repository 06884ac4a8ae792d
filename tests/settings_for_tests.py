"""The one settings file, with a home of its own for each process of the tests and fast password hashing."""

import os
import tempfile

os.environ.setdefault("GONGKAI_HOME", tempfile.mkdtemp(prefix="gongkai-tests-"))
os.environ.setdefault("GONGKAI_PLAIN_STATIC", "1")
os.environ.setdefault("GONGKAI_SECRET_KEY", "tests-only-secret-key-0123456789-0123456789-0123456789")
os.environ.setdefault("GONGKAI_FIELD_KEY", "tests-only-field-key-0123456789-0123456789-01234567")

from gongkai.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.Argon2PasswordHasher"]
ALLOWED_HOSTS = ["*"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

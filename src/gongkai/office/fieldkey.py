"""Encryption of single values under the platform's field key: contacts of citizens, identity numbers, second factors.

A stolen database does not tell them. Each purpose has a key of its own, derived from ``FIELD_KEY``.
"""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def encrypt(text: str, purpose: str) -> str:
    """The text as it is stored; "" stays ""."""
    return _fernet(settings.FIELD_KEY, purpose).encrypt(text.encode()).decode("ascii") if text else ""


def decrypt(stored: str, purpose: str) -> str:
    """The text again. Raises ``cryptography.fernet.InvalidToken`` where the key or the purpose is another."""
    return _fernet(settings.FIELD_KEY, purpose).decrypt(stored.encode("ascii")).decode() if stored else ""


@cache
def _fernet(secret: str, purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"gongkai {purpose}".encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))

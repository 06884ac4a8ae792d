"""A one-time password on its way to the screen that shows it: in the maker's own session, encrypted, until looked at."""

from __future__ import annotations

from allauth.mfa.utils import decrypt, encrypt
from django.http import HttpRequest

from gongkai.office.accounts.models import User

_KEY = "handed"


def keep(request: HttpRequest, person: User, password: str) -> None:
    """Put it by for the next screen."""
    request.session[_KEY] = {"person": person.pk, "password": encrypt(password)}


def take(request: HttpRequest, person: User) -> str:
    """Take it out; empty when it was shown already."""
    held = request.session.pop(_KEY, None)
    return decrypt(held["password"]) if held and held["person"] == person.pk else ""

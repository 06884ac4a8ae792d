"""Who signs in with a password, and the one permission the shell of the desk asks for."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest

from gongkai.office.accounts.models import User

#: What the shell (Wagtail's admin) asks before it opens.
DESK = "wagtailadmin.access_admin"


def username_of(typed: str) -> str:
    """A username as it is kept: full-width forms folded, no surrounding blanks, lower case."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


class PostsBackend(BaseBackend):
    """Passwords of people; permissions from posts.

    There are no permissions in Django's sense: each application decides in its ``permissions.py`` from the actor. The
    shell's single question, whether the desk opens at all, is answered with the duties the gate put on the person.
    """

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002  Django's signature
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,  # noqa: ANN401, ARG002
    ) -> User | None:
        """The active person with this username and password; equal work whether or not the person exists."""
        if username is None or password is None:
            return None
        person = User.objects.filter(username=username_of(username)).first()
        if person is None or not person.has_usable_password():
            make_password(password)
            return None
        right = check_password(password, person.password)
        return person if right and person.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The person of a session; nobody once deactivated."""
        return User.objects.filter(pk=user_id, is_active=True).first()

    def has_perm(
        self,
        user_obj: AbstractBaseUser | AnonymousUser,
        perm: str,
        obj: Model | None = None,  # noqa: ARG002  Django's signature
    ) -> bool:
        """True for the desk when the person holds a duty today; no other permission is ever true."""
        actor = getattr(user_obj, "actor", None)
        return perm == DESK and bool(user_obj.is_active) and actor is not None and bool(actor.duties)

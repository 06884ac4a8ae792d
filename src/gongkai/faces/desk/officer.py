"""Who is at work: the actor of every request to the desk, and what must be done before any other work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers

from gongkai.faces import clock
from gongkai.faces.look.address import client_address
from gongkai.office.accounts.models import Post, User
from gongkai.office.accounts.selectors import actor_for
from gongkai.office.actors import SECOND_FACTOR_DUTIES, Actor

#: The session is written anew at most this often, so that reading pages is not writing to the database.
_RENEW = timedelta(minutes=1)
_SEEN = "seen_at"

#: Open whatever else is due: signing out, and what the pages themselves load.
_ALWAYS = frozenset(
    {"account_login", "account_logout", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog"},
)
_CHANGING = _ALWAYS | {"account_change_password"}
_ENROLLING = _ALWAYS | {"mfa_activate_totp", "account_reauthenticate"}
_WITHOUT_POST = (
    _CHANGING
    | _ENROLLING
    | {
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    }
)


class OfficerMiddleware:
    """Puts ``request.actor`` on every request: an :class:`Actor`, or None where nobody is signed in.

    Under /desk/ it also ends sessions of people who were deactivated, keeps a session alive while it is used, and lets
    nothing be done, by any method, before a due change of password and a due enrolment of the second factor.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Name the actor; send to what is due; pass on."""
        request.actor = None  # type: ignore[attr-defined]
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        user = request.user
        if not isinstance(user, User):
            if SESSION_KEY in request.session:
                request.session.flush()
            return self.get_response(request)
        at = clock.now()
        actor = actor_for(user, on=at.date(), address=client_address(request))
        request.actor = user.actor = actor  # type: ignore[attr-defined]
        _renew(request, at)
        response = _errand(request, user, actor, at) or self.get_response(request)
        if not response.has_header("Cache-Control"):
            # Also the pages at the door that show a second factor's secret or recovery codes: nothing stays on a shared machine.
            add_never_cache_headers(response)
        return response


def _renew(request: HttpRequest, at: datetime) -> None:
    seen = request.session.get(_SEEN, 0)
    if abs(at.timestamp() - seen) >= _RENEW.total_seconds():
        request.session[_SEEN] = int(at.timestamp())


def _errand(request: HttpRequest, user: User, actor: Actor, at: datetime) -> HttpResponse | None:
    """Where the person must go first, or None."""
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        return None
    if password_is_due(user, at):
        request.password_is_due = True  # type: ignore[attr-defined]
        return None if name in _CHANGING else HttpResponseRedirect(reverse("account_change_password"))
    if needs_second_factor(actor):
        if not _enrolled(user):
            request.factor_is_due = True  # type: ignore[attr-defined]
            return None if name in _ENROLLING else HttpResponseRedirect(reverse("mfa_activate_totp"))
        if not _gave_code(request, user):
            # Opened with the password alone, before somebody enrolled: it may not be the same person.
            request.session.flush()
            return HttpResponseRedirect(reverse("account_login"))
    if not actor.duties and name not in _WITHOUT_POST:
        waiting = Post.objects.filter(user=user, pending=True).select_related("unit")
        return render(request, "desk/people/no_post.html", {"waiting": waiting}, status=403)
    return None


def password_is_due(user: User, at: datetime) -> bool:
    """Whether the password must be changed now: handed out by somebody else, or too old (PASSWORD_DAYS; 0 is never)."""
    if user.must_change_password:
        return True
    if not settings.PASSWORD_DAYS or user.password_changed_at is None:
        return False
    return at - user.password_changed_at > timedelta(days=settings.PASSWORD_DAYS)


def needs_second_factor(actor: Actor) -> bool:
    """Whether a duty held today asks for a second factor."""
    return bool(settings.SECOND_FACTOR) and actor.has(*SECOND_FACTOR_DUTIES)


def _enrolled(user: User) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def _gave_code(request: HttpRequest, user: User) -> bool:
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))

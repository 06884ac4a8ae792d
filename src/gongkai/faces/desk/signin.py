"""Sign-in of the desk: allauth as we need it. Nobody signs up, nothing goes by mail, every attempt is written down.

The order at the door: lockout (django-axes, per username, in the database) → password (``PostsBackend``) → second factor
(``SecondFactorAdapter``, ``signin_codes.py``) → what is due (``officer.py``).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from gongkai.faces import clock
from gongkai.faces.desk.officer import needs_second_factor
from gongkai.faces.look.address import client_address
from gongkai.office import fieldkey
from gongkai.office.accounts import services
from gongkai.office.accounts.backends import username_of
from gongkai.office.accounts.models import SignInOutcome, User
from gongkai.office.accounts.selectors import actor_for
from gongkai.office.actors import Actor
from gongkai.office.errors import Refused

#: What is said after an act at the door, by allauth's name for the message; everything else passes in silence.
_SAID = {
    "account/messages/password_changed.txt": "密码已修改。",
    "mfa/messages/totp_activated.txt": "动态口令已启用，下次登录时需要输入。",
    "mfa/messages/totp_deactivated.txt": "动态口令已停用。",
}


class SignInAdapter(DefaultAccountAdapter):
    """allauth's account side: closed for strangers, in our words, into our log."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "用户名或密码不对，请核对后重新输入。",
        "enter_current_password": "当前密码不对，请重新输入。",
        "incorrect_password": "密码不对，请重新输入。",
        "account_inactive": "账号已停用，请联系系统管理员。",
        "too_many_login_attempts": "尝试次数过多，请稍后再试。",
        "rate_limited": "操作过于频繁，请稍后再试。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: people are added by administrators."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Whether to go on there after sign-in: only within this very site."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if said := message or _SAID.get(message_template or ""):
            messages.add_message(request, level, said, extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing goes by mail."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing goes by mail."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write the attempt down; ``axes_locked_out`` says whether it met or made a lockout."""
        locked = getattr(request, "axes_locked_out", False)
        outcome = SignInOutcome.LOCKED_OUT if locked else SignInOutcome.WRONG_PASSWORD
        note(request, outcome, username=username_of(credentials.get("username", "")))

    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session, with a new key; unless the person was deactivated between password and code."""
        if not User.objects.filter(pk=user.pk, is_active=True).exists():
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        super().login(request, user)
        note(request, SignInOutcome.SIGNED_IN, username=user.username, user=user)

    def logout(self, request: HttpRequest) -> None:
        """Close the session."""
        user = request.user
        super().logout(request)
        if isinstance(user, User):
            note(request, SignInOutcome.SIGNED_OUT, username=user.username, user=user)

    def set_password(self, user: User, password: str) -> None:
        """Change the own password."""
        at = clock.now()
        services.change_password(user, password, by=_actor(user, self.request, at), at=at)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("desk:home")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002
        """Not for a while after the password or a code was given, at sign-in or again."""
        records = get_authentication_records(self.request, self.request.user)
        latest = max((record["at"] for record in records), default=0)
        return clock.now().timestamp() - latest >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _actor(user: User, request: HttpRequest, at: datetime) -> Actor:
    return actor_for(user, on=at.date(), address=client_address(request))


def note(request: HttpRequest, outcome: SignInOutcome, *, username: str, user: User | None = None) -> None:
    """Write an attempt into the sign-in log and the trail."""
    person = user or User.objects.filter(username=username_of(username)).first()
    services.note_sign_in(
        user=person,
        username=username,
        outcome=outcome,
        at=clock.now(),
        address=client_address(request),
        agent=request.headers.get("user-agent", ""),
    )


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's second factor: secrets encrypted at rest, and not taken off by somebody who must have it."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "动态口令不对或已用过。请等待口令刷新后输入新的 6 位数字。",
        "cannot_delete_authenticator": "您的岗位要求使用动态口令，不能停用。更换手机请先联系系统管理员停用旧口令。",
        "cannot_generate_recovery_codes": "请先启用动态口令，再生成备用码。",
    }

    def encrypt(self, text: str) -> str:
        return fieldkey.encrypt(text, "second factor")

    def decrypt(self, encrypted_text: str) -> str:
        return fieldkey.decrypt(encrypted_text, "second factor")

    def get_totp_label(self, user: User) -> str:
        return user.username

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not needs_second_factor(actor_for(authenticator.user, on=clock.now().date()))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing goes by mail."""


def axes_username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Whose failures are counted: the username as it is kept, so that capitals and blanks make no second account."""
    given = credentials or {}
    return username_of(str(given.get("username") or given.get("login") or request.POST.get("login", "")))[:150]


def locked_until(username: str) -> datetime | None:
    """When the lockout of this username ends, or None where there is none."""
    length = timedelta(hours=settings.AXES_COOLOFF_TIME)
    attempts = AccessAttempt.objects.filter(username=username, attempt_time__gte=clock.now() - length)
    if sum(attempt.failures_since_start for attempt in attempts) < settings.AXES_FAILURE_LIMIT:
        return None
    return max(attempt.attempt_time for attempt in attempts) + length


def unlock(person: User, *, by: Actor, at: datetime) -> None:
    """End a person's lockout early."""
    services.unlock(person, by=by, at=at)
    reset(username=person.username)


def remove_factor(person: User, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a lost second factor away, with its recovery codes; the person enrols a new one at the next sign-in."""
    if not Authenticator.objects.filter(user_id=person.pk).exists():
        raise Refused(f"“{person.name}”没有启用动态口令，不必停用")
    with transaction.atomic():
        services.note_factor(person, enrolled=False, reason=reason, by=by, at=at)
        Authenticator.objects.filter(user_id=person.pk).delete()


def locked_out(
    request: HttpRequest,
    original: HttpResponse | None = None,  # noqa: ARG001
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page of a lockout: how long, and who can end it."""
    until = locked_until(axes_username(request, credentials))
    minutes = max(1, round((until - clock.now()).total_seconds() / 60)) if until else 30
    told = {"minutes": minutes, "failures": settings.AXES_FAILURE_LIMIT}
    return render(request, "account/locked.html", told, status=429)

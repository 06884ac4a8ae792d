"""The second step: a code of the authenticator app, or a recovery code. Each works once; few may be tried."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django import forms
from django.db import transaction
from django.utils.crypto import constant_time_compare

from gongkai.faces import clock
from gongkai.faces.desk.signin import note
from gongkai.office.accounts.models import SignIn, SignInOutcome, User

#: So many wrong codes in so long, and no more are taken until some time has passed.
MOST_WRONG, WITHIN = 5, timedelta(minutes=15)
_LAST = "last_counter"


def counter_of(secret: str, code: str, *, at: float) -> int | None:
    """The step whose code this is, among those near ``at`` (a clock may run one step early or late)."""
    now = int(at) // app_settings.TOTP_PERIOD
    steps = range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1)
    typed = "".join(code.split())
    found = None
    for step in steps:
        if constant_time_compare(typed, format_hotp_value(hotp_value(secret, step))):
            found = step
    return found


def take_totp(authenticator: Authenticator, code: str, *, at: float) -> bool:
    """Whether the code is right and of a later step than the last one taken; it is then taken. The row is locked."""
    counter = counter_of(decrypt(authenticator.data["secret"]), code, at=at)
    if counter is None or counter <= authenticator.data.get(_LAST, 0):
        return False
    authenticator.data[_LAST] = counter
    authenticator.save(update_fields=["data"])
    return True


def too_many(person: User) -> bool:
    """Whether this person's wrong codes since the last right one are used up."""
    recent = SignIn.objects.filter(user=person, at__gte=clock.now() - WITHIN)
    last = recent.filter(outcome=SignInOutcome.SIGNED_IN).order_by("-at").first()
    if last is not None:
        recent = recent.filter(at__gt=last.at)
    return recent.filter(outcome=SignInOutcome.WRONG_CODE).count() >= MOST_WRONG


class _TakesCode(forms.Form):
    """Instead of allauth's check, whose memory of used codes is a cache."""

    user: User
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field(
            "动态口令", "打开手机上的身份验证器，输入 6 位数字。手机不在身边时，输入一个备用码。"
        )

    def clean_code(self) -> str:
        """The code, once; every wrong one is written down."""
        code = self.cleaned_data["code"]
        with transaction.atomic():
            # The lock lets one attempt at a time through, so that trying in parallel gains nothing.
            held = list(Authenticator.objects.select_for_update().filter(user_id=self.user.pk).order_by("-type"))
            outcome = SignInOutcome.WRONG_CODE
            if too_many(self.user):
                # Not one more wrong code: or whoever goes on trying keeps the person out for ever.
                outcome = SignInOutcome.LOCKED_OUT
                problem = f"动态口令连续错误 {MOST_WRONG} 次，请 {int(WITHIN.total_seconds() // 60)} 分钟后再试。"
                taken = None
            else:
                taken = next((one for one in held if _take(one, code)), None)
                problem = "" if taken else "incorrect_code"
            if taken is None:
                note(context.request, outcome, username=self.user.username, user=self.user)
        if taken is None:
            raise (
                get_adapter().validation_error(problem)
                if problem == "incorrect_code"
                else forms.ValidationError(problem)
            )
        self.authenticator = taken
        return code


def _take(authenticator: Authenticator, code: str) -> bool:
    if authenticator.type == Authenticator.Type.TOTP:
        return take_totp(authenticator, code, at=clock.now().timestamp())
    return bool(authenticator.wrap().validate_code("".join(code.split())))


def _code_field(label: str, help_text: str) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12", "autofocus": True}
    return forms.CharField(
        label=label,
        max_length=12,
        widget=forms.TextInput(attrs=attributes),
        help_text=help_text,
        error_messages={"required": "请输入动态口令。"},
    )


class SignInCodeForm(_TakesCode, base_forms.AuthenticateForm):
    """The code at sign-in."""


class ConfirmCodeForm(_TakesCode, base_forms.ReauthenticateForm):
    """The code once more, before something sensitive."""


class EnrolForm(totp_forms.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field("动态口令", "扫描二维码后，输入手机上显示的 6 位数字。")

    def clean_code(self) -> str:
        """The code; ``counter`` is its step, so that it does not serve again at sign-in."""
        counter = counter_of(self.secret, self.cleaned_data["code"], at=clock.now().timestamp())
        if counter is None:
            raise forms.ValidationError("口令不对。请核对手机时间是否准确，等口令刷新后输入新的 6 位数字。")
        self.counter = counter
        return str(self.cleaned_data["code"])


def spend(authenticator: Authenticator, counter: int) -> None:
    """The code of this step has been used."""
    authenticator.data[_LAST] = counter
    authenticator.save(update_fields=["data"])

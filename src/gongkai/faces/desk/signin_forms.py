"""The forms at the door, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import get_password_validators, password_validators_help_texts

from gongkai.office.accounts.backends import username_of


def _password(label: str, autocomplete: str, *, missing: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        help_text=help_text,
        error_messages={"required": missing, "max_length": "密码不能超过 128 个字符。"},
    )


#: Django's own rules in our words; those of accounts/passwords.py speak for themselves.
_DJANGOS = ("至少 10 个字符。", "不是常见的密码。")


def _ours() -> list[Any]:
    found = get_password_validators(settings.AUTH_PASSWORD_VALIDATORS)  # type: ignore[arg-type]
    return [validator for validator in found if not type(validator).__module__.startswith("django.")]


class SignInForm(allauth_forms.LoginForm):
    """Username and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label="用户名",
            max_length=150,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
            error_messages={"required": "请输入用户名。"},
        )
        self.fields["password"] = _password("密码", "current-password", missing="请输入密码。")
        if not self.is_bound:
            self.fields["login"].widget.attrs["autofocus"] = True

    def clean_login(self) -> str:
        """The username as it is kept."""
        return username_of(self.cleaned_data["login"])


class PasswordForm(allauth_forms.ChangePasswordForm):
    """Old password, new one, new one again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = "".join(f"<li>{text}</li>" for text in (*_DJANGOS, *password_validators_help_texts(_ours())))
        self.fields["oldpassword"] = _password("当前密码", "current-password", missing="请输入当前密码。")
        first = self.fields["password1"]
        first.label, first.help_text = "新密码", f'<ul class="rules">{rules}</ul>'
        first.widget.attrs.pop("placeholder", None)
        first.error_messages["required"] = "请输入新密码。"
        self.fields["password2"] = _password("再输入一次新密码", "new-password", missing="请再输入一次新密码。")

    def clean_oldpassword(self) -> str:
        """The present one. A wrong one counts as it does at sign-in: an open desk is no place to guess."""
        given = str(self.cleaned_data["oldpassword"])
        if not get_adapter().reauthenticate(self.user, given):
            raise get_adapter().validation_error("enter_current_password")
        return given

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        data = forms.Form.clean(self) or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "两次输入的新密码不一致，请重新输入。")
        return data


class ConfirmPasswordForm(allauth_forms.ReauthenticateForm):
    """The password once more, before something sensitive."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password("密码", "current-password", missing="请输入密码。")

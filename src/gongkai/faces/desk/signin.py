"""Sign-in of the desk."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse


class SignInAdapter(DefaultAccountAdapter):
    """allauth as we need it: nobody signs up."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """TOTP secrets are encrypted."""


def locked_out(request: HttpRequest, credentials: object, *args: object, **kwargs: object) -> HttpResponse:  # noqa: ARG001
    """Too many failures."""
    return HttpResponse("登录失败次数过多，账号已锁定。", status=429, content_type="text/plain; charset=utf-8")

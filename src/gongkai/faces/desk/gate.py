"""The gate of the desk: who is at work, and what a refusal looks like."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from gongkai.faces.desk.officer import OfficerMiddleware

__all__ = ["OfficerMiddleware", "RefusalMiddleware", "csrf_failure"]


class RefusalMiddleware:
    """Turns refusals of services into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form was open too long, or came from elsewhere."""
    return HttpResponse("页面已过期，请返回后刷新重试。", status=403, content_type="text/plain; charset=utf-8")

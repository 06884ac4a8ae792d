"""What a refusal looks like: a page in words for a person, JSON for a script. Nothing here touches the database."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from gongkai.faces.desk.kit.screens import wants_json
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from gongkai.statute.errors import GongkaiError

_NOT_ALLOWED = "您的岗位不能使用此页面。如工作需要，请联系本单位管理员调整岗位。"


class RefusalMiddleware:
    """Turns what services refuse into pages: NotAllowed 403, Refused 400, Overtaken 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; an address with a null character is nobody's question, and PostgreSQL cannot be asked it."""
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
            raise BadRequest("a null character")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django with what a view raised."""
        if isinstance(error, NotAllowed):
            return refusal(request, 403, "没有权限", str(error) or _NOT_ALLOWED)
        if isinstance(error, PermissionDenied):
            return refusal(request, 403, "没有权限", _NOT_ALLOWED)
        if isinstance(error, Overtaken):
            return refusal(request, 409, "内容已被更新", str(error))
        if isinstance(error, Refused):
            return refusal(request, 400, "不能办理", *error.problems.values())
        if isinstance(error, GongkaiError):
            return refusal(request, 400, "不能办理", str(error))
        return None


def refusal(request: HttpRequest, status: int, title: str, *sentences: str) -> HttpResponse:
    """The page, or for a script ``{"status": …, "title": …, "message": …}``."""
    if wants_json(request):
        message = {"status": status, "title": title, "message": "".join(sentences)}
        return JsonResponse(message, status=status, json_dumps_params={"ensure_ascii": False})
    inside = request.path.startswith("/desk/")
    told = {"title": title, "status": status, "sentences": sentences, "inside": inside}
    response = HttpResponse(render_to_string("desk/refusal.html", told, request), status=status)
    add_never_cache_headers(response)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404."""
    return refusal(
        request,
        404,
        "没有找到这个页面",
        "网址可能有误，或者该内容已被移走、撤下。",
        "如果您是从站内链接来到这里的，请将该链接告知系统管理员。",
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: the request itself is broken or too large."""
    return refusal(
        request, 400, "请求不完整", "收到的请求不完整或者超出大小限制，未作任何更改。", "请返回后重新填写或缩小附件。"
    )


def not_permitted(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403 raised outside a view."""
    return refusal(request, 403, "没有权限", _NOT_ALLOWED)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page is drawn without the request's context, so that nothing in it can fail again."""
    sentences = (
        "系统出现故障，本次操作没有完成，也没有保存。",
        "请稍后重试；仍然出现时，请将操作内容和时间告知系统管理员。",
    )
    if wants_json(request):
        return JsonResponse({"status": 500, "title": "系统故障", "message": "".join(sentences)}, status=500)
    told = {"title": "系统故障", "status": 500, "sentences": sentences, "inside": request.path.startswith("/desk/")}
    return HttpResponse(render_to_string("desk/refusal.html", told), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form was open too long, or came from elsewhere."""
    return refusal(
        request,
        403,
        "页面已过期",
        "此页面打开时间过长或者登录状态已变化，为保证安全，本次提交没有处理。",
        "请按浏览器的返回键回到原页面，复制已填写的内容，刷新后重新提交。",
    )

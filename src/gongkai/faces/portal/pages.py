"""What every public page is made of, the pages of what is not there or has failed, and the health of the machine."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.db import DatabaseError, connection
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from gongkai.faces import clock
from gongkai.faces.portal.items.feedlinks import feed_links
from gongkai.faces.portal.items.lines import Line, with_units
from gongkai.faces.portal.metatags import Article, metatags
from gongkai.faces.portal.platform.shell import foot, foot_links, menu
from gongkai.office.units.models import Unit

__all__ = ["Article", "Line", "Nowhere", "Page", "broken", "healthz", "with_units"]

#: Nothing from elsewhere, nothing written into the page, no page of ours inside another's.
POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [NONE],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}


# Without a session there is nothing that another site's form could ride on: what is posted to a page that takes nothing is 405.
@method_decorator([csrf_exempt, csp_replace(POLICY)], name="dispatch")
class Page(View):
    """A public page: drawn for everybody alike, without a session and without a cookie, from the database and the day alone.

    It may be kept by a browser but is asked about each time: what is withdrawn is gone at once.

    ``column`` is the code of the column (one of the seven) in which the page stands: the menu marks it and the page carries
    its tags. A page of one item or report gives :meth:`show` an :class:`Article` for the tags of the content.
    """

    template_name: str = ""
    title: str = ""
    column: str = ""
    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = self.instead(**kwargs) or super().dispatch(request, *args, **kwargs)
        except Http404:
            response = self.missing()
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    def instead(self, **_named: Any) -> HttpResponseBase | None:
        """What stands in the place of the page, such as that it was withdrawn. May raise Http404."""
        return None

    @cached_property
    def now(self) -> datetime:
        """The moment of this request."""
        return clock.now()

    @property
    def today(self) -> date:
        """The day of this request."""
        return self.now.date()

    def missing(self) -> HttpResponse:
        """The 404: what may have happened, and where to go on."""
        return self.show("portal/platform/not_found.html", status=404, title="没有找到这个页面", column="")

    def show(
        self,
        template: str = "",
        *,
        status: int = 200,
        column: str | None = None,
        article: Article | None = None,
        **context: object,
    ) -> HttpResponse:
        """Draw the page. ``context`` is the template's; the shell knows some of it.

        That is ``title`` (of the window and, in most templates, the heading), ``crumbs`` (pairs of label and address above the page;
        the home page stands before them by itself) and ``asked`` (what stands in the search box).
        """
        column = self.column if column is None else column
        unit = context.get("unit")
        told = {
            "title": self.title,
            "crumbs": [],
            "asked": "",
            "column": column,
            "menu": menu(column),
            "foot": foot(),
            "foot_links": foot_links(),
            "metatags": metatags(self.request.path, column=column, article=article),
            "feeds": feed_links(column=column, unit=unit if isinstance(unit, Unit) else None),
            **context,
        }
        return render(self.request, template or self.template_name, told, status=status)


class Nowhere(Page):
    """An address that leads nowhere; one that only lacks its last slash leads where it was meant to."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.endswith("/") and resolve(f"{request.path_info}/").view_name != "portal:nowhere":
            return HttpResponsePermanentRedirect(f"{request.path}/")
        raise Http404(request.path)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500: our fault. A page that asks nothing of the database and knows no context, so that it cannot fail again."""
    return _alone(
        500,
        "网站出了故障",
        "刚才的请求没有完成。故障已经记录，我们会尽快处理。",
        "请过几分钟再打开这个页面。",
    )


def bad_request(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """400: the address or what was sent makes no sense, such as a null character. As plain as the 500."""
    return _alone(
        400,
        "网址或者提交的内容不完整",
        "收到的请求里有不能处理的字符，或者超出了大小限制。",
        "请核对网址，或者从首页重新查找。",
    )


def _alone(status: int, title: str, said: str, advice: str) -> HttpResponse:
    told = {"title": title, "said": said, "advice": advice}
    page = render_to_string("portal/platform/alone.html", told)
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """For the machine that watches: 200 where the database answers, 503 where it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503, headers={"Cache-Control": "no-store"})
    return JsonResponse({"database": "ok"}, headers={"Cache-Control": "no-store"})

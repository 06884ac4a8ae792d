"""What every public page is made of, the home page, the 404 and the health of the machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp_replace
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import resolve
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.http import require_safe

from gongkai.faces import clock
from gongkai.office.catalog.models import DocumentKind
from gongkai.office.search.selectors import Hit, find
from gongkai.office.units.models import Unit
from gongkai.office.units.selectors import units_in_force

#: Nothing from elsewhere, nothing written into the page, no page of ours inside another's.
POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, NONCE],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [NONE],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}


@method_decorator(csp_replace(POLICY), name="dispatch")
class Page(View):
    """A public page: drawn for everybody alike, without a session and without a cookie.

    It may be kept by a browser but is asked about each time: what is withdrawn is gone at once.
    """

    template_name: str = ""
    title: str = ""
    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Http404:
            response = self.show("portal/not_found.html", status=404, title="没有找到这个页面", page_name="404")
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    @cached_property
    def now(self) -> datetime:
        """The moment of this request."""
        return clock.now()

    @property
    def today(self) -> date:
        """The day of this request."""
        return self.now.date()

    def show(self, template: str = "", *, status: int = 200, **context: object) -> HttpResponse:
        """Draw the page."""
        told = {"title": self.title, "crumbs": [], "asked": "", **context}
        return render(self.request, template or self.template_name, told, status=status)


@dataclass(frozen=True)
class Line:
    """Something found, with the unit that issued it."""

    hit: Hit
    unit: Unit | None


def with_units(hits: Sequence[Hit]) -> list[Line]:
    """Each hit with its unit; one query for all of them."""
    units = Unit.objects.in_bulk({hit.unit_id for hit in hits if hit.unit_id})
    return [Line(hit, units.get(hit.unit_id or 0)) for hit in hits]


class Home(Page):
    """首页."""

    template_name = "portal/home.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002
        # Site-wide lists read the search's table: newest first is its own index.
        newest = find("", size=10)
        return self.show(
            newest=with_units(newest.hits),
            total=newest.total_words,
            institutions=with_units(find("", kind=DocumentKind.INSTITUTION, size=5).hits),
            units=chief_units(self.today),
        )


def chief_units(on: date) -> list[Unit]:
    """The root and what stands directly under it, as they stand in the tree."""
    inside = units_in_force(on)
    return list(inside.filter(parent__isnull=True) | inside.filter(parent__parent__isnull=True, parent__isnull=False))


class Nowhere(Page):
    """An address that leads nowhere; one that only lacks its last slash leads where it was meant to."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.endswith("/") and resolve(f"{request.path_info}/").view_name != "portal:nowhere":
            return HttpResponseRedirect(f"{request.path}/")
        raise Http404(request.path)


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

"""The home page and the map of the site."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponseBase

from gongkai.faces.portal.pages import Page, with_units
from gongkai.office.catalog.models import DocumentKind
from gongkai.office.search.selectors import Filters, find
from gongkai.office.units.models import Unit
from gongkai.office.units.selectors import units_in_force


class Home(Page):
    """首页."""

    template_name = "portal/platform/home.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002
        # Site-wide lists read the search's table: newest first is its own index.
        newest = find("", size=10)
        return self.show(
            newest=with_units(newest.hits),
            total=newest.total_words,
            institutions=with_units(find("", Filters(kind=DocumentKind.INSTITUTION), size=5).hits),
            units=chief_units(self.today),
        )


def chief_units(on: date) -> list[Unit]:
    """The root and what stands directly under it, as they stand in the tree."""
    inside = units_in_force(on)
    return list(inside.filter(parent__isnull=True) | inside.filter(parent__parent__isnull=True, parent__isnull=False))


class SiteMap(Page):
    """网站地图."""

    template_name = "portal/platform/column.html"
    title = "网站地图"

    def get(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002
        return self.show()

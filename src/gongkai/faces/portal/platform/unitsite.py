"""The site of a unit: the same columns as the platform's, for what this unit has published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.faces.look.readable import readable
from gongkai.faces.portal.items.feedlinks import feed_links
from gongkai.faces.portal.pages import Page, with_units
from gongkai.faces.portal.platform import catalogue
from gongkai.faces.portal.platform.asking import asking
from gongkai.faces.portal.platform.directory import by_kind
from gongkai.faces.portal.platform.places import root_unit
from gongkai.faces.portal.platform.yearly import report_tables
from gongkai.office.annualreport.selectors import published_reports
from gongkai.office.catalog.guides import guide_of
from gongkai.office.search.selectors import Filters, counts, find, scope_of
from gongkai.office.units.models import Unit
from gongkai.office.units.selectors import ancestors, reporting_unit, units_in_force
from gongkai.statute.disclosure import disclosure_law

#: The columns a unit has of its own; the platforms of departments and districts are the city's.
_COLUMNS = ("guide", "institutions", "statutory", "reports", "requests")


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the navigation at the left of a unit's pages."""

    name: str
    url: str
    on: bool


class UnitPage(Page):
    """A page of a unit's site: navigation at the left, what the page shows at the right, and how to reach the unit."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:  # noqa: ARG002
        term = disclosure_law().columns.get(self.column)
        crumbs = [("单位目录", reverse("portal:units"))]
        crumbs += [(unit.called, reverse("portal:unit", args=[unit.slug])) for unit in ancestors(self.unit)]
        if term:
            crumbs.append((self.unit.called, reverse("portal:unit", args=[self.unit.slug])))
        successor = reporting_unit(self.unit) if not self.unit.in_force(self.today) else self.unit
        return self.show(
            unit=self.unit,
            in_force=self.unit.in_force(self.today),
            successor=successor if successor != self.unit else None,
            blocks=self._blocks(),
            crumbs=crumbs,
            title=f"{self.unit.name}{term.name}" if term else self.unit.name,
            heading=term.name if term else self.unit.name,
            **self.content(),
        )

    def content(self) -> dict[str, Any]:
        """What the template needs besides."""
        raise NotImplementedError

    @cached_property
    def unit(self) -> Unit:
        """The unit whose site this is. Raises Http404."""
        unit: Unit = get_object_or_404(Unit.objects.select_related("parent"), slug=self.kwargs["slug"])
        return unit

    def _blocks(self) -> list[Block]:
        slug, law = self.unit.slug, disclosure_law()
        return [
            Block("本单位首页", reverse("portal:unit", args=[slug]), not self.column),
            *(
                Block(law.columns[code].name, reverse(f"portal:unit_{code}", args=[slug]), self.column == code)
                for code in _COLUMNS
            ),
        ]


class Front(UnitPage):
    """The first page of a unit: its newest items, its headings with how much stands there, who belongs to it."""

    template_name = "portal/platform/unit.html"

    def content(self) -> dict[str, Any]:
        unit = self.unit
        found = find(filters=Filters(unit_ids=[unit.pk]), size=10)
        below = list(units_in_force(self.today).filter(parent=unit).order_by("rank"))
        year = self.today.year
        return {
            "found": found,
            "lines": with_units(found.hits),
            "feeds": feed_links(unit=unit),
            "all_url": catalogue.list_url(unit=unit.slug),
            "year": year,
            "this_year": counts(scope_of(unit_id=unit.pk), year=year).total,
            "year_url": catalogue.list_url(unit=unit.slug, year=year),
            "reports": list(published_reports(unit)[:3]),
            "kinds": by_kind(below, root_unit(self.today), self.today),
            "before": list(unit.predecessors.order_by("rank")),
        }


class Guide(UnitPage):
    """政府信息公开指南 of a unit: what art. 12 wants, from its data and its text; how to ask; where to turn."""

    column = "guide"
    template_name = "portal/platform/unit_guide.html"

    def content(self) -> dict[str, Any]:
        guide = guide_of(self.unit, self.today)
        text = guide.text.published if guide.text else None
        return {
            "guide": guide,
            "body": readable(text.body) if text else "",
            "asking": asking(self.today, self.unit.kind),
        }


class Institutions(UnitPage):
    """政府信息公开制度 of a unit."""

    column = "institutions"
    template_name = "portal/platform/unit_institutions.html"

    def content(self) -> dict[str, Any]:
        found = find(filters=Filters(column=self.column, unit_ids=[self.unit.pk]), size=50)
        return {
            "found": found,
            "lines": with_units(found.hits),
            "all_url": catalogue.list_url(unit=self.unit.slug, column=self.column),
        }


class Statutory(UnitPage):
    """法定主动公开内容 of a unit, its own headings included."""

    column = "statutory"
    template_name = "portal/platform/unit_statutory.html"

    def content(self) -> dict[str, Any]:
        return {
            "groups": catalogue.of_unit(self.unit, self.today),
            "all_url": catalogue.list_url(unit=self.unit.slug, column=self.column),
        }


class Reports(UnitPage):
    """政府信息公开年报 of a unit, and of those directly under it."""

    column = "reports"
    template_name = "portal/platform/unit_reports.html"

    def content(self) -> dict[str, Any]:
        below = list(units_in_force(self.today).filter(parent=self.unit).order_by("rank"))
        return {"reports": list(published_reports(self.unit)), "tables": report_tables(below) if below else []}


class Requests(UnitPage):
    """依申请公开 of a unit: where to send a request, and how."""

    column = "requests"
    template_name = "portal/platform/unit_requests.html"

    def content(self) -> dict[str, Any]:
        return {"asking": asking(self.today, self.unit.kind), "guide": guide_of(self.unit, self.today)}

"""The columns of the whole platform (国办公开办函〔2019〕61号): guide, institutions, statutory content, reports, requests, places."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from gongkai.faces.portal.items.feedlinks import feed_links
from gongkai.faces.portal.metatags import column_words
from gongkai.faces.portal.pages import Page, with_units
from gongkai.faces.portal.platform import catalogue, places
from gongkai.faces.portal.platform.asking import asking
from gongkai.faces.portal.platform.directory import by_kind
from gongkai.faces.portal.platform.laws import laws
from gongkai.faces.portal.platform.yearly import report_tables
from gongkai.office.catalog.guides import guide_of
from gongkai.office.search.selectors import Filters, find
from gongkai.office.units.selectors import units_in_force
from gongkai.statute.disclosure import disclosure_law

_SIZE = 20


class Column(Page):
    """A column of the whole platform: its statutory name and a sentence on what stands in it."""

    def get(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002
        return self.show(
            title=disclosure_law().columns[self.column].name,
            description=column_words(self.column).description,
            feeds=feed_links(column=self.column),
            **self.content(),
        )

    def content(self) -> dict[str, Any]:
        """What the template needs besides."""
        raise NotImplementedError


class Guides(Column):
    """政府信息公开指南: that of the root, and where every unit's stands."""

    column = "guide"
    template_name = "portal/platform/guides.html"

    def content(self) -> dict[str, Any]:
        root = places.root_unit(self.today)
        return {
            "root": root,
            "guide": guide_of(root, self.today) if root else None,
            "kinds": by_kind(units_in_force(self.today), root, self.today),
        }


class Institutions(Column):
    """政府信息公开制度: the root's first, then everybody's, newest first."""

    column = "institutions"
    template_name = "portal/platform/institutions.html"

    def content(self) -> dict[str, Any]:
        root = places.root_unit(self.today)
        every = find(filters=Filters(column=self.column), size=_SIZE)
        mine = find(filters=Filters(column=self.column, unit_ids=[root.pk]), size=_SIZE) if root else None
        return {
            "root": root,
            "laws": [law for law in laws() if law.effective_on <= self.today],
            "mine": with_units(mine.hits) if mine else [],
            "lines": with_units(every.hits),
            "found": every,
            "all_url": catalogue.list_url(column=self.column),
        }


class Statutory(Column):
    """法定主动公开内容: the tree of headings, each leading to its list."""

    column = "statutory"
    template_name = "portal/platform/statutory.html"

    def content(self) -> dict[str, Any]:
        return {
            "groups": catalogue.of_platform(places.root_unit(self.today), self.today),
            "all_url": catalogue.list_url(column=self.column),
            "newest": places.newest_in(self.column, 5),
        }


class Reports(Column):
    """政府信息公开年报: unit by year, the root and what stands directly under it."""

    column = "reports"
    template_name = "portal/platform/reports.html"

    def content(self) -> dict[str, Any]:
        root = places.root_unit(self.today)
        units = [*([root] if root else []), *places.chief_units(self.today)]
        tables = report_tables(units)
        reporting = {unit.pk for table in tables for unit, _reports in table.rows}
        return {"tables": tables, "number": len(units), "without": [unit for unit in units if unit.pk not in reporting]}


class Requests(Column):
    """依申请公开: how to ask, until the platform takes requests itself."""

    column = "requests"
    template_name = "portal/platform/requests.html"

    def content(self) -> dict[str, Any]:
        root = places.root_unit(self.today)
        return {
            "asking": asking(self.today),
            "root": root,
            "kinds": by_kind(places.chief_units(self.today), root, self.today),
        }


class Departments(Column):
    """部门平台."""

    column = "departments"
    template_name = "portal/platform/places.html"

    def content(self) -> dict[str, Any]:
        return {"places": places.departments(self.today)}


class Districts(Column):
    """区县（市）平台."""

    column = "districts"
    template_name = "portal/platform/places.html"

    def content(self) -> dict[str, Any]:
        return {"places": places.districts(self.today), "whole": True}

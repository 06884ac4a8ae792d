"""The site of a unit: the same columns as the platform's, for what this unit has published."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.faces.portal.pages import Page, with_units
from gongkai.office.catalog.models import DocumentKind
from gongkai.office.search.selectors import Filters, find
from gongkai.office.units.models import Unit
from gongkai.office.units.selectors import reporting_unit, units_in_force


class Front(Page):
    """One unit: its disclosure office (条例第四条、第十二条), its newest information, its institutions."""

    template_name = "portal/platform/unit.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:  # noqa: ARG002
        unit = get_object_or_404(Unit.objects.select_related("parent"), slug=slug)
        newest = find("", Filters(unit_ids=[unit.pk]), size=15)
        successor = reporting_unit(unit) if not unit.in_force(self.today) else None
        return self.show(
            unit=unit,
            in_force=unit.in_force(self.today),
            successor=successor if successor != unit else None,
            newest=with_units(newest.hits),
            total=newest.total_words,
            institutions=with_units(find("", Filters(unit_ids=[unit.pk], kind=DocumentKind.INSTITUTION), size=10).hits),
            children=list(units_in_force(self.today).filter(parent=unit).order_by("position", "path")),
            crumbs=[
                ("单位", reverse("portal:units")),
                *([(unit.parent.called, reverse("portal:unit", args=[unit.parent.slug]))] if unit.parent else []),
            ],
            title=unit.name,
        )


class Guide(Front):
    """政府信息公开指南."""

    column = "guide"


class Institutions(Front):
    """政府信息公开制度."""

    column = "institutions"


class Statutory(Front):
    """法定主动公开内容."""

    column = "statutory"


class Reports(Front):
    """政府信息公开年报."""

    column = "reports"


class Requests(Front):
    """依申请公开."""

    column = "requests"

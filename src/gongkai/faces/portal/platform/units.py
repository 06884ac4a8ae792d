"""The units: all of them, and one with how to reach it and what it has published."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.faces.portal.pages import Page, with_units
from gongkai.office.catalog.models import DocumentKind
from gongkai.office.search.selectors import find
from gongkai.office.units.models import Unit
from gongkai.office.units.selectors import find_units, reporting_unit, units_in_force

_PUBLIC = Q(documents__published__isnull=False, documents__withdrawn_at__isnull=True)


class Units(Page):
    """单位: the tree, or those a name finds; old names are found too."""

    template_name = "portal/units.html"
    title = "单位"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        words = " ".join(request.GET.get("name", "").split())[:60]
        found = find_units(words) if words else units_in_force(self.today)
        units = list(
            Unit.objects.filter(pk__in=[unit.pk for unit in found])
            .annotate(public=Count("documents", filter=_PUBLIC))
            .order_by("path")
        )
        return self.show(words=words, units=units)


class OneUnit(Page):
    """One unit: its disclosure office (条例第四条、第十二条), its newest information, its institutions."""

    template_name = "portal/unit.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:  # noqa: ARG002
        unit = get_object_or_404(Unit.objects.select_related("parent"), slug=slug)
        newest = find("", unit_ids=[unit.pk], size=15)
        successor = reporting_unit(unit) if not unit.in_force(self.today) else None
        return self.show(
            unit=unit,
            in_force=unit.in_force(self.today),
            successor=successor if successor != unit else None,
            newest=with_units(newest.hits),
            total=newest.total_words,
            institutions=with_units(find("", unit_ids=[unit.pk], kind=DocumentKind.INSTITUTION, size=10).hits),
            children=list(units_in_force(self.today).filter(parent=unit).order_by("position", "path")),
            crumbs=[
                ("单位", reverse("portal:units")),
                *([(unit.parent.called, reverse("portal:unit", args=[unit.parent.slug]))] if unit.parent else []),
            ],
            title=unit.name,
        )

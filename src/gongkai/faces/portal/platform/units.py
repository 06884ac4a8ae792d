"""The directory of the units."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase

from gongkai.faces.portal.pages import Page
from gongkai.office.units.models import Unit
from gongkai.office.units.selectors import find_units, units_in_force

_PUBLIC = Q(documents__published__isnull=False, documents__withdrawn_at__isnull=True)


class Units(Page):
    """单位: the tree, or those a name finds; old names are found too."""

    template_name = "portal/platform/units.html"
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

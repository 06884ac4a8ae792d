"""The directory of the units: all of them by kind and letter, or those a name finds, old names too."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase

from gongkai.faces.portal.items.readings import units_called
from gongkai.faces.portal.pages import Page
from gongkai.faces.portal.platform.directory import by_kind
from gongkai.faces.portal.platform.places import root_unit
from gongkai.office.units.models import Unit, UnitName
from gongkai.office.units.selectors import find_units, reporting_unit, units_in_force

_MOST = 200


@dataclass(frozen=True, slots=True)
class Match:
    """A unit that a name found: the former or coming names that hold the words, and who took over where it is closed."""

    unit: Unit
    names: tuple[str, ...]
    successor: Unit | None
    closed: bool


class Units(Page):
    """单位目录."""

    template_name = "portal/platform/units.html"
    title = "单位目录"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        words = " ".join(request.GET.get("name", "").split())[:60]
        if words:
            return self.show(words=words, matches=self._matches(words))
        every = list(units_in_force(self.today).order_by("rank"))
        return self.show(words="", number=len(every), kinds=by_kind(every, root_unit(self.today), self.today))

    def _matches(self, words: str) -> list[Match]:
        units = list(find_units(words).select_related("successor").order_by("rank")[:_MOST])
        units = units or units_called(words, self.today)
        names: dict[int, list[str]] = {}
        for row in UnitName.objects.filter(unit__in=units).order_by("valid_from"):
            if any(word in row.name or word in row.short_name for word in words.split()):
                names.setdefault(row.unit_id, []).append(row.name)
        return [
            Match(
                unit,
                tuple(name for name in names.get(unit.pk, ()) if name != unit.name),
                reporting_unit(unit) if unit.successor_id else None,
                not unit.in_force(self.today),
            )
            for unit in units
        ]

"""The lines of a list: what was found, by whom it was issued, and whether it is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.office.catalog.models import Document, DocumentKind, Ending
from gongkai.office.search.selectors import Hit
from gongkai.office.units.models import Unit

_RULES = "20-01"


@dataclass(frozen=True)
class Line:
    """A hit with its unit and the word of its force: 有效, 已废止 …; "" where that is no question."""

    hit: Hit
    unit: Unit | None
    force: str


def with_units(hits: Sequence[Hit]) -> list[Line]:
    """Each hit with what its line says; two queries for all of them."""
    units = Unit.objects.in_bulk({hit.unit_id for hit in hits if hit.unit_id})
    ended = [int(hit.key) for hit in hits if not hit.in_force and hit.key.isdecimal()]
    how = dict(Document.objects.filter(pk__in=ended).values_list("pk", "ended_how")) if ended else {}
    return [Line(hit, units.get(hit.unit_id or 0), _force(hit, how)) for hit in hits]


def _force(hit: Hit, how: dict[int, str]) -> str:
    if not hit.in_force:
        word = how.get(int(hit.key), "") if hit.key.isdecimal() else ""
        return str(Ending(word or Ending.EXPIRED).label)
    rule = hit.heading == _RULES and hit.kind == DocumentKind.INFORMATION
    return "有效" if rule or hit.kind == DocumentKind.INSTITUTION else ""

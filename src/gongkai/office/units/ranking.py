"""In which order units stand in every list: the tree read from the top, siblings by their 排序."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from gongkai.office.units.models import Unit

_BATCH = 500


def in_order(units: Iterable[Unit]) -> list[Unit]:
    """Units with parents before what is below them, siblings by ``position``, equal ones by age.

    What hangs under a unit that is not among them stands at the edge.
    """
    every = list(units)
    there = {unit.pk for unit in every}
    below: defaultdict[int | None, list[Unit]] = defaultdict(list)
    for unit in sorted(every, key=lambda each: (each.position, each.pk), reverse=True):
        below[unit.parent_id if unit.parent_id in there else None].append(unit)
    stack, found = below[None], []
    while stack:
        unit = stack.pop()
        found.append(unit)
        stack += below[unit.pk]
    return found


def rank_units() -> int:
    """Bring ``Unit.rank`` in line with the tree; how many were not. Inside ``audited()``, the tree held.

    Whoever opens, moves or reorders a unit calls this last.
    """
    wrong = []
    for rank, unit in enumerate(in_order(Unit.objects.only("parent_id", "position", "rank").order_by())):
        if unit.rank != rank:
            unit.rank = rank
            wrong.append(unit)
    Unit.objects.bulk_update(wrong, ["rank"], batch_size=_BATCH)
    return len(wrong)

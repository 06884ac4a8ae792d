"""What is public follows its unit when it moves in the tree: to the platform of the region it belongs to now."""

from __future__ import annotations

from datetime import datetime

from gongkai.office.catalog.indexing import region_of
from gongkai.office.search.placing import follow
from gongkai.office.units.models import Unit, UnitPlace


def follow_units(now: datetime) -> int:
    """Bring what the search knows of regions in step with the tree; how many things moved. A second time none.

    Only units that ever moved (and those below them) are looked at, so that it costs next to nothing.
    """
    moved = set(UnitPlace.objects.values_list("unit__path", flat=True))
    if not moved:
        return 0
    units = Unit.objects.only("path")
    regions = {unit.pk: region_of(unit) for unit in units if any(unit.path.startswith(path) for path in moved)}
    return follow(regions, at=now)

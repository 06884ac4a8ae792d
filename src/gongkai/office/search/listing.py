"""Lists without words: plain indexes, newest first."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from gongkai.office.search.filters import Filters, Key
from gongkai.office.search.models import SearchDoc

_FACTS = ("region_id", "column", "kind", "subject", "genre", "in_force")


def rows(within: Filters) -> QuerySet[SearchDoc]:
    """What is within the filters, newest first."""
    found = SearchDoc.objects.order_by("-published_on", "-id")
    facts = {name: getattr(within, name) for name in _FACTS}
    found = found.filter(**{name: value for name, value in facts.items() if value is not None})
    if within.headings is not None:
        found = found.filter(heading__in=within.headings)
    if within.unit_ids is not None:
        found = found.filter(unit_id__in=within.unit_ids)
    if within.first_day:
        found = found.filter(published_on__gte=within.first_day)
    if within.last_day:
        found = found.filter(published_on__lte=within.last_day)
    return found


def ids(within: Filters, *, limit: int, offset: int = 0, key: Key | None = None) -> list[int]:
    """The ids of what is within the filters, newest first; behind ``key``, where one is given."""
    found = rows(within)
    if key is not None:
        behind = Q(published_on__lt=key.published_on) | Q(published_on=key.published_on, pk__lt=key.id)
        found, offset = found.filter(behind, published_on__lte=key.published_on), 0
    return list(found.values_list("pk", flat=True)[offset : offset + limit])

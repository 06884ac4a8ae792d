"""Where an item stands on the platform, and the number under which it can always be found (索引号)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from gongkai.office.catalog.models import Document, DocumentKind, IndexSeries
from gongkai.office.units.models import Unit
from gongkai.office.units.numbering import next_number

_COLUMNS = {DocumentKind.INSTITUTION: "institutions", DocumentKind.GUIDE: "guide"}


def column_of(kind: str) -> str:
    """The column of the platform (:attr:`gongkai.statute.disclosure.DisclosureLaw.columns`) in which a kind stands."""
    return _COLUMNS.get(DocumentKind(kind), "statutory")


def region_of(unit: Unit) -> int:
    """The unit under the root of the tree to which a unit belongs; the root for the root itself."""
    places = [int(part) for part in unit.path.strip("/").split("/")]
    return places[1] if len(places) > 1 else places[0]


def index_number(document: Document, at: datetime) -> str:
    """Give an item its index number: the next one of its unit and year. Inside ``audited()``.

    Where a unit has no unified social credit code, its name in addresses stands for it.
    """
    year = timezone.localdate(at).year
    seq = next_number(IndexSeries, unit_id=document.unit_id, year=year)
    return write_number(document.unit, year, seq)


def write_number(unit: Unit, year: int, seq: int) -> str:
    """The number as it is written: the pattern of the platform (``GONGKAI_INDEX_NUMBER``) filled in."""
    written: str = settings.INDEX_NUMBER.format(uscc18=unit.code or unit.slug, yyyy=year, seq=seq)
    return written

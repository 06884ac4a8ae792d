"""Where an item stands on the platform, and the number under which it can always be found (索引号)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from gongkai.office.catalog.index_pattern import Parts, read, write
from gongkai.office.catalog.models import Document, DocumentKind, IndexSeries
from gongkai.office.errors import Refused
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


def number_once(document: Document, at: datetime) -> None:
    """Give a document its index number, if it has none: the next one of its unit and year. Inside ``audited()``.

    It stays for ever: over withdrawal and return, whatever the unit is called then.

    Raises:
        Refused: another unit has that number (taken over from an older site): both are named.
    """
    if document.index_number:
        return
    year = timezone.localdate(at).year
    while True:
        number = write_number(document.unit, year, next_number(IndexSeries, unit_id=document.unit_id, year=year))
        holder = Document.objects.filter(index_number=number).select_related("unit").first()
        if holder is None:
            break
        if holder.unit_id != document.unit_id:
            raise _claimed(number, holder.unit, document.unit)
    document.index_number = number
    try:
        with transaction.atomic():
            document.save(update_fields=["index_number"])
    except IntegrityError as error:  # taken in the same moment
        holder = Document.objects.select_related("unit").get(index_number=number)
        raise _claimed(number, holder.unit, document.unit) from error


def _claimed(number: str, holder: Unit, claimant: Unit) -> Refused:
    return Refused(
        f"索引号{number}已由{holder.name}使用，{claimant.name}不能再用。"
        "请系统管理员核对两个单位的统一社会信用代码和索引号的写法。"
    )


def name_of(unit: Unit) -> str:
    """What stands for a unit in its numbers: the unified social credit code; where it has none, its name in addresses."""
    return unit.code or unit.slug


def write_number(unit: Unit, year: int, seq: int) -> str:
    """The number as it is written: the pattern of the platform (``GONGKAI_INDEX_NUMBER``) filled in."""
    return write(settings.INDEX_NUMBER, Parts(name_of(unit), year, seq))


def recognise(numbers: Iterable[tuple[Unit, str]], known: Mapping[str, Unit]) -> dict[tuple[int, int], int]:
    """Numbers that come from elsewhere and are written as ours: the highest for each unit's id and year.

    ``known`` are all units by :func:`name_of`.

    Raises:
        Refused: one is written as another unit's: both are named.
    """
    highest: dict[tuple[int, int], int] = {}
    for unit, number in numbers:
        parts = read(settings.INDEX_NUMBER, number)
        if parts is None:
            continue
        owner = known.get(parts.code)
        if owner is not None and owner.pk != unit.pk:
            raise Refused(
                f"索引号{number}是{owner.name}的编号（{parts.code}），却登记在{unit.name}名下，请核对这条信息属于哪个单位。"
            )
        if owner is not None:
            key = (unit.pk, parts.year)
            highest[key] = max(parts.seq, highest.get(key, 0))
    return highest


def go_on_from(highest: Mapping[tuple[int, int], int]) -> None:
    """Let each series go on above these numbers, so that none is given again. Inside ``audited()``."""
    for (unit_id, year), seq in sorted(highest.items()):
        IndexSeries.objects.get_or_create(unit_id=unit_id, year=year)
        IndexSeries.objects.filter(unit_id=unit_id, year=year, last__lt=seq).update(last=seq)

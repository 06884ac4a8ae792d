"""Numbers that run per unit and year without a gap, whoever comes at once: of the sign-off register, of the catalogue."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F

from gongkai.office.units.models import Unit


class Series(models.Model):
    """The last number given of a unit's year. Each application that numbers has its own table of them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        abstract = True
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "year"], name="%(class)s_year")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.last}"


def next_number(series: type[Series], *, unit_id: int, year: int) -> int:
    """The next number of a unit's year. Inside a transaction: an act that fails gives its number back.

    The row is held until the transaction ends, so that two acts at once get two numbers.
    """
    return next_numbers(series, unit_id=unit_id, year=year, count=1)


def next_numbers(series: type[Series], *, unit_id: int, year: int, count: int) -> int:
    """Take ``count`` numbers in a row; the first of them."""
    rows = series._default_manager
    rows.get_or_create(unit_id=unit_id, year=year)
    found = rows.filter(unit_id=unit_id, year=year)
    found.update(last=F("last") + count)  # holds the row until the transaction ends
    last: int = found.values_list("last", flat=True).get()
    return last - count + 1

"""Numbers of the sign-off register: per unit and year, without a gap, whoever comes at once."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from gongkai.office.clearance.models import RegisterSeries, Review
from gongkai.office.clearance.rules import rules


def give_number(review: Review, at: datetime) -> None:
    """Give the round its register number once. Inside ``audited()``: a round that does not end gives its number back."""
    if review.register_number:
        return
    year = timezone.localdate(at).year
    RegisterSeries.objects.get_or_create(unit_id=review.unit_id, year=year)
    series = RegisterSeries.objects.filter(unit_id=review.unit_id, year=year)
    series.update(last=F("last") + 1)  # holds the row until the transaction ends
    seq = series.values_list("last", flat=True).get()
    review.register_year, review.register_seq = year, seq
    review.register_number = rules().register_number.format(unit=review.unit.called, year=year, seq=seq)
    review.save(update_fields=["register_year", "register_seq", "register_number"])

"""Numbers of the sign-off register: per unit and year, without a gap, whoever comes at once."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gongkai.office.clearance.models import RegisterSeries, Review
from gongkai.office.clearance.rules import rules
from gongkai.office.units.numbering import next_number


def give_number(review: Review, at: datetime) -> None:
    """Give the round its register number once. Inside ``audited()``: a round that does not end gives its number back."""
    if review.register_number:
        return
    year = timezone.localdate(at).year
    seq = next_number(RegisterSeries, unit_id=review.unit_id, year=year)
    review.register_year, review.register_seq = year, seq
    review.register_number = rules().register_number.format(unit=review.unit.called, year=year, seq=seq)
    review.save(update_fields=["register_year", "register_seq", "register_number"])

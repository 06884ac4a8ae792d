"""Questions about what people found wrong."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from gongkai.office.actors import Actor
from gongkai.office.inspection.models import Mistake, MistakeState
from gongkai.office.inspection.permissions import HANDLERS, READERS
from gongkai.office.units.scope import within


def visible_to(by: Actor) -> QuerySet[Mistake]:
    """The reports about the units within a person's posts."""
    return Mistake.objects.filter(within(by.scope(READERS), "unit")).select_related("unit")


def waiting_for(by: Actor) -> QuerySet[Mistake]:
    """The open reports this person may deal with, the most urgent first."""
    return (
        Mistake.objects.filter(within(by.scope(HANDLERS), "unit"), state=MistakeState.OPEN)
        .select_related("unit")
        .order_by("due_on", "pk")
    )


def overdue(mistakes: QuerySet[Mistake], on: date) -> QuerySet[Mistake]:
    """Those still open after their day."""
    return mistakes.filter(state=MistakeState.OPEN, due_on__lt=on)


def by_code(code: str) -> Mistake | None:
    """The report with this receipt, as the public may ask for it; spaces and small letters do not matter."""
    wanted = "".join(code.upper().split()).replace("-", "")[:16]
    return Mistake.objects.select_related("unit").filter(code=wanted).first() if wanted else None

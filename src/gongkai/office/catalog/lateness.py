"""The twenty working days of article 26: what was formed and is not yet public, until when it must be, and how that day is reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, QuerySet

from gongkai.office.catalog.models import Disclosure, Document
from gongkai.office.units.models import Unit
from gongkai.statute.deadlines import Term, term
from gongkai.statute.errors import CalendarUnknown, NotInForce
from gongkai.statute.workdays import load_calendar

LIMIT = "proactive_publication"
#: So many working days before its last day an item is told to be near.
NEAR_WORKDAYS = 5
#: Twenty working days are over after so many days at the earliest. Where the holidays of this year are not yet known, one
#: looks back a year: what was over by the rules that are known stays over, and is never told as none.
_OVER_AFTER = range(20, 420)


@dataclass(frozen=True)
class Waiting:
    """An item that was formed and is not public. ``term`` says until when, day by day; None where the calendar ends."""

    document: Document
    formed_on: date
    term: Term | None

    @property
    def due_on(self) -> date | None:
        """The last day on which it is in time."""
        return self.term.due_on if self.term else None


def due(formed_on: date) -> Term | None:
    """The last day of the twenty working days from the day of formation, with its derivation (条例第二十六条).

    None for a day before the Regulation of 2019, or where the holidays of the coming year are not yet known.

    >>> due(date(2026, 2, 9)).due_on
    datetime.date(2026, 3, 13)
    """
    try:
        return term(LIMIT, formed_on, load_calendar())
    except (CalendarUnknown, NotInForce):
        return None


def not_yet_known(formed_on: date) -> bool:
    """Whether the last day cannot be told for now: the holidays of the year in which it falls have not been announced.

    >>> not_yet_known(date(2026, 2, 9)), not_yet_known(date(2008, 5, 1))
    (False, False)
    """
    try:
        term(LIMIT, formed_on, load_calendar())
    except CalendarUnknown:
        return True
    except NotInForce:
        return False
    return False


def formed_by(on: date) -> date | None:
    """The latest day of formation whose twenty working days are known to be over on ``on``; None where none is known.

    >>> formed_by(date(2026, 3, 16)), formed_by(date(2026, 3, 13))
    (datetime.date(2026, 2, 9), datetime.date(2026, 2, 8))
    """
    for back in _OVER_AFTER:
        formed = on - timedelta(days=back)
        found = due(formed)
        if found is not None and found.due_on < on:
            return formed
    return None


def not_public(units: Iterable[Unit] | QuerySet[Unit]) -> QuerySet[Document]:
    """What these units formed and meant for everybody, and what was never public; the longest formed first."""
    return (
        Document.objects.filter(
            unit__in=units,
            published_at__isnull=True,
            withdrawn_at__isnull=True,
            latest__formed_on__isnull=False,
            latest__disclosure=Disclosure.PROACTIVE,
        )
        .select_related("unit", "section", "latest")
        .order_by("latest__formed_on", "pk")
    )


def waiting(units: Iterable[Unit] | QuerySet[Unit], on: date, *, most: int = 200) -> list[Waiting]:
    """What must soon be public or should have been: overdue, or within :data:`NEAR_WORKDAYS` of the last day."""
    until = formed_by(_ahead(on))
    rows = not_public(units).filter(latest__formed_on__lte=until) if until else not_public(units).none()
    return [_waiting(document) for document in rows[:most]]


def overdue_by_unit(units: Iterable[Unit] | QuerySet[Unit], on: date) -> dict[int, int]:
    """How many items of each unit are past their twenty working days. One query."""
    until = formed_by(on)
    if until is None:
        return {}
    late = not_public(units).filter(latest__formed_on__lte=until).order_by()
    return dict(late.select_related(None).values_list(F("unit_id")).annotate(number=Count("pk")))


def _waiting(document: Document) -> Waiting:
    formed = document.latest.formed_on if document.latest else None
    assert formed is not None  # noqa: S101 (the query asks for it)
    return Waiting(document, formed, due(formed))


def _ahead(on: date) -> date:
    """The day after so many working days from now: what is over on it is near now."""
    try:
        return load_calendar().add_workdays(on, NEAR_WORKDAYS) + timedelta(days=1)
    except CalendarUnknown:
        return on + timedelta(days=NEAR_WORKDAYS + 3)

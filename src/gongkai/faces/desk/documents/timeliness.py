"""The twenty working days of an item on its screens (条例第二十六条): how many are left, in words, and how the last day is reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from gongkai.faces.desk.kit import Chip
from gongkai.office.catalog.lateness import NEAR_WORKDAYS, due, formed_by, not_yet_known
from gongkai.office.catalog.models import Disclosure, Document
from gongkai.statute.deadlines import Term
from gongkai.statute.errors import CalendarUnknown
from gongkai.statute.workdays import load_calendar


@dataclass(frozen=True)
class Countdown:
    """Until when an item must be public. ``days`` are working days left or, when it is ``over``, working days past it.

    ``days`` is None where they cannot be counted, and ``term`` where its last day cannot be told: holidays of a year not announced.
    """

    term: Term | None
    days: int | None
    over: bool

    @property
    def words(self) -> str:
        """For a list: never by colour alone."""
        if self.term is None:
            return "期限待定"
        if self.over:
            return f"已超{self.days}个工作日" if self.days else "已超期"
        return f"还有{self.days}个工作日" if self.days else "今天到期"

    @property
    def chip(self) -> Chip:
        """With its colour."""
        near = self.days is not None and self.days <= NEAR_WORKDAYS
        return Chip(self.words, "red" if self.over else "amber" if near else "")


def countdown(document: Document, on: date) -> Countdown | None:
    """None for what is or was public, is not for everybody, does not yet say when it was formed, or was formed under older law."""
    latest = document.latest
    asked = latest is not None and latest.formed_on and latest.disclosure == Disclosure.PROACTIVE
    if not asked or document.published_at or document.withdrawn_at:
        return None
    assert latest is not None and latest.formed_on is not None  # noqa: S101, PT018 (asked)
    term = due(latest.formed_on)
    if term is None:
        return Countdown(None, None, over=False) if not_yet_known(latest.formed_on) else None
    over = on > term.due_on
    first, last = sorted((on, term.due_on))
    try:
        return Countdown(term, load_calendar().workdays_between(first, last), over)
    except CalendarUnknown:  # what is over stays over, in whatever year it is read
        return Countdown(term, None, over)


def late(documents: QuerySet[Document], on: date, *, near: bool = False) -> QuerySet[Document]:
    """Those whose twenty working days are over; ``near``: those that end within five working days and are not over."""
    over = formed_by(on)
    waiting = documents.filter(
        published_at__isnull=True, withdrawn_at__isnull=True, latest__disclosure=Disclosure.PROACTIVE
    )
    if not near:
        return waiting.filter(latest__formed_on__lte=over) if over else waiting.none()
    try:
        ahead = formed_by(load_calendar().add_workdays(on, NEAR_WORKDAYS) + timedelta(days=1))
    except CalendarUnknown:
        ahead = None
    found = waiting.filter(latest__formed_on__lte=ahead) if ahead else waiting.none()
    return found.filter(latest__formed_on__gt=over) if over else found

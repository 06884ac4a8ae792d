"""A line of the work list, and how remaining working days are said in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.faces.desk.kit import Chip, address
from gongkai.statute.errors import CalendarUnknown
from gongkai.statute.workdays import load_calendar

#: How many of each kind are looked at; what is beyond stands in the lists that the home links to.
MOST = 30
NO_DAY = 10_000


@dataclass(frozen=True)
class Task:
    """One line of the work list.

    ``order`` is what it is sorted by: working days left (negative: overdue); what has no day stands among them by its kind.
    """

    kind: Chip
    title: str
    url: str
    why: str
    unit: str
    left: Chip | None
    due_on: date | None
    order: float


def left(due: date | None, today: date) -> tuple[Chip, float]:
    """Remaining working days in words, and as a number to sort by.

    >>> left(date(2026, 3, 13), date(2026, 3, 10))
    (Chip(text='剩3个工作日', tone=''), 3)
    >>> left(date(2026, 3, 9), date(2026, 3, 10))[0].text
    '已逾期1个工作日'
    >>> left(date(2026, 3, 11), date(2026, 3, 10))[0].text, left(date(2026, 3, 16), date(2026, 3, 13))[0].text
    ('明日到期', '剩1个工作日')
    """
    if due is None:
        return Chip("期限待定"), NO_DAY - 2
    if due == today:
        return Chip("今日到期", "amber"), 0
    calendar = load_calendar()
    try:
        days = calendar.workdays_between(today, due) if due > today else -calendar.workdays_between(due, today)
    except CalendarUnknown:
        return (Chip("已逾期", "red"), -1) if due < today else (Chip(f"{due.isoformat()}前"), 30)
    if due < today:
        return (Chip(f"已逾期{-days}个工作日", "red"), days) if days else (Chip("已逾期", "red"), -0.5)
    if due == today + timedelta(days=1):
        return Chip("明日到期", "amber"), days
    return Chip(f"剩{days}个工作日", "amber" if days <= 1 else ""), days


def document_url(pk: int | str) -> str:
    """A document's own screen."""
    return address("desk:documents:document", pk)

"""Where to look: the facts by which lists and searches are narrowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Where to look; None is everywhere, "" is what has no such value.

    ``heading`` is a code, or several of which it may be any: a heading with all that stands under it.
    ``region_id`` is the unit under the root of the tree; ``year`` that of publication; ``in_force`` True for what is in force
    (有效), False for what is not (失效、废止). ``since`` and ``until`` are days of publication, both included.
    """

    unit_ids: Sequence[int] | None = None
    region_id: int | None = None
    column: str | None = None
    kind: str | None = None
    heading: str | Sequence[str] | None = None
    subject: str | None = None
    genre: str | None = None
    year: int | None = None
    in_force: bool | None = None
    since: date | None = None
    until: date | None = None

    @property
    def headings(self) -> tuple[str, ...] | None:
        """The headings of which one is meant; None is any."""
        if self.heading is None:
            return None
        return (self.heading,) if isinstance(self.heading, str) else tuple(self.heading)

    @property
    def first_day(self) -> date | None:
        """The first day of publication that counts, of the year and of ``since``."""
        days = [day for day in (self.since, date(self.year, 1, 1) if self.year else None) if day]
        return max(days) if days else None

    @property
    def last_day(self) -> date | None:
        """The last day of publication that counts, of the year and of ``until``."""
        days = [day for day in (self.until, date(self.year, 12, 31) if self.year else None) if day]
        return min(days) if days else None

    @property
    def nothing(self) -> bool:
        """Whether nothing can be within: no unit or heading at all, a year that no calendar has, an end before the beginning."""
        if (self.unit_ids is not None and not self.unit_ids) or self.headings == ():
            return True
        if self.year is not None and not 1 <= self.year <= 9998:
            return True
        return bool(self.first_day and self.last_day and self.first_day > self.last_day)


@dataclass(frozen=True)
class Key:
    """The place of a thing among the newest: its day and its number. What comes behind it is older, or has a lower number."""

    published_on: date
    id: int

    def write(self) -> str:
        """For an address.

        >>> Key(date(2026, 3, 1), 77).write()
        '2026-03-01.77'
        """
        return f"{self.published_on.isoformat()}.{self.id}"

    @classmethod
    def read(cls, written: str) -> Key | None:
        """From an address; None for what is none.

        >>> Key.read("2026-03-01.77"), Key.read("2026-02-30.1")
        (Key(published_on=datetime.date(2026, 3, 1), id=77), None)
        """
        day, _dot, number = written.partition(".")
        try:
            return cls(date.fromisoformat(day), int(number)) if number.isascii() and 0 < len(number) < 13 else None
        except ValueError:
            return None

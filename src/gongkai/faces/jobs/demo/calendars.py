"""When the units of the demo city publish: by the month, quarter, half year or year, once for each thing, or now and then."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gongkai.faces.jobs.demo.introducing import Introduced

#: What is told of the past: three years.
DAYS = 3 * 365
_ZONE = ZoneInfo("Asia/Shanghai")
_QUARTERS = "一二三四"


@dataclass(frozen=True)
class Occasion:
    """A day on which a unit publishes a text, and what is particular to it: a period, the thing it is about."""

    on: date
    period: str = ""
    thing: tuple[str, str] | None = None
    parts: tuple[str, ...] = ()


def occasions(text: dict[str, Any], who: Introduced, today: date, rng: random.Random) -> list[Occasion]:
    """The days on which a unit publishes such a text, the newest first."""
    often, _, rest = text["often"].partition(" ")
    lag = text.get("lag", 14)
    if often == "each":
        return _newest_first(Occasion(_someday(today, rng), thing=(rest, thing)) for thing in who.lists(rest))
    if often == "some":
        return _newest_first(Occasion(_someday(today, rng)) for _ in range(int(rest)))
    if often == "year":
        month, day = (int(part) for part in rest.split("-"))
        return [Occasion(on) for on in _yearly(today, month, day, rng)]
    ends = {"month": 1, "quarter": 3, "half": 6}[often]
    return [found for found in _periods(today, ends, lag, rng) if found.on <= today]


def _newest_first(found: Iterable[Occasion]) -> list[Occasion]:
    return sorted(found, key=lambda each: each.on, reverse=True)


def _someday(today: date, rng: random.Random) -> date:
    """Any working day; the nearer, the likelier."""
    return workday(today - timedelta(days=round(DAYS * rng.random() ** 1.15)), today)


def _yearly(today: date, month: int, day: int, rng: random.Random) -> Iterator[date]:
    for year in range(today.year, today.year - 4, -1):
        on = workday(date(year, month, day) + timedelta(days=rng.randint(-8, 9)), today)
        if today - timedelta(days=DAYS) <= on <= today - timedelta(days=1):
            yield on


def _periods(today: date, months: int, lag: int, rng: random.Random) -> Iterator[Occasion]:
    year, month = today.year, today.month
    for _ in range(DAYS // 30 + 8):
        if month % months == 0:
            end = _end_of(year, month)
            meant = end + timedelta(days=lag + rng.randint(-3, 4))
            on = workday(meant, today)
            if meant < today and (today - on).days <= DAYS:
                yield Occasion(on, period=_called(year, month, months), parts=_parts(month, months))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)


def _end_of(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _called(year: int, month: int, months: int) -> str:
    if months == 1:
        return f"{year}年1月" if month == 1 else f"{year}年1至{month}月"
    if months == 3:
        return f"{year}年第{_QUARTERS[month // 3 - 1]}季度"
    return f"{year}年{'上' if month == 6 else '下'}半年"


def _parts(month: int, months: int) -> tuple[str, ...]:
    return tuple(f"{each}月" for each in range(month - months + 1, month + 1)) if months > 1 else (f"{month}月",)


def workday(on: date, today: date) -> date:
    """The same day, or the working day before it; nothing in the first week of October or of the year."""
    on = min(on, today - timedelta(days=1))
    while on.weekday() > 4 or (on.month, on.day) in {(1, 1), (5, 1)} or (on.month == 10 and on.day < 8):
        on -= timedelta(days=1)
    return on


def office_hour(on: date, rng: random.Random) -> datetime:
    """A moment of that day at which a clerk publishes."""
    minutes = rng.choice((rng.randint(35, 175), rng.randint(300, 500)))
    return datetime.combine(on, time(8), _ZONE) + timedelta(minutes=minutes, seconds=rng.randint(0, 59))

"""Working days (工作日): which day counts, and why. Articles 26, 30, 32-34 count in them.

The days come from the ``chinesecalendar`` package, over it the dated files of ``statute/workdays``, over
those an office's own. Beyond the years somebody has published, nothing is guessed: CalendarUnknown.

A file of the calendar, for example ``2027.toml``::

    years = [2027]                      # the years this file speaks for
    complete = true                     # every non-standard day of them is listed below: all other
                                        # weekdays are workdays, all other weekends rest days
    source = "国办发明电〔2026〕×号"     # the notice it rests on
    [[days]]
    from = 2027-02-05                   # one day, or a range with ``to`` (inclusive)
    to = 2027-02-11
    is_workday = false
    name = "春节"
    source = "……"                       # optional: where this entry rests on another notice

Without ``complete`` a file only corrects days of years known otherwise (a notice that came in mid-year,
a local closure). Later files win: the shipped ones in order of name, then the extra ones as given.

>>> calendar = load_calendar()
>>> calendar.add_workdays(date(2025, 1, 20), 20)
datetime.date(2025, 2, 21)
>>> calendar.explain(date(2025, 1, 26)), calendar.explain(date(2025, 1, 28))
('调休上班（春节）', '春节')
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from gongkai.statute.errors import CalendarUnknown, DataFileError, ImpossibleFacts
from gongkai.statute.lawdata import parse, stamp

CALENDAR_DIR = Path(__file__).with_name("workdays")
_ONE = timedelta(days=1)
_SATURDAY = 5
# The package names three of the festivals short; the 放假办法 prints them with 节.
_FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar: whether it counts, the holiday it belongs to, the notice that says so."""

    on: date
    is_workday: bool
    name: str = ""
    source: str = ""

    @property
    def kind(self) -> Literal["workday", "makeup", "weekend", "holiday"]:
        """Workday 工作日, makeup 调休上班, weekend 周末, or holiday 放假."""
        if self.is_workday:
            return "makeup" if self.on.weekday() >= _SATURDAY else "workday"
        return "holiday" if self.name else "weekend"

    @property
    def reason(self) -> str:
        """Why the day counts or not, in words a citizen reads: 工作日, 周末, 春节, 调休上班（春节）."""
        if self.kind == "makeup":
            return f"调休上班（{self.name}）" if self.name else "调休上班"
        return {"workday": "工作日", "weekend": "周末"}.get(self.kind, self.name)


@dataclass(frozen=True, slots=True)
class HolidayRange:
    """Consecutive days off by arrangement, ``start`` to ``end`` inclusive."""

    name: str
    start: date
    end: date

    @property
    def days(self) -> int:
        """How many calendar days the range has."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class YearListing:
    """A year at a glance, for ``gongkai calendar YEAR``; ``workdays`` is their number."""

    year: int
    source: str
    workdays: int
    holidays: tuple[HolidayRange, ...]
    makeup_workdays: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The known years and their non-standard days. Immutable; two are equal if they say the same of every day.

    ``version`` names the sources for people, ``fingerprint`` the contents for machines: store the latter
    beside anything computed, and recompute open deadlines when it changes.
    """

    fingerprint: str
    version: str = field(compare=False)
    years: frozenset[int] = field(compare=False)
    days: Mapping[date, Day] = field(compare=False, repr=False)
    sources: Mapping[int, str] = field(compare=False, repr=False)

    def day(self, on: date) -> Day:
        """Everything known of one day. Raises CalendarUnknown outside the known years.

        >>> load_calendar().day(date(2026, 2, 14)).kind
        'makeup'
        """
        if isinstance(on, datetime):
            raise ImpossibleFacts(f"{on} 是时刻，不是日期。期限按日计算，请先换算为北京时间的日期再传入。")
        known = self.days.get(on)
        if known is not None:
            return known
        if on.year not in self.years:
            raise CalendarUnknown(self._unknown(on.year))
        return Day(on, on.weekday() < _SATURDAY)

    def is_workday(self, on: date) -> bool:
        """Whether the day counts as a working day. Raises CalendarUnknown.

        >>> load_calendar().is_workday(date(2024, 2, 9))    # 除夕, a workday in law in 2024
        True
        """
        return self.day(on).is_workday

    def explain(self, on: date) -> str:
        """Why the day counts or not: 工作日, 周末, 春节, 调休上班（春节）. Raises CalendarUnknown.

        >>> load_calendar().explain(date(2025, 6, 7))
        '周末'
        """
        return self.day(on).reason

    def add_workdays(self, on: date, workdays: int) -> date:
        """The ``workdays``-th working day after ``on``; ``on`` itself is day 0 (art. 33 and universal practice [M]).

        Raises ImpossibleFacts for a negative number, CalendarUnknown if the count leaves the known years.

        >>> load_calendar().add_workdays(date(2021, 2, 5), 7)     # ends on a make-up Saturday
        datetime.date(2021, 2, 20)
        """
        if workdays < 0:
            raise ImpossibleFacts(f"工作日数不能为负数（{workdays}）。请改用 workdays_between 倒推。")
        while workdays:
            on += _ONE
            workdays -= self.is_workday(on)
        return on

    def workdays_between(self, start: date, end: date) -> int:
        """Working days in (start, end]: the first day is not counted, the last is; negative if ``end`` is earlier.

        >>> load_calendar().workdays_between(date(2025, 1, 24), date(2025, 2, 14))
        11
        """
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def roll_forward(self, on: date) -> date:
        """The first working day on or after ``on``: a period of natural days that ends on a rest day ends then.

        >>> load_calendar().roll_forward(date(2025, 10, 4))
        datetime.date(2025, 10, 9)
        """
        while not self.is_workday(on):
            on += _ONE
        return on

    def listing(self, year: int) -> YearListing:
        """A year's working days, holidays as ranges, and make-up workdays. Raises CalendarUnknown.

        >>> listing = load_calendar().listing(2026)
        >>> listing.workdays, listing.holidays[1].name, listing.holidays[1].days
        (248, '春节', 9)
        """
        days = list(self._days_of(year))
        return YearListing(
            year,
            self.sources.get(year, ""),
            sum(day.is_workday for day in days),
            tuple(_ranges(day for day in days if day.kind == "holiday")),
            tuple(day for day in days if day.kind == "makeup"),
        )

    def _days_of(self, year: int) -> Iterator[Day]:
        first = date(year, 1, 1)
        return (self.day(first + timedelta(days=n)) for n in range((date(year + 1, 1, 1) - first).days))

    def _unknown(self, year: int) -> str:
        return (
            f"{year}年的节假日安排尚未收录（已收录{_spans(self.years)}），不能推算工作日，也不作猜测。"
            f"请在国务院办公厅公布{year}年节假日安排后，新建覆盖文件 {year}.toml，"
            f"写明 years = [{year}]、complete = true、source（通知文号）"
            "以及全部 [[days]]（from、to、is_workday、name），"
            f"放入 {CALENDAR_DIR} 目录，或者在载入日历时指定该文件。"
        )


def load_calendar(*extra: Path) -> Calendar:
    """The calendar of package, shipped files and an office's own files; later ones win. Cached until a file changes.

    Raises DataFileError for a malformed file. Loading costs some 30 ms once; nothing is loaded on import.

    >>> load_calendar() is load_calendar()
    True
    >>> load_calendar().is_workday(date(2027, 1, 1))
    Traceback (most recent call last):
    ...
    gongkai.statute.errors.CalendarUnknown: 2027年的节假日安排尚未收录（已收录2004—2026年），不能推算工作日...
    """
    shipped = sorted(CALENDAR_DIR.glob("*.toml"))
    return _load(tuple(key for path in (*shipped, *extra) if (key := stamp(path)) is not None))


@cache
def _load(files: tuple[tuple[Path, int], ...]) -> Calendar:
    version, years, days = _package()
    sources: dict[int, str] = {}
    corrections: dict[date, Day] = {}
    for path, _changed in files:
        data = parse(path)
        declared, source = _declared(path, data)
        sources.update(dict.fromkeys(declared, source))
        if data.get("complete", False):
            years |= declared
            # A complete file replaces whatever was known of its years.
            days = {on: day for on, day in days.items() if on.year not in declared}
            corrections = {on: day for on, day in corrections.items() if on.year not in declared}
        corrections.update(_entries(path, data, declared, source))
    known = {on: _sourced(day, sources) for on, day in (days | corrections).items() if on.year in years}
    content = "\n".join(
        [" ".join(map(str, sorted(years))), *(f"{on} {known[on].is_workday} {known[on].name}" for on in sorted(known))]
    )
    return Calendar(
        fingerprint=hashlib.sha256(content.encode()).hexdigest()[:16],
        version=" + ".join([version, *(path.name for path, _changed in files)]),
        years=frozenset(years),
        days=MappingProxyType(known),
        sources=MappingProxyType(sources),
    )


@cache
def _package() -> tuple[str, frozenset[int], dict[date, Day]]:
    """What the chinesecalendar package knows. Imported here: it costs 30 ms and most commands need no calendar."""
    import chinese_calendar as package  # noqa: PLC0415

    names = {item.value: _FULL_NAMES.get(item.chinese, item.chinese) for item in package.Holiday}
    days = {on: Day(on, is_workday=False, name=names[name]) for on, name in package.holidays.items()}
    days |= {on: Day(on, is_workday=True, name=names[name]) for on, name in package.workdays.items()}
    # A notice may already rest some first days of the next year; a year is known only with its autumn.
    years = frozenset(on.year for on, day in days.items() if day.name == "国庆节" and not day.is_workday)
    return f"chinesecalendar {package.__version__}", years, days


def _declared(path: Path, data: Mapping[str, Any]) -> tuple[frozenset[int], str]:
    years, source = data.get("years"), data.get("source")
    if not isinstance(years, list) or not years or not all(isinstance(year, int) for year in years):
        raise DataFileError(f"日历文件 {path.name} 没有写明适用年份。请在开头增加 years = [2027] 这样的一行。")
    if not isinstance(data.get("complete", False), bool):
        raise DataFileError(f"日历文件 {path.name} 的 complete 只能是 true 或 false。请改正。")
    if not isinstance(source, str) or not source:
        raise DataFileError(f'日历文件 {path.name} 没有写明依据。请在开头增加 source = "通知文号"。')
    if unknown := set(data) - {"years", "source", "complete", "days"}:
        raise DataFileError(
            f"日历文件 {path.name} 中不认识 {'、'.join(sorted(unknown))}。可用的有：years、source、complete、days。"
        )
    return frozenset(years), source


def _entries(path: Path, data: Mapping[str, Any], years: frozenset[int], source: str) -> dict[date, Day]:
    """The days a file lists, ranges spelled out. A day outside its years is taken for a slip of the pen."""
    days: dict[date, Day] = {}
    for number, entry in enumerate(data.get("days", ()), start=1):
        place = f"日历文件 {path.name} 的 [[days]] 第{number}项"
        start, works, name = entry.get("from"), entry.get("is_workday"), entry.get("name", "")
        end = entry.get("to", start)
        if type(start) is not date or type(end) is not date or type(works) is not bool or type(name) is not str:
            raise DataFileError(f"{place}缺少或写错了 from、to（日期）、is_workday（true 或 false）或 name。请改正。")
        if end < start or not {start.year, end.year} <= years:
            raise DataFileError(f"{place}的日期 {start} 至 {end} 前后颠倒，或者不在 years 所列年份之内。请改正。")
        for n in range((end - start).days + 1):
            on = start + timedelta(days=n)
            if on in days:
                raise DataFileError(f"{place}与前面的条目重复：{on}。请删去其中一项。")
            days[on] = Day(on, works, name, entry.get("source", source))
    return days


def _sourced(day: Day, sources: Mapping[int, str]) -> Day:
    return day if day.source else Day(day.on, day.is_workday, day.name, sources.get(day.on.year, ""))


def _ranges(days: Iterator[Day]) -> Iterator[HolidayRange]:
    """Neighbouring days off as one range; names that meet (国庆节、中秋节) are joined."""
    run: list[Day] = []
    for day in days:
        if run and day.on - run[-1].on != _ONE:
            yield _range(run)
            run = []
        run.append(day)
    if run:
        yield _range(run)


def _range(run: list[Day]) -> HolidayRange:
    return HolidayRange("、".join(dict.fromkeys(day.name for day in run)), run[0].on, run[-1].on)


def _spans(years: frozenset[int]) -> str:
    """Years as a reader writes them: 2004—2026年."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs) + "年"

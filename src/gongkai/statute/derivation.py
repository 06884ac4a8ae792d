"""How a date was reached: the day-by-day ledger, and the few lines a citizen reads.

A period is counted here and nowhere else. Working days (art. 26, 30, 32-34) skip rest days and excluded
spans; natural days (行政复议法, 行政诉讼法) skip nothing and may roll to the next working day at the end.

>>> from gongkai.statute.workdays import load_calendar
>>> count = count_workdays(load_calendar(), date(2025, 1, 26), 5)
>>> for line in summarize(count.days, article="条例第三十三条"):
...     print(line)
2025-01-27  第1个工作日
2025-01-28…02-04  春节，不计入
2025-02-05…02-08  第2至第5个工作日；2025-02-08 调休上班，计入
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from gongkai.statute.errors import ImpossibleFacts
from gongkai.statute.workdays import Calendar

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch of a derivation. ``counted`` days fall into it, ``total`` is the running sum after it."""

    start: date
    end: date
    text: str
    counted: int
    total: int
    article: str

    def __str__(self) -> str:
        return f"{span(self.start, self.end)}  {self.text}"


@dataclass(frozen=True, slots=True)
class LedgerDay:
    """One day of the ledger: counted or not, the running sum, and the reason (工作日, 春节, 征求第三方意见 …)."""

    on: date
    counted: bool
    total: int
    reason: str
    kind: str

    def __str__(self) -> str:
        mark = f"第{self.total}日" if self.counted else "不计入"
        return f"{self.on}  {mark}  {self.reason}"


@dataclass(frozen=True, slots=True)
class Span:
    """Days excluded from the count, ``start`` to ``end`` inclusive, with what they were needed for."""

    start: date
    end: date
    label: str
    article: str


@dataclass(frozen=True, slots=True)
class Count:
    """The result of a count: the last day, and every day on the way to it."""

    end: date
    days: tuple[LedgerDay, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """An ordered account of a date: ``lines`` for people, ``ledger`` for whoever doubts a line."""

    lines: tuple[Line, ...] = ()
    ledger: tuple[LedgerDay, ...] = ()

    def text(self) -> str:
        """The lines as text; the article stands where it changes.

        >>> print(Derivation((Line(date(2025, 1, 20), date(2025, 1, 20), "收到申请", 0, 0, "条例第三十一条"),)).text())
        2025-01-20  收到申请（条例第三十一条）
        """
        written: list[str] = []
        article = ""
        for line in self.lines:
            written.append(f"{line}（{line.article}）" if line.article and line.article != article else str(line))
            article = line.article or article
        return "\n".join(written)

    __str__ = text

    def ledger_text(self) -> str:
        """The day-by-day ledger as text, one line a day.

        >>> print(Derivation(ledger=(LedgerDay(date(2025, 1, 28), False, 4, "春节", "holiday"),)).ledger_text())
        2025-01-28  不计入  春节
        """
        return "\n".join(map(str, self.ledger))


def span(start: date, end: date) -> str:
    """A stretch of days as it is printed: the year of the end is left out where it is the same.

    >>> span(date(2025, 1, 28), date(2025, 2, 4)), span(date(2024, 12, 31), date(2025, 1, 1))
    ('2025-01-28…02-04', '2024-12-31…2025-01-01')
    """
    if start == end:
        return str(start)
    return f"{start}…{end}" if start.year != end.year else f"{start}…{end:%m-%d}"


def count_workdays(
    calendar: Calendar, after: date, workdays: int, *, excluded: Sequence[Span] = (), total: int = 0
) -> Count:
    """Count ``workdays`` working days from the day after ``after``, leaving out excluded spans.

    Overlapping spans are not taken twice: a day is in some span or in none (art. 33 para 3). ``total`` is
    the running sum to start from. Raises CalendarUnknown, and ImpossibleFacts for a negative number.

    >>> from gongkai.statute.workdays import load_calendar
    >>> letter = Span(date(2025, 1, 25), date(2025, 2, 14), "征求第三方意见", "条例第三十三条第三款")
    >>> count_workdays(load_calendar(), date(2025, 1, 20), 20, excluded=[letter]).end
    datetime.date(2025, 3, 10)
    """
    if workdays < 0:
        raise ImpossibleFacts(f"期限的工作日数不能为负数（{workdays}）。请核对期限数据。")
    days: list[LedgerDay] = []
    on, end = after, total + workdays
    while total < end:
        on += _ONE
        known = calendar.day(on)
        label = "、".join(dict.fromkeys(span.label for span in excluded if span.start <= on <= span.end))
        counted = known.is_workday and not label
        total += counted
        # The ledger says of an excluded rest day that it rests: it would not have counted anyhow.
        reason = label if label and known.is_workday else known.reason
        days.append(LedgerDay(on, counted, total, reason, f"excluded:{label}" if label else known.kind))
    return Count(on, tuple(days))


def count_days(calendar: Calendar, after: date, end: date, *, rolls: bool) -> Count:
    """Natural days from the day after ``after`` to ``end``, rolled to a working day if the law says so.

    >>> from gongkai.statute.workdays import load_calendar
    >>> count_days(load_calendar(), date(2024, 12, 5), date(2025, 2, 3), rolls=True).end
    datetime.date(2025, 2, 5)
    """
    length = (end - after).days
    days = [LedgerDay(after + timedelta(days=n), True, n, "自然日", "natural") for n in range(1, length + 1)]
    last = calendar.roll_forward(end) if rolls else end
    for n in range(1, (last - end).days + 1):
        on = end + timedelta(days=n)
        # 民诉法 期间 rule [M]: the last day moves, and the days it moves over belong to no count.
        days.append(LedgerDay(on, counted=False, total=length, reason=calendar.explain(on), kind="rolled"))
    return Count(last, tuple(days))


def summarize(days: Iterable[LedgerDay], *, article: str) -> Iterator[Line]:
    """Ledger days as lines, one for each stretch of a kind. Plain weekends stay inside the working stretch.

    >>> from gongkai.statute.workdays import load_calendar
    >>> count = count_workdays(load_calendar(), date(2026, 2, 9), 7)
    >>> [line.text for line in summarize(count.days, article="条例第三十条")]
    ['第1至第5个工作日；2026-02-14 调休上班，计入', '春节，不计入', '第6至第7个工作日']
    """
    for key, group in groupby(days, key=_stretch):
        run = list(group)
        counted = sum(day.counted for day in run)
        text = _TEXTS.get(key.partition(":")[0], _work_text)(run)
        yield Line(run[0].on, run[-1].on, text, counted, run[-1].total, article)


def _stretch(day: LedgerDay) -> str:
    """What days share a line: days off by arrangement, an excluded span by its label, a working stretch."""
    return day.kind if day.kind.startswith("excluded:") or day.kind in {"holiday", "natural", "rolled"} else "work"


def _work_text(run: list[LedgerDay]) -> str:
    counted = sum(day.counted for day in run)
    if not counted:
        return "周末，不计入"
    last = run[-1].total
    parts = [f"第{last}个工作日" if counted == 1 else f"第{last - counted + 1}至第{last}个工作日"]
    if weekends := sum(day.kind == "weekend" for day in run):
        parts[0] += f"，其间周末{weekends}天不计入"
    parts += [f"{day.on} 调休上班，计入" for day in run if day.kind == "makeup"]
    return "；".join(parts)


def _holiday_text(run: list[LedgerDay]) -> str:
    return f"{'、'.join(dict.fromkeys(day.reason for day in run))}，不计入"


def _excluded_text(run: list[LedgerDay]) -> str:
    label = run[0].kind.partition(":")[2]
    workdays = sum(day.reason == label for day in run)
    return f"{label}，其间{workdays}个工作日不计入"


def _natural_text(run: list[LedgerDay]) -> str:
    return f"共{len(run)}日（按自然日计算，节假日计入）"


def _rolled_text(run: list[LedgerDay]) -> str:
    return f"届满日逢休息日，顺延至其后第一个工作日 {run[-1].on}"


_TEXTS: dict[str, Callable[[list[LedgerDay]], str]] = {
    "holiday": _holiday_text,
    "excluded": _excluded_text,
    "natural": _natural_text,
    "rolled": _rolled_text,
}

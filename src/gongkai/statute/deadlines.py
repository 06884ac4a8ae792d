"""Deadlines: from the events of a request to the day its reply is due, and why (arts 26, 30-35, 49).

A due date is never stored as a number that a nightly job counts down. It is derived from the events, the
calendar and the dated numbers of ``deadlines.toml``, together with an account a citizen can read.

>>> from gongkai.statute.workdays import load_calendar
>>> answer = due([
...     Event("received", date(2025, 1, 20)),
...     Event("third_party_consulted", date(2025, 1, 24), received_on=date(2025, 1, 24)),
...     Event("third_party_answered", date(2025, 2, 14)),
... ], load_calendar())
>>> answer.due_on
datetime.date(2025, 3, 10)
>>> print(answer.derivation.text())
2025-01-20  收到申请，当日不计入，自次日起计算（条例第三十一条）
2025-01-21…01-24  第1至第4个工作日（条例第三十三条第二款）
2025-01-25…02-14  征求第三方意见（2025-01-24发函，2025-02-14收到），其间11个工作日不计入（条例第三十三条第三款）
2025-02-15…03-10  第5至第20个工作日，其间周末8天不计入（条例第三十三条第二款）
2025-03-10  答复期限届满，当日仍在期限内
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from gongkai.statute.derivation import Count, Derivation, Line, count_days, count_workdays, summarize
from gongkai.statute.events import Caution, Clock, Event
from gongkai.statute.limits import DeadlineLaw, Limit, Status, deadline_law
from gongkai.statute.replyclock import Account, Period, Waiting
from gongkai.statute.workdays import Calendar

Publisher = Literal["department", "government"]


@dataclass(frozen=True, slots=True)
class Due:
    """When a request must be answered, and how that was reached.

    ``due_on`` is the last day, inclusive; None while it cannot be told (``says`` tells why).
    ``provisional_on`` is an estimate while a consultation is open. ``applicant_due_on`` is the applicant's
    own last day to correct (art. 30) or to pay (art. 42). ``stopped_on`` is the day of the reply or the
    closing. ``calendar`` is the fingerprint of the calendar used: recompute when it changes.
    """

    status: Status
    says: str
    due_on: date | None
    derivation: Derivation
    cautions: tuple[Caution, ...]
    calendar: str
    provisional_on: date | None = None
    applicant_due_on: date | None = None
    notice_due_on: date | None = None
    opinions_due_on: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    stopped_on: date | None = None
    extension_cap_workdays: int | None = None

    @property
    def clock(self) -> Clock:
        """The days that the guards of the state table compare with."""
        return Clock(
            self.due_on or self.provisional_on,
            self.notice_due_on,
            self.applicant_due_on,
            self.opinions_due_on,
            self.extension_cap_workdays,
        )

    def is_overdue(self, on: date) -> bool:
        """Whether the reply is late as of ``on``; a reply already given is judged by its own day (art. 33).

        >>> from gongkai.statute.workdays import load_calendar
        >>> answer = due([Event("received", date(2025, 1, 20))], load_calendar())
        >>> answer.is_overdue(date(2025, 2, 21)), answer.is_overdue(date(2025, 2, 22))
        (False, True)
        """
        return self.due_on is not None and (self.stopped_on or on) > self.due_on


@dataclass(frozen=True, slots=True)
class Term:
    """The last day of one of the law's other periods: ``due_on`` inclusive, with its derivation."""

    limit: Limit
    from_on: date
    due_on: date
    derivation: Derivation
    says: str


def due(events: Iterable[Event], calendar: Calendar, *, limit: str = "reply", law: DeadlineLaw | None = None) -> Due:
    """The day the reply is due, with the account of it (arts 30-35; 109号 art. 6 for fees).

    ``limit`` is ``record_correction`` for a case under art. 41. Events the clock does not know change
    nothing. Raises CalendarUnknown if the count leaves the known years, NotInForce for a receipt before
    the Regulation of 2019.

    >>> from gongkai.statute.workdays import load_calendar
    >>> waiting = due([
    ...     Event("received", date(2024, 9, 29)),
    ...     Event("clarification_requested", date(2024, 10, 12), until_on=date(2024, 10, 31)),
    ... ], load_calendar())
    >>> waiting.due_on is None, waiting.applicant_due_on
    (True, datetime.date(2024, 10, 31))
    >>> print(waiting.says)
    正在等待申请人补正，答复期限暂不计算；申请人的期限至 2024-10-31。收到补正后，自次日起重新计算20个工作日。
    """
    account = Account(calendar, law or deadline_law(), limit)
    account.read(events)
    if account.received_on is None:
        return _not_received(account)
    if account.halted is not None:
        return _halted(account, account.halted)
    return _counted(account)


def term(limit_id: str, from_on: date, calendar: Calendar, *, law: DeadlineLaw | None = None) -> Term:
    """The last day of a period of ``deadlines.toml`` counted from ``from_on`` (day 0), with its derivation.

    Among them ``clarification_notice`` (art. 30, 7 WD), ``third_party_opinion`` (art. 32, 15 WD),
    ``joint_organ_opinion`` (art. 34, 15 WD, silence is consent), ``fee_payment`` (109号 art. 6, 20 WD),
    ``proactive_publication`` (art. 26, 20 WD), ``review_application`` (60 days), ``lawsuit`` (6 months),
    ``lawsuit_after_review`` (15 days). Raises NotInForce, CalendarUnknown.

    >>> from gongkai.statute.workdays import load_calendar
    >>> answer = term("review_application", date(2024, 12, 5), load_calendar())
    >>> print(answer.derivation.text())
    2024-12-05  知道或者应当知道该行政行为之日，当日不计入（行政复议法第二十条第一款）
    2024-12-06…2025-02-03  共60日（按自然日计算，节假日计入）
    2025-02-04…02-05  届满日逢休息日，顺延至其后第一个工作日 2025-02-05
    2025-02-05  申请行政复议的期限届满，当日仍在期限内
    """
    rules = law or deadline_law()
    limit = rules.limit(limit_id, from_on)
    if limit.unit == "yearly":
        return _yearly(limit, from_on, calendar)
    if limit.unit == "workdays":
        count = count_workdays(calendar, rules.day_zero(from_on), limit.amount)
    else:
        rolls = limit.rolls and rules.convention("rest_day_end", from_on).value == "rolls"
        count = count_days(calendar, from_on, _natural_end(limit, from_on), rolls=rolls)
    lines = (
        Line(from_on, from_on, f"{limit.counted_from}，当日不计入", 0, 0, limit.article),
        *summarize(count.days, article=limit.article),
        Line(count.end, count.end, f"{limit.label}届满，当日仍在期限内", 0, count.days[-1].total, limit.article),
    )
    silence = f"{limit.on_expiry}。" if limit.on_expiry else ""
    says = f"{limit.label}为{limit.length}，自{limit.counted_from}（{from_on}）次日起算，至 {count.end} 届满。{silence}"
    return Term(limit, from_on, count.end, Derivation(lines, count.days), says)


def annual_report_due(year: int, publisher: Publisher, calendar: Calendar, *, law: DeadlineLaw | None = None) -> Term:
    """The last day to publish the annual report of ``year``: 31 January (departments), 31 March (governments), art. 49.

    A rest day does not move it [M]: 31 January 2025 was a holiday, and 5 February would be late.

    >>> from gongkai.statute.workdays import load_calendar
    >>> annual_report_due(2024, "department", load_calendar()).due_on
    datetime.date(2025, 1, 31)
    """
    return term(f"annual_report.{publisher}", date(year, 12, 31), calendar, law=law)


def last_receipt_within(year: int, calendar: Calendar, *, law: DeadlineLaw | None = None) -> date:
    """The last day of receipt whose reply period ends inside the year; later requests may be carried over (结转).

    >>> from gongkai.statute.workdays import load_calendar
    >>> last_receipt_within(2025, load_calendar())
    datetime.date(2025, 12, 3)
    """
    on = end = date(year, 12, 31)
    amount = (law or deadline_law()).limit("reply", end).amount
    while calendar.workdays_between(on, end) < amount:
        on -= timedelta(days=1)
    return on


# ------------------------------------------------------------------- the three shapes of an answer


def _not_received(account: Account) -> Due:
    says = (
        "申请尚未在法律上收到（条例第三十一条），答复期限没有起算。"
        "当面提交的自提交之日、邮寄的自签收之日、其他方式的自双方确认之日收到。"
    )
    if account.ended is not None:
        return _due(account, account.outcome, f"收到之前已于 {account.ended.on} 结束办理。", None, Derivation())
    return _due(account, "not_received", says, None, Derivation())


def _halted(account: Account, waiting: Waiting) -> Due:
    """The applicant's turn: the old period is over, the new one begins with the applicant's act."""
    event, rule = waiting.event, waiting.rule
    limit = account.awaited_limit(event, rule)
    own = f"申请人的期限至 {waiting.due_on}"
    if waiting.due_on is None:
        own = f"申请人的期限自{limit.counted_from}起算，尚未记录该日，请补记送达日期"
    if event.until_on is None and event.workdays is None and not limit.confirmed:
        account.caution("period_by_default", f"通知没有写明期限，暂按{limit.length}计算。{limit.note}", limit.article)
    derivation = _own_period(account, waiting, limit)
    if account.ended is not None:
        says = f"已于 {account.ended.on} 结束办理，没有待计算的答复期限。"
        return _due(account, account.outcome, says, None, derivation, applicant_due_on=waiting.due_on)
    what = "补正" if rule.status == "awaiting_clarification" else "缴费"
    reply = account.law.limit(account.limit, account.received_on or event.on)
    says = f"正在等待申请人{what}，答复期限暂不计算；{own}。收到{what}后，自次日起重新计算{reply.length}。"
    return _due(account, rule.status, says, None, derivation, applicant_due_on=waiting.due_on)


def _own_period(account: Account, waiting: Waiting, limit: Limit) -> Derivation:
    """What led here, and the applicant's own period, counted where the law or the letter counts it in working days."""
    event, end = waiting.event, waiting.due_on
    lines, days = list(account.lines), Count(event.on, ()).days
    if end is not None and event.received_on is not None and not (limit.set_by_letter and event.until_on):
        text = f"通知送达申请人，{limit.label}自次日起计算"
        lines.append(Line(event.received_on, event.received_on, text, 0, 0, limit.article))
        workdays = account.awaited_workdays(event, limit)
        days = count_workdays(account.calendar, account.law.day_zero(event.received_on), workdays).days
        lines += summarize(days, article=limit.article)
    if end is not None:
        total = days[-1].total if days else 0
        lines.append(Line(end, end, f"{limit.label}届满，当日仍在期限内", 0, total, limit.article))
    return Derivation(tuple(sorted(lines, key=lambda line: line.start)), days)


def _counted(account: Account) -> Due:
    """The reply is owed, or has been given: count, and tell the count."""
    period = account.period(assume=False)
    if account.ended is None and not account.is_settled(period.end):
        period = account.period()
        says = f"正在征求意见，所需时间不计入，答复期限届满日尚不能确定；暂估为 {period.end}，收到意见后重新计算。"
        derivation = Derivation(tuple(_lines(account, period)), period.ledger)
        return _due(account, "consulting", says, None, derivation, provisional_on=period.end)
    if account.ended is not None:
        period = account.period()
        late = "逾期" if account.ended.on > period.end else "未逾期"
        done = "作出答复" if account.outcome == "answered" else "结束办理"
        says = f"答复期限至 {period.end}，已于 {account.ended.on} {done}，{late}。"
    elif period.fixed_on:
        says = f"答复期限至 {period.end}（含当日），为{period.article}所称另行确定的日期。"
    else:
        total = period.total(period.end)
        says = f"答复期限至 {period.end}（含当日），即自 {account.start_on} 次日起计入的第{total}个工作日。"
    derivation = Derivation(tuple(_lines(account, period)), period.ledger)
    return _due(account, account.outcome, says, period.end, derivation)


def _due(
    account: Account,
    status: Status,
    says: str,
    due_on: date | None,
    derivation: Derivation,
    *,
    provisional_on: date | None = None,
    applicant_due_on: date | None = None,
) -> Due:
    received = account.received_on
    opinions = {waiting.event.key: waiting.due_on for waiting in account.consulting if waiting.due_on}
    return Due(
        status=status,
        says=says,
        due_on=due_on,
        derivation=derivation,
        cautions=tuple(dict.fromkeys(account.cautions)),
        calendar=account.calendar.fingerprint,
        provisional_on=provisional_on,
        applicant_due_on=applicant_due_on,
        notice_due_on=account.notice_due_on(),
        opinions_due_on=MappingProxyType(opinions),
        stopped_on=account.ended.on if account.ended else None,
        extension_cap_workdays=account.law.limit("extension", received).amount if received else None,
    )


# ------------------------------------------------------------------- the account in lines


def _lines(account: Account, period: Period) -> Iterator[Line]:
    """What led to the present count, then the count and what happened during it, in order of the days."""
    yield from account.lines[: account.lines_before_start]
    stretches = [] if account.fixed and account.fixed.on == account.start_on else list(_stretches(period))
    happened = [replace(line, total=period.total(line.end)) for line in account.lines[account.lines_before_start :]]
    text = f"{period.reply.label}届满，当日仍在期限内"
    end = Line(period.end, period.end, text, 0, period.total(period.end), period.article)
    yield from sorted([*stretches, end, *happened], key=lambda line: line.start)


def _stretches(period: Period) -> Iterator[Line]:
    article, excluded = period.reply.article, {span.label: span.article for span in period.spans}
    yield from (_sourced(line, excluded) for line in summarize(period.first.days, article=article))
    if period.extension is not None and period.second is not None:
        event, end = period.extension, period.first.end
        granted = period.total(period.second.end) - period.reply.amount
        consent = f"经{event.consent_by}同意，" if event.consent_by else ""
        text = f"首个{period.reply.length}届满；{event.on} {consent}延长{granted}个工作日"
        yield Line(end, end, text, 0, period.reply.amount, article)
        yield from (_sourced(line, excluded) for line in summarize(period.second.days, article=article))


def _sourced(line: Line, excluded: Mapping[str, str]) -> Line:
    """An excluded stretch cites the article that excludes it."""
    article = next((article for label, article in excluded.items() if label in line.text), line.article)
    return replace(line, article=article)


def _yearly(limit: Limit, from_on: date, calendar: Calendar) -> Term:
    """A day of the year that comes after ``from_on``; the law gives a date, not a period, and nothing is counted."""
    day = _natural_end(limit, from_on)
    day = calendar.roll_forward(day) if limit.rolls else day
    text = f"{limit.label}届满" + ("" if limit.rolls else "；逢休息日不顺延")
    lines = (Line(day, day, text, 0, 0, limit.article),)
    return Term(
        limit, from_on, day, Derivation(lines), f"{limit.label}为{limit.length}，即 {day}（含当日）。{limit.note}"
    )


def _natural_end(limit: Limit, from_on: date) -> date:
    """The last natural day: the same day some months on (the month's last if it has none), or so many days on."""
    if limit.unit == "days":
        return from_on + timedelta(days=limit.amount)
    if limit.unit == "yearly":
        this_year = date(from_on.year, limit.month, limit.day)
        return this_year if this_year > from_on else this_year.replace(year=from_on.year + 1)
    years, month = divmod(from_on.month - 1 + limit.amount, 12)
    year, month = from_on.year + years, month + 1
    return date(year, month, min(from_on.day, gregorian.monthrange(year, month)[1]))

"""The reply clock: one request's events read in order, until it is known from which day to count and what to leave out.

The effect of each event is data (``deadlines.toml``); this module interprets the four effects. Its result,
the :class:`Account`, is turned into a date and its derivation by :mod:`~gongkai.statute.deadlines`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from gongkai.statute.derivation import Count, LedgerDay, Line, Span, count_workdays
from gongkai.statute.errors import ImpossibleFacts
from gongkai.statute.events import Caution, Event
from gongkai.statute.limits import ClockRule, DeadlineLaw, Limit, Status
from gongkai.statute.workdays import Calendar

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that is out and unanswered; ``due_on`` is the other side's last day, None if it cannot be told."""

    event: Event
    rule: ClockRule
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Period:
    """The present reply period, counted: ``first`` 20 working days, ``second`` the extension, or the day set."""

    reply: Limit
    first: Count
    extension: Event | None
    second: Count | None
    fixed_on: date | None
    article: str
    spans: tuple[Span, ...]

    @property
    def end(self) -> date:
        """The last day of the period, inclusive."""
        return self.fixed_on or (self.second or self.first).end

    @property
    def ledger(self) -> tuple[LedgerDay, ...]:
        """Every day of the count."""
        return self.first.days + (self.second.days if self.second else ())

    def total(self, on: date) -> int:
        """How many days have been counted up to and with ``on``."""
        return max((day.total for day in self.ledger if day.on <= on), default=0)


@dataclass(slots=True)
class Account:
    """What the events amount to. ``received_on`` is the legal receipt, ``start_on`` day 0 of the present count."""

    calendar: Calendar
    law: DeadlineLaw
    limit: str
    received_on: date | None = None
    start_on: date | None = None
    fixed: Event | None = None
    extensions: list[Event] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    consulting: list[Waiting] = field(default_factory=list)
    halted: Waiting | None = None
    ended: Event | None = None
    outcome: Status = "running"
    lines: list[Line] = field(default_factory=list)
    lines_before_start: int = 0
    cautions: list[Caution] = field(default_factory=list)

    def read(self, events: Iterable[Event]) -> None:
        """Take every event in order of its day; events of one day keep the order given."""
        for event in served(sorted(events, key=lambda event: event.on), self.law):
            rule = self.law.clock.get(event.kind)
            if rule is not None:
                {"run": self._run, "pause": self._pause, "stop": self._stop, "restart": self._restart}[rule.effect](
                    event, rule
                )

    # ------------------------------------------------------------ the four effects

    def _run(self, event: Event, rule: ClockRule) -> None:
        """The period begins, is granted more, or goes on after the event it closes."""
        if rule.grants == "workdays":
            self.extensions.append(event)
        elif rule.grants:
            self._fix(event, rule)
        elif rule.closes:
            self._close(event, rule)
        elif self.received_on is None:
            self.received_on = self.start_on = event.on
            self._begin(event, rule)
        else:
            self.caution("received_twice", f"{event.on} 重复记录了收到申请，以首次收到之日为准。", rule.article)

    def _pause(self, event: Event, rule: ClockRule) -> None:
        self.consulting.append(Waiting(event, rule, self.awaited_until(event, rule)))

    def _stop(self, event: Event, rule: ClockRule) -> None:
        """The period ends: for good, or until a restart if the other side has to do something first."""
        if not rule.awaits:
            self.ended, self.outcome = event, rule.status
            self.note(event.on, rule.label, rule.article)
        elif self._notice_stops(event, rule):
            self.halted = Waiting(event, rule, self.awaited_until(event, rule))
            self.note(event.on, rule.label, rule.article)

    def _restart(self, event: Event, rule: ClockRule) -> None:
        if rule.closes and (self.halted is None or self.halted.event.kind != rule.closes):
            self.caution(
                "restart_without_stop", f"{event.on} 的“{rule.label}”没有对应的通知，不影响期限。", rule.article
            )
            return
        # The whole period begins anew: what was excluded, extended or set before belongs to the old one.
        self.start_on, self.halted, self.ended, self.fixed, self.outcome = event.on, None, None, None, "running"
        self.spans, self.consulting, self.extensions = [], [], []
        self._begin(event, rule)
        if rule.limit:
            self.limit, self.fixed = rule.limit, event if event.until_on else None

    def _begin(self, event: Event, rule: ClockRule) -> None:
        self.note(event.on, rule.label, rule.article)
        self.lines_before_start = len(self.lines)

    # ------------------------------------------------------------ parts of them

    def _fix(self, event: Event, rule: ClockRule) -> None:
        if event.until_on is None:
            self.caution(
                "no_date_set", f"{event.on} 的“{rule.label}”没有写明日期，不影响期限。请补记确定的日期。", rule.article
            )
            return
        self.fixed = event
        self.note(event.on, f"{rule.label}：至 {event.until_on}", rule.article)

    def _close(self, event: Event, rule: ClockRule) -> None:
        if self.halted is not None and self.halted.event.kind == rule.closes:
            self.halted = None
            self.note(event.on, rule.label, rule.article)
            return
        for waiting in self.consulting:
            if waiting.event.key == f"{rule.closes}:{event.ref}":
                self.consulting.remove(waiting)
                self._exclude(waiting, event, rule)
                return
        self.caution(
            "answer_without_letter", f"{event.on} 的“{rule.label}”没有对应的发函记录，不影响期限。", rule.article
        )

    def _exclude(self, waiting: Waiting, answer: Event, rule: ClockRule) -> None:
        """The days of a consultation; those beyond what the law gives the other side are not excluded.

        Art. 33 para 3 excludes the time a consultation *needs*, and after the 15 working days of art. 32 and 34
        the organ decides without the opinion, so the applicant does not wait for a later one. An office that
        reads it otherwise sets the convention ``excluded_cap`` to ``none``.
        """
        end = answer.on
        capped = self.law.convention("excluded_cap", waiting.event.on).value == "statutory"
        if (capped or rule.silence) and waiting.due_on is not None and waiting.due_on < end:
            end = waiting.due_on
            if not rule.silence:
                says = f"{waiting.rule.label}的法定期限至 {end}，{answer.on} 才收到意见，超过部分计入答复期限。"
                self.caution("opinion_late", says, rule.article)
        span = self.span(waiting, end, f"{end}期满" if rule.silence or end != answer.on else f"{end}收到")
        if span is not None:
            self.spans.append(span)

    def span(self, waiting: Waiting, end: date, ending: str) -> Span | None:
        """A consultation's days up to ``end``, by the convention for first and last day [M]; None if there are none."""
        out, first = waiting.event.on, self._first_excluded(waiting)
        last = end if self.law.convention("excluded_span", out).value.endswith("]") else end - _ONE
        label = f"{waiting.rule.label}（{out}发函，{ending}）"
        return Span(first, last, label, waiting.rule.article) if first <= last else None

    def _first_excluded(self, waiting: Waiting) -> date:
        """The first day a consultation excludes: the day after the letter went out, or that day [M]."""
        out = waiting.event.on
        return out + _ONE if self.law.convention("excluded_span", out).value.startswith("(") else out

    def _notice_stops(self, event: Event, rule: ClockRule) -> bool:
        """Whether a notice to the applicant really stops the clock; a late one is pointed out.

        Art. 30 says 7 working days and attaches no consequence to lateness. Refusing to record a letter that
        was sent would falsify the file, so it is recorded, takes its effect and is pointed out; an office whose
        courts hold otherwise sets the convention ``late_clarification`` to ``ignored``.
        """
        if rule.awaits != "clarification_period":
            end = self.period().end
            if event.on > end:
                self.caution("notice_after_end", f"{event.on} 的“{rule.label}”迟于答复期限届满日 {end}。", rule.article)
            return True
        notice_due = self.notice_due_on()
        if notice_due is None or event.on <= notice_due:
            return True
        stops = self.law.convention("late_clarification", event.on).value == "restarts"
        effect = "应予说明" if stops else "不影响原答复期限"
        says = f"补正告知书应在 {notice_due} 前发出，实际发出于 {event.on}，{effect}。"
        self.caution("clarification_late", says, rule.article)
        return stops

    # ------------------------------------------------------------ the count

    def period(self, *, assume: bool = True) -> Period:
        """Count the present period: the first part, an extension if one took effect, the day set if one was.

        The law is that of the legal receipt: old cases keep the old numbers. ``assume`` takes the
        consultations still open into the count, by an estimate of their end.
        """
        if self.received_on is None or self.start_on is None:
            raise ImpossibleFacts("申请尚未收到，没有可计算的期限。请先记录收到申请（received）。")
        reply = self.law.limit(self.limit, self.received_on)
        cap = self.law.limit("extension", self.received_on)
        spans = [*self.spans, *(filter(None, map(self._assumed, self.consulting)) if assume else ())]
        first = count_workdays(self.calendar, self.law.day_zero(self.start_on), reply.amount, excluded=spans)
        extension = self._effective_extension(first.end, cap)
        second = None
        if extension is not None:
            granted = min(extension.workdays or cap.amount, cap.amount)
            second = count_workdays(self.calendar, first.end, granted, excluded=spans, total=reply.amount)
        article = self.law.clock[self.fixed.kind].article if self.fixed else reply.article
        fixed_on = self.fixed.until_on if self.fixed else None
        return Period(reply, first, extension, second, fixed_on, article, tuple(spans))

    def is_settled(self, end: date) -> bool:
        """Whether the open consultations can no longer move the last day: none is, or all went out too late."""
        return self.fixed is not None or all(self._first_excluded(waiting) > end for waiting in self.consulting)

    def _effective_extension(self, first_end: date, cap: Limit) -> Event | None:
        """The one extension art. 33 para 2 allows: granted before the first period ends, at most 20 working days."""
        effective = next((event for event in self.extensions if event.on <= first_end), None)
        for event in self.extensions:
            if event is not effective:
                why = "只能延长一次" if effective else f"应当在原期限届满（{first_end}）前作出"
                self.caution("extension_void", f"{event.on} 的延长不影响期限：延长{why}。", cap.article)
            elif (event.workdays or 0) > cap.amount:
                says = f"{event.on} 延长{event.workdays}个工作日，超过上限，按{cap.length}计算。"
                self.caution("extension_capped", says, cap.article)
        return effective

    def _assumed(self, waiting: Waiting) -> Span | None:
        """The span of a consultation still open: up to the end of the case, else to the other side's last day.

        Where that cannot be told, the letter is taken to have arrived the day it was sent; where the law gives
        the other side no period, nothing is assumed and the estimate is the earliest possible day.
        """
        if self.ended is not None:
            return self.span(waiting, self.ended.on, f"{self.ended.on}办理终结")
        if not waiting.rule.awaits:
            return None
        event = waiting.event
        limit = self.awaited_limit(event, waiting.rule)
        end = waiting.due_on or self.calendar.add_workdays(self.law.day_zero(event.on), limit.amount)
        return self.span(waiting, end, f"尚未收到意见，暂按{end}期满估算")

    # ------------------------------------------------------------ days asked for from outside

    def notice_due_on(self) -> date | None:
        """The last day to ask for a correction, once only (art. 30)."""
        if self.received_on is None:
            return None
        limit = self.law.limit("clarification_notice", self.received_on)
        return self.calendar.add_workdays(self.law.day_zero(self.received_on), limit.amount)

    def awaited_until(self, event: Event, rule: ClockRule) -> date | None:
        """The other side's last day: so many working days from the day it received the letter.

        Only where the law leaves the period to the letter (art. 30) does the letter's own day or number count;
        the 15 and 20 working days of art. 32, 34 and 109号 art. 6 cannot be shortened by it.
        """
        if not rule.awaits:
            return None
        limit = self.awaited_limit(event, rule)
        if limit.set_by_letter and event.until_on is not None:
            return event.until_on
        if event.received_on is None:
            return None
        return self.calendar.add_workdays(self.law.day_zero(event.received_on), self.awaited_workdays(event, limit))

    def awaited_workdays(self, event: Event, limit: Limit) -> int:
        """How many working days the other side has: the letter's number where the law leaves it to the letter."""
        return event.workdays if limit.set_by_letter and event.workdays else limit.amount

    def awaited_limit(self, event: Event, rule: ClockRule) -> Limit:
        """The period the other side has, in the version of the day the letter went out."""
        return self.law.limit(rule.awaits, event.on)

    def note(self, on: date, text: str, article: str) -> None:
        """A line of the derivation for an event; it counts nothing."""
        self.lines.append(Line(on, on, text, 0, 0, article))

    def caution(self, code: str, says: str, article: str) -> None:
        """Point something out without refusing it."""
        self.cautions.append(Caution(code, says, article))


def served(events: Sequence[Event], law: DeadlineLaw) -> list[Event]:
    """The events with each ``letter_served`` entered as ``received_on`` of the letter it belongs to.

    History is append-only: the day a letter reached the other side is known later than the day it was
    sent, and comes as an event of its own with the same ``ref``.

    >>> from gongkai.statute.limits import deadline_law
    >>> letter = Event("third_party_consulted", date(2025, 1, 24), ref="甲公司")
    >>> slip = Event("letter_served", date(2025, 1, 26), ref="甲公司")
    >>> served([letter, slip], deadline_law())[0].received_on
    datetime.date(2025, 1, 26)
    """
    result: list[Event] = []
    for event in events:
        if event.kind == "letter_served":
            for place in range(len(result) - 1, -1, -1):
                letter = result[place]
                rule = law.clock.get(letter.kind)
                if rule and rule.awaits and letter.ref == event.ref and letter.received_on is None:
                    result[place] = replace(letter, received_on=event.on)
                    break
        result.append(event)
    return result

"""What happened to a request, as immutable values: the one vocabulary of caseflow and deadlines.

An :class:`Event` is one fact with its day. :mod:`~gongkai.statute.caseflow` asks whether it is lawful,
:mod:`~gongkai.statute.deadlines` what it does to the clock. Which kinds there are, the table
``caseflow.toml`` says. :class:`Clock` carries the days computed by the one to the guards of the other,
so that days are counted in one place only.

>>> from datetime import date
>>> Event("extended", date(2026, 3, 9), workdays=20, consent_by="王主任").workdays
20
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from gongkai.statute.errors import ImpossibleFacts


@dataclass(frozen=True, slots=True)
class Event:
    """One fact in the life of a request. All days are legal dates in China; a moment is refused.

    ``kind`` is an event of ``caseflow.toml``; ``on`` the day it counts from in law (for a receipt the
    day of art. 31, for a letter out the day it was sent). The rest is needed by some kinds only:

    ``ref``          which third party, organ or letter, to tell parallel ones apart
    ``received_on``  the day the other side received the letter (art. 32, 34; the fee notice)
    ``until_on``     the day a letter sets: end of the time to correct (art. 30), delayed reply (art. 35)
    ``workdays``     the number a letter grants: extension (art. 33), time to correct (art. 30)
    ``consent_by``   the head of the disclosure office who agreed to the extension (art. 33)
    ``outcome``      the outcome of a reply, by its id in ``outcomes.toml``
    ``good_cause``   the applicant has a proper reason for being late (正当理由, art. 30)
    ``elsewhere``    the application itself is addressed to another organ
    """

    kind: str
    on: date
    ref: str = ""
    received_on: date | None = None
    until_on: date | None = None
    workdays: int | None = None
    consent_by: str = ""
    outcome: str = ""
    good_cause: bool = False
    elsewhere: bool = False

    def __post_init__(self) -> None:
        for day in (self.on, self.received_on, self.until_on):
            if isinstance(day, datetime):
                raise ImpossibleFacts(f"事件 {self.kind} 的 {day} 是时刻，不是日期。请先换算为北京时间的日期再传入。")
        if self.workdays is not None and self.workdays < 1:
            raise ImpossibleFacts(f"事件 {self.kind} 的工作日数应为正整数，现为 {self.workdays}。请改正。")
        for day, what in ((self.received_on, "对方收到日"), (self.until_on, "所定届满日")):
            if day is not None and day < self.on:
                raise ImpossibleFacts(f"事件 {self.kind} 的{what} {day} 早于发生日 {self.on}。请核对日期。")

    @property
    def key(self) -> str:
        """What tells parallel letters apart: the kind and the ``ref``."""
        return f"{self.kind}:{self.ref}"


@dataclass(frozen=True, slots=True)
class Caution:
    """Something lawful to record but worth a person's look: ``says`` is a sentence, ``article`` its ground."""

    code: str
    says: str
    article: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The days that guards of the state table compare with, as computed by ``deadlines.due(...).clock``.

    ``due_on`` is the end of the reply period (provisional while a consultation is open),
    ``notice_due_on`` the last day to ask for a correction, ``applicant_due_on`` the applicant's own last
    day (to correct, to pay), ``opinions_due_on`` the last day of each open consultation by :attr:`Event.key`,
    ``extension_cap_workdays`` the most an extension may add. None: not determined.
    """

    due_on: date | None = None
    notice_due_on: date | None = None
    applicant_due_on: date | None = None
    opinions_due_on: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    extension_cap_workdays: int | None = None

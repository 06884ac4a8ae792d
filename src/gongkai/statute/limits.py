"""The numbers of the law's periods, read from ``deadlines.toml``: dated, sourced, and an office's to override.

>>> law = deadline_law()
>>> reply = law.limit("reply", date(2025, 1, 20))
>>> reply.amount, reply.unit, reply.article
(20, 'workdays', '条例第三十三条第二款')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from gongkai.statute.errors import DataFileError
from gongkai.statute.lawdata import build, in_force, read_tables, stamp

DEADLINES_FILE = Path(__file__).with_name("deadlines.toml")

Unit = Literal["workdays", "days", "months", "yearly"]
Effect = Literal["run", "pause", "restart", "stop"]
Status = Literal[
    "not_received", "running", "consulting", "awaiting_clarification", "awaiting_payment", "answered", "closed"
]


@dataclass(frozen=True, slots=True)
class Limit:
    """One period of the law in one version: so many working days, natural days or months, or a day of the year.

    ``counted_from`` is day 0, ``on_expiry`` what the law makes of silence, ``rolls`` whether a last day that
    rests moves on, ``set_by_letter`` whether the letter may name another day; ``confirmed`` is False until
    somebody has read the number in the official text.
    """

    id: str
    label: str
    unit: Unit
    counted_from: str
    article: str
    effective_on: date
    source: str
    confirmed: bool
    amount: int = 0
    month: int = 0
    day: int = 0
    rolls: bool = False
    set_by_letter: bool = False
    on_expiry: str = ""
    note: str = ""

    @property
    def length(self) -> str:
        """The period in words: 20个工作日, 60日, 6个月, 每年1月31日."""
        words = {"workdays": f"{self.amount}个工作日", "days": f"{self.amount}日", "months": f"{self.amount}个月"}
        return words.get(self.unit, f"每年{self.month}月{self.day}日")


@dataclass(frozen=True, slots=True)
class ClockRule:
    """What one kind of event does to the reply clock (art. 30, 32-35, 42). See the comments of ``deadlines.toml``."""

    event: str
    effect: Effect
    label: str
    article: str
    closes: str = ""
    awaits: str = ""
    status: Status = "running"
    grants: Literal["", "workdays", "until_on"] = ""
    limit: str = ""
    silence: bool = False
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Convention:
    """How to count where the text is silent: the chosen ``value`` out of ``choices``, and the sentence that says so."""

    id: str
    value: str
    choices: tuple[str, ...]
    says: str
    article: str
    effective_on: date
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class DeadlineLaw:
    """All of ``deadlines.toml``, with an office's overrides merged in. ``limits`` are in order of the file."""

    limits: tuple[Limit, ...]
    clock: Mapping[str, ClockRule]
    conventions: tuple[Convention, ...]

    def limit(self, limit_id: str, on: date) -> Limit:
        """The version of a period in force on a day. Raises NotInForce; old cases keep the old number.

        >>> deadline_law().limit("reply", date(2019, 5, 14))
        Traceback (most recent call last):
        ...
        gongkai.statute.errors.NotInForce: 2019-05-14 尚无生效的“reply”规定（最早自 2019-05-15 起施行）...
        """
        return in_force(self.versions(limit_id), on, what=limit_id)

    def versions(self, limit_id: str) -> tuple[Limit, ...]:
        """Every dated version of a period.

        >>> [str(limit.effective_on) for limit in deadline_law().versions("review_application")]
        ['2017-09-01', '2024-01-01']
        """
        return tuple(limit for limit in self.limits if limit.id == limit_id)

    def convention(self, convention_id: str, on: date) -> Convention:
        """The counting convention in force on a day. Raises NotInForce.

        >>> deadline_law().convention("excluded_span", date(2025, 1, 20)).value
        '(out, in]'
        """
        return in_force([c for c in self.conventions if c.id == convention_id], on, what=convention_id)

    def day_zero(self, on: date) -> date:
        """The day working days are counted after, for an act done ``on``: the day itself, by universal practice [M].

        >>> deadline_law().day_zero(date(2025, 1, 20))
        datetime.date(2025, 1, 20)
        """
        return on if self.convention("day_zero", on).value == "excluded" else on - timedelta(days=1)


def deadline_law(override: Path | None = None) -> DeadlineLaw:
    """The periods of the law, an office's own file merged by id and effective date. Cached until a file changes.

    Raises DataFileError for a malformed file.

    >>> len({limit.id for limit in deadline_law().limits}) > 20
    True
    """
    return _deadline_law(stamp(DEADLINES_FILE), stamp(override))


@cache
def _deadline_law(_shipped: object, override: tuple[Path, int] | None) -> DeadlineLaw:
    extra = override[0] if override else None
    tables = read_tables(
        DEADLINES_FILE,
        extra,
        {"limits": ("id", "effective_on"), "clock": ("event",), "conventions": ("id", "effective_on")},
    )
    file = extra or DEADLINES_FILE
    rules = [build(ClockRule, entry, file=file, table="clock") for entry in tables["clock"]]
    law = DeadlineLaw(
        tuple(build(Limit, entry, file=file, table="limits") for entry in tables["limits"]),
        MappingProxyType({rule.event: rule for rule in rules}),
        tuple(build(Convention, entry, file=file, table="conventions") for entry in tables["conventions"]),
    )
    _check(law, file)
    return law


def _check(law: DeadlineLaw, file: Path) -> None:
    """What types cannot say: a value among its choices, names that exist, a length that is one."""
    for convention in law.conventions:
        if convention.value not in convention.choices:
            raise DataFileError(
                f"数据文件 {file.name} 的 [[conventions]]（{convention.id}）取值 {convention.value} 不在可选范围内。"
                f"可选的有：{'、'.join(convention.choices)}。"
            )
    known = {limit.id for limit in law.limits} | {""}
    for rule in law.clock.values():
        if rule.awaits not in known or rule.limit not in known or rule.closes not in {*law.clock, ""}:
            raise DataFileError(
                f"数据文件 {file.name} 的 [[clock]]（{rule.event}）引用了不存在的期限或事件。"
                "请检查 awaits、limit、closes。"
            )
    for limit in law.limits:
        if (limit.unit == "yearly") != bool(limit.month and limit.day) or (limit.unit != "yearly" and limit.amount < 1):
            raise DataFileError(
                f"数据文件 {file.name} 的 [[limits]]（{limit.id}）长度不明：amount 应为正整数；"
                "unit 为 yearly 的，应写明 month 和 day。请改正。"
            )

"""The legal day of receipt (收到申请之日, art. 31): three dates that practice likes to confuse.

An application *arrives* on one day, is *confirmed* with the applicant on another, and is *received* in law
on one of the two, by its channel. Only the last starts the clock of art. 33.

>>> receive("ordinary_letter", date(2025, 3, 3), date(2025, 3, 5)).received_on
datetime.date(2025, 3, 5)
>>> print(receive("internet", date(2025, 3, 3)).says)
互联网渠道的申请于 2025-03-03 到达，尚未与申请人双方确认，不算收到（条例第三十一条第三项）；请尽快联系申请人确认。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from gongkai.statute.errors import ImpossibleFacts, UnknownTerm
from gongkai.statute.events import Caution, Event
from gongkai.statute.lawdata import build, read_tables, stamp

RECEIPT_FILE = Path(__file__).with_name("receipt.toml")


@dataclass(frozen=True, slots=True)
class Channel:
    """One way an application comes in, and which of its days is the legal one. See ``receipt.toml``."""

    id: str
    label: str
    legal_day: Literal["arrived", "confirmed"]
    same_day: Literal["none", "advice", "duty"]
    day: str
    article: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """The three dates of an application. ``received_on`` is None until it is received in law; ``says`` tells why."""

    channel: Channel
    arrived_on: date
    confirmed_on: date | None
    received_on: date | None
    says: str
    cautions: tuple[Caution, ...]

    @property
    def event(self) -> Event:
        """What to append to the history: ``received`` on the legal day, or ``arrived`` while it is not received."""
        if self.received_on is None:
            return Event("arrived", self.arrived_on)
        return Event("received", self.received_on)


def channels(override: Path | None = None) -> Mapping[str, Channel]:
    """The channels of ``receipt.toml`` by id, an office's own merged in. Raises DataFileError.

    >>> [channel.label for channel in channels().values()][:3]
    ['当面提交', '口头提出（由机关代为填写）', '邮寄（签收）']
    """
    return _channels(stamp(RECEIPT_FILE), stamp(override))


def receive(
    channel: str, arrived_on: date, confirmed_on: date | None = None, *, override: Path | None = None
) -> Receipt:
    """The legal day of receipt by channel (art. 31), with a caution where confirming took longer than the day.

    ``confirmed_on`` is the day the organ and the applicant confirmed the receipt (by telephone, message or
    reply); it is ignored where the channel needs none. Raises ImpossibleFacts if it is before the arrival,
    UnknownTerm for an unknown channel.

    >>> receive("in_person", date(2025, 3, 3)).received_on
    datetime.date(2025, 3, 3)
    >>> receive("ordinary_letter", date(2025, 3, 3), date(2025, 3, 4)).cautions[0].code
    'confirmed_late'
    """
    known = channels(override)
    if channel not in known:
        raise UnknownTerm(f"没有“{channel}”这种申请渠道。可用的有：{'、'.join(known)}；也可以在覆盖文件中增加。")
    way = known[channel]
    for day in (arrived_on, confirmed_on):
        if isinstance(day, datetime):
            raise ImpossibleFacts(f"{day} 是时刻，不是日期。请先换算为北京时间的日期再传入。")
    if confirmed_on is not None and confirmed_on < arrived_on:
        raise ImpossibleFacts(f"确认日 {confirmed_on} 早于到达日 {arrived_on}。请核对两个日期。")
    if way.legal_day == "arrived":
        says = f"{way.label}，以{way.day} {arrived_on} 为收到申请之日（{way.article}）。"
        return Receipt(way, arrived_on, confirmed_on, arrived_on, says, ())
    if confirmed_on is None:
        return Receipt(way, arrived_on, None, None, _unconfirmed(way, arrived_on), ())
    says = f"{way.label}，{arrived_on} 到达，以{way.day} {confirmed_on} 为收到申请之日（{way.article}）。"
    return Receipt(way, arrived_on, confirmed_on, confirmed_on, says, _late(way, arrived_on, confirmed_on))


def _unconfirmed(way: Channel, arrived_on: date) -> str:
    mend = "请尽快联系申请人确认"
    if way.same_day == "duty":
        mend = "政府信息公开工作机构应当于到达当日与申请人确认"
    return f"{way.label}的申请于 {arrived_on} 到达，尚未与申请人双方确认，不算收到（{way.article}）；{mend}。"


def _late(way: Channel, arrived_on: date, confirmed_on: date) -> tuple[Caution, ...]:
    if confirmed_on == arrived_on or way.same_day == "none":
        return ()
    days = (confirmed_on - arrived_on).days
    if way.same_day == "duty":
        says = f"{way.label}应当于到达当日（{arrived_on}）与申请人确认，实际迟了{days}日；答复期限仍自确认之日起算。"
        return (Caution("confirmed_late", says, way.article),)
    says = f"申请 {arrived_on} 到达，{days}日后才确认；推迟确认即推迟答复，宜于当日确认。"
    return (Caution("confirmed_slowly", says, way.article),)


@cache
def _channels(_shipped: object, override: tuple[Path, int] | None) -> Mapping[str, Channel]:
    extra = override[0] if override else None
    tables = read_tables(RECEIPT_FILE, extra, {"channels": ("id",)})
    file = extra or RECEIPT_FILE
    built = (build(Channel, entry, file=file, table="channels") for entry in tables["channels"])
    return MappingProxyType({channel.id: channel for channel in built})
